import { createHash } from "node:crypto";
import { shown } from "../../core/api-answer";
import { isRecord, parseJson } from "../../core/json";

/** What `POST /runs` asks for. */
export interface RunRequest {
  /** Name of the run; undefined for one that follows from the token and the request. */
  readonly name?: string;
  readonly rehearse: boolean;
}

/** Names of executions that need no escaping anywhere. */
const NAME = /^[A-Za-z0-9_-]{1,80}$/;

/** Whether a text can be the name of a run. */
export function isRunName(text: string): boolean {
  return NAME.test(text);
}

/** Reads the body of `POST /runs`, or lists everything that is wrong with it. */
export function parseRunRequest(body: string | undefined): RunRequest | { readonly problems: readonly string[] } {
  const value = body === undefined || body.trim() === "" ? {} : parseJson(body);
  if (!isRecord(value)) {
    return { problems: ['body: is not a JSON object; fix: send {} or {"name": "release-1", "rehearse": true}'] };
  }
  const { name, rehearse = false, ...others } = value;
  const problems = [
    ...(name === undefined || (typeof name === "string" && isRunName(name))
      ? []
      : [`name: ${shown(name)} is not a valid name; fix: write 1 to 80 letters, digits, _ and -, or leave it out`]),
    ...(typeof rehearse === "boolean"
      ? []
      : [`rehearse: ${shown(rehearse)} is not true or false; fix: write true to prove role chains and change nothing`]),
    ...Object.keys(others).map((key) => `${key.slice(0, 80)}: is unknown; fix: remove it; known: name, rehearse`),
  ];
  if (problems.length > 0) {
    return { problems };
  }
  return { rehearse: rehearse === true, ...(typeof name === "string" ? { name } : {}) };
}

/** The name of a run: the one that was asked for, or one that the same token and request always have. */
export function runName({ name, rehearse }: RunRequest, tokenId: string): string {
  const digest = createHash("sha256").update(`${tokenId} ${rehearse}`).digest("hex");
  return name ?? `${rehearse ? "rehearse" : "run"}-${digest.slice(0, 32)}`;
}
