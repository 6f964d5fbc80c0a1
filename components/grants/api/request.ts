import { GRANT_MINUTES } from "../../access/on-request";
import { shown } from "../../core/api-answer";
import { isRecord, parseJson } from "../../core/json";
import type { GrantEntry } from "./config";

/** What `POST /grants` asks for. */
export interface GrantRequest {
  readonly minutes: number;
  readonly reason: string;
  readonly ticket: string;
  readonly breakGlass: boolean;
}

const REASON_LIMIT = 300;
const TICKET = /^[\w./#-]{0,64}$/;
const MEMBERS = ["role", "minutes", "reason", "ticket", "breakGlass"];

/** Body of a request, or undefined where it is no JSON object. */
export function bodyOf(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  const value = parseJson(text);
  return isRecord(value) ? value : undefined;
}

/** Checks a request for an entry, or lists everything that is wrong with it. */
export function parseGrantRequest(
  body: Readonly<Record<string, unknown>>,
  entry: GrantEntry,
): GrantRequest | { readonly problems: readonly string[] } {
  const { minutes, reason, ticket = "", breakGlass = false } = body;
  const { longestMinutes: most, reason: pattern } = entry;
  const { least } = GRANT_MINUTES;
  const problem = (wrong: boolean, member: string, message: string, fix: string) =>
    wrong ? [`${member}: ${message}; fix: ${fix}`] : [];
  const isText = typeof reason === "string" && isLine(reason);
  const problems = [
    ...problem(
      typeof minutes !== "number" || !Number.isInteger(minutes) || minutes < least || minutes > most,
      "minutes",
      `${shown(minutes)} is not a whole number from ${least} to ${most}`,
      "ask again for more when it is over",
    ),
    ...problem(
      !isText,
      "reason",
      `${shown(reason)} is not one line of 10 to ${REASON_LIMIT} characters`,
      "say why you need the access",
    ),
    ...problem(
      isText && pattern !== undefined && !new RegExp(`^(?:${pattern})$`, "u").test(reason),
      "reason",
      `${shown(reason)} does not match ${pattern}`,
      `write it as the access map asks of ${entry.name}`,
    ),
    ...problem(
      typeof ticket !== "string" || !TICKET.test(ticket),
      "ticket",
      `${shown(ticket)} is not up to 64 letters, digits and . / # _ -`,
      "write the ticket's id, or leave it out",
    ),
    ...problem(
      typeof breakGlass !== "boolean",
      "breakGlass",
      `${shown(breakGlass)} is not true or false`,
      "leave it out",
    ),
    ...problem(
      breakGlass === true && !entry.breakGlass,
      "breakGlass",
      `the access map does not allow ${entry.name} without an approval`,
      "leave it out and wait for the approval",
    ),
    ...Object.keys(body)
      .filter((key) => !MEMBERS.includes(key))
      .map((key) => `${shown(key)}: is unknown; fix: remove it; known: ${MEMBERS.join(", ")}`),
  ];
  return problems.length > 0
    ? { problems }
    : {
        minutes: Number(minutes),
        reason: String(reason),
        ticket: String(ticket),
        breakGlass: breakGlass === true,
      };
}

/** Whether a text is one line that messages can quote. */
function isLine(text: string): boolean {
  return text.trim().length >= 10 && text.length <= REASON_LIMIT && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text);
}
