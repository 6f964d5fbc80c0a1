import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { errorMessage } from "../../components/core/errors";
import { isRecord, memberOf, parseJson } from "../../components/core/json";
import { type Problem, ProblemsError } from "../../components/core/problem";

/** What a client of the runs API knows of an environment: nothing of it is secret. */
export interface RunsAccess {
  /** URL of the API; `/runs` completes it. */
  readonly endpoint: string;
  /** Scope of a token for each right; `approve` only where runs of agents wait for it. */
  readonly scopes: { readonly start: string; readonly observe: string; readonly approve?: string };
  /** `https://<org>/oauth2/<server id>`. */
  readonly issuer: string;
  /** Client id of the app that people sign in with on a terminal. */
  readonly nativeClientId: string;
  /** Client ids of machines by entry of the access map. */
  readonly machines: Readonly<Record<string, string>>;
}

/** Outputs of a stack as JSON text. */
export type ReadOutputs = (stack: string) => string;

/** End of the outputs that name the client of a machine: `runnerClientId`. */
const CLIENT_ID = "ClientId";

/**
 * How the runs API of a stack is reached, by the stack's outputs.
 * @param place the stack or the file that the outputs are from, for messages
 * @throws {ProblemsError} where there are no outputs, or none of a runs API
 */
export function runsAccess(place: string, read: () => string): RunsAccess {
  let outputs: unknown;
  try {
    outputs = parseJson(read());
  } catch (error) {
    const message = `has no outputs that can be read: ${errorMessage(error).split("\n").at(-1)}`;
    const fix = "deploy the stack, select its backend, or give the outputs as a file with --outputs";
    throw new ProblemsError("outputs", [{ place, message, fix }]);
  }
  const problems: Problem[] = [];
  const need = (...path: string[]): string => {
    const value = path.reduce<unknown>((found, name) => (isRecord(found) ? memberOf(found, name) : undefined), outputs);
    if (typeof value === "string" && value !== "") {
      return value;
    }
    const fix =
      "set app-of-apps:runsApi to true and deploy the stack; give all outputs of `pulumi stack output --json`";
    problems.push({ place, message: `has no output ${path.join(".")}, so no runs API`, fix });
    return "";
  };
  const approve = memberOf(memberOf(memberOf(outputs, "runsApi"), "scopes"), "approve");
  const access = {
    endpoint: need("runsApi", "endpoint"),
    scopes: {
      start: need("runsApi", "scopes", "start"),
      observe: need("runsApi", "scopes", "observe"),
      ...(typeof approve === "string" ? { approve } : {}),
    },
    issuer: need("okta", "issuer"),
    nativeClientId: need("okta", "nativeClientId"),
    machines: machinesIn(memberOf(outputs, "okta")),
  };
  if (problems.length > 0) {
    throw new ProblemsError("outputs", problems);
  }
  return access;
}

/** Client ids of machines: the app of people has its name among them, which no entry of the access map can have. */
function machinesIn(okta: unknown): Record<string, string> {
  const entries = Object.entries(isRecord(okta) ? okta : {}).flatMap(([name, id]): [string, string][] =>
    name.endsWith(CLIENT_ID) && name !== `native${CLIENT_ID}` && typeof id === "string"
      ? [[name.slice(0, -CLIENT_ID.length), id]]
      : [],
  );
  return Object.fromEntries(entries);
}

/** Outputs that the Pulumi CLI reads. */
export function pulumiOutputs(stack: string): string {
  const args = ["stack", "output", "--json", "--stack", stack];
  return execFileSync("pulumi", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** Access of a stack: its outputs as the Pulumi CLI reads them, or those in a file. */
export function accessOf(stack: string, file: string | undefined, read: ReadOutputs = pulumiOutputs): RunsAccess {
  return file === undefined ? runsAccess(stack, () => read(stack)) : runsAccess(file, () => readFileSync(file, "utf8"));
}
