import type { AccessRow, Allowed } from "../../components/access/explain";
import { columns } from "../../components/core/columns";
import { isRecord } from "../../components/core/json";

/** Who may do what in one environment. */
export interface EnvironmentAccess {
  readonly environment: string;
  readonly access: readonly AccessRow[];
}

const HEADER = ["WHO", "ROLE", "ACTIONS", "RESOURCES"] as const;

/** A table for each environment: for each group, client or job what its role is allowed on what. */
export function accessText(all: readonly EnvironmentAccess[]): string {
  return all.map(({ environment, access }) => `${environment}\n${table(access.flatMap(rowsOf))}`).join("\n");
}

/** Lines of an entry; what is the same as in the line above is left out. */
function rowsOf(row: AccessRow): string[][] {
  const { who, role, entry, roleArn, sessionMinutes, team, allowed, denied = [], approval, may } = row;
  const name = entry === role ? role : `${role} (as ${entry})`;
  const sessions = `sessions of ${sessionMinutes} minutes${team === undefined ? "" : `, team ${team}`}`;
  const facts = [who, name, `${roleArn.replace(/^.*:role\//, "IAM role ")}, ${sessions}`, ""];
  const notes = [
    ...(approval === true ? ["- runs wait until a person approves"] : []),
    ...(may.includes("approve") ? ["- approve or refuse runs of agents, by the runs API"] : []),
  ];
  return [
    facts,
    ...notes.map((note) => ["", "", note, ""]),
    ...allowed.flatMap((one) => linesOf(one, "")),
    ...denied.flatMap((one) => linesOf(one, "never ")),
  ];
}

/** Lines of one statement: its actions, and next to them its resources; each begins with a dash. */
function linesOf(one: Allowed, word: string): string[][] {
  const [first = "", ...others] = withoutService(one.actions);
  const actions = wrapped([`${word}${first}`, ...others]);
  const resources = one.resources.map((arn, index) => (index === 0 ? "- " : "  ") + shortArn(arn) + conditionText(one));
  return Array.from({ length: Math.max(actions.length, resources.length) }, (_, index) => [
    "",
    "",
    actions[index] ?? "",
    resources[index] ?? "",
  ]);
}

/** `states:StopExecution`, `StartExecution`: the service is written once. */
function withoutService(actions: readonly string[]): string[] {
  const service = actions[0]?.split(":")[0];
  return actions.map((action, index) =>
    index > 0 && action.startsWith(`${service}:`) ? action.slice(`${service}:`.length) : action,
  );
}

/** Texts with commas, on lines of at most 60 characters. */
function wrapped(texts: readonly string[]): string[] {
  const lines: string[] = [];
  for (const text of texts) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + text.length <= 58) {
      lines[lines.length - 1] = `${last}, ${text}`;
    } else {
      lines.push(`${last === undefined ? "-" : " "} ${text}`);
    }
  }
  return lines;
}

/** ` if states:StateMachineQualifier is live` */
function conditionText({ condition }: Allowed): string {
  const tests = Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
    isRecord(keys) ? Object.entries(keys).map(([key, value]) => testText(operator, key, [value].flat())) : [],
  );
  return tests.length === 0 ? "" : ` if ${tests.join(" and ")}`;
}

function testText(operator: string, key: string, values: readonly unknown[]): string {
  if (operator === "Null") {
    return `${key} is ${values[0] === "true" ? "missing" : "present"}`;
  }
  return operator.includes("Not") ? `${key} is not ${values.join(" nor ")}` : `${key} is ${values.join(" or ")}`;
}

/** An ARN without partition, region and account, which are those of the environment. */
function shortArn(arn: string): string {
  return arn.replace(/^arn:[^:]*:([^:]*):[^:]*:[^:]*:/, "$1 ");
}

function table(rows: readonly (readonly string[])[]): string {
  const lines = columns([HEADER, ...rows]).map((line) => `  ${line}`.trimEnd());
  return `${lines.join("\n")}\n`;
}
