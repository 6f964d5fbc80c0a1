import { readFileSync } from "node:fs";
import { parseDefinition } from "./definition/parse";
import { placeOf } from "./kit/message";
import { ResourceView } from "./kit/resource-view";
import type { Finding, ResourceRule } from "./kit/rule";
import { Settings } from "./kit/settings";
import { types } from "./kit/types";
import { definitionChildAlias } from "./rules/audit/definition-child-alias";
import { definitionNoCredentials } from "./rules/audit/definition-no-credentials";
import { callbackHeartbeat } from "./rules/failures/callback-heartbeat";
import { definitionCatchesAll } from "./rules/failures/definition-catches-all";
import { definitionFailureReachesTopic } from "./rules/failures/definition-failure-reaches-topic";
import { definitionReadable } from "./rules/failures/definition-readable";
import { machineTimeout } from "./rules/failures/machine-timeout";
import { retryBounded } from "./rules/failures/retry-bounded";
import { taskTimeout } from "./rules/failures/task-timeout";
import { definitionRotatesBeforeFire } from "./rules/rotation/definition-rotates-before-fire";

/** The rules that need nothing but a definition. */
const rules: readonly ResourceRule[] = [
  definitionReadable,
  definitionCatchesAll,
  definitionFailureReachesTopic,
  definitionRotatesBeforeFire,
  definitionNoCredentials,
  definitionChildAlias,
  machineTimeout,
  taskTimeout,
  callbackHeartbeat,
  retryBounded,
];

/** One finding in a file, as `--json` prints it. */
export interface LintFinding {
  readonly file: string;
  readonly rule: string;
  /** The way to the state from the top, `Fan / branch 1 / Charge`; empty for the machine itself. */
  readonly state: string;
  /** Where in that state, `Retry 1`; left out where it is the state as a whole. */
  readonly at?: string;
  readonly message: string;
  readonly severity: string;
}

/** Result of the command. */
export interface LintResult {
  /** 0 nothing found, 1 findings, 2 bad usage or a file that cannot be read. */
  readonly status: 0 | 1 | 2;
  readonly stdout: string;
  readonly stderr: string;
}

const USAGE = "Usage: npm run -s lint:workflow -- FILE... [--json]";

/** The text of `--help`. */
export const LINT_HELP = `${USAGE}

Judges definitions of state machines by those rules of the policy pack that need nothing else: every failure is caught and published,
every Task has a time-out, retries are bounded, secrets are rotated before they are used. A FILE is a definition in the Amazon States
Language, as JSON; any program's, not this one's alone. Nothing is called.

  --json  [{"file", "rule", "state" (the way to it from the top), "at" (the place in it), "message", "severity"}]
  --help  this text

Exit codes: 0 no finding, 1 findings, 2 bad usage or a file that cannot be read.
`;

/** Judges state machine definitions in files: fallback, time-outs, rotation. */
export function lintWorkflow(args: readonly string[], read: (file: string) => string = readText): LintResult {
  const options = args.filter((arg) => arg.startsWith("-"));
  if (options.some((option) => option === "--help" || option === "-h")) {
    return { status: 0, stdout: LINT_HELP, stderr: "" };
  }
  const files = args.filter((arg) => !arg.startsWith("-"));
  const strange = options.find((option) => option !== "--json");
  if (strange !== undefined || files.length === 0) {
    const why = strange === undefined ? "No file given" : `Unknown option ${strange}`;
    return { status: 2, stdout: "", stderr: `${why}. ${USAGE}\n` };
  }
  const findings: LintFinding[] = [];
  const problems: string[] = [];
  for (const file of files) {
    try {
      findings.push(...lintText(file, read(file)));
    } catch (error) {
      problems.push(`${file}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const stdout = options.includes("--json") ? `${JSON.stringify(findings, null, 2)}\n` : findings.map(line).join("");
  const status = problems.length > 0 ? 2 : findings.length > 0 ? 1 : 0;
  return { status, stdout, stderr: problems.map((problem) => `${problem}\n`).join("") };
}

/** The findings in one definition. Throws where the text is no definition at all: then there is nothing to judge. */
export function lintText(file: string, text: string): readonly LintFinding[] {
  const parsed = parseDefinition(text);
  if (parsed.kind !== "definition") {
    const why = parsed.kind === "malformed" ? parsed.why : "is empty";
    throw new Error(`the definition ${why}. Write it as an Amazon States Language document.`);
  }
  const machine = new ResourceView({ type: types.machine, name: file, urn: file, props: { definition: text } });
  const found: LintFinding[] = [];
  for (const rule of rules) {
    const finding = (_: ResourceView, { at, state = "", found: what, fix }: Finding): void => {
      const about = at === undefined || state === "" ? {} : { at };
      found.push({ file, rule: rule.name, state, ...about, message: `${what}. ${fix}.`, severity: rule.severity });
    };
    const report = { finding, unknown: () => undefined, notApplicable: () => undefined };
    rule.validate(machine, report, new Settings(rule.settings ?? {}, {}));
  }
  return found;
}

function line({ file, rule, state, at, message, severity }: LintFinding): string {
  const where = state === "" ? "" : `${placeOf({ state, at })}: `;
  return `${file}: ${where}${message} [${rule}, ${severity}]\n`;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    throw new Error(`the file cannot be read (${code}). Name a state machine definition in JSON`);
  }
}

if (require.main === module) {
  const { status, stdout, stderr } = lintWorkflow(process.argv.slice(2));
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = status;
}
