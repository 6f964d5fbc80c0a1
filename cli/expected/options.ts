import { readOptions } from "../command";

export const USAGE = "Usage: npm run -s expected -- --stack ENVIRONMENT [--app APP] [--runs N] [--json] [--write]";

/** Runs of each app that are looked at, and how many may be asked for. */
const RUNS = 20;
const MOST_RUNS = 100;

export const HELP = `${USAGE}

Looks how long the last runs of each app took in an environment, as whoever your AWS credentials are, and says what the app should be expected to take: the
median, rounded to two digits. Shows beside it what is expected now, and the critical path and planned seconds with either. Nothing of AWS is changed.

Only runs that SUCCEEDED count, without rehearsals and without runs that were redriven. A value is another only if it differs by more than a tenth and by more
than half a second; an app without a run keeps what it has.

  --stack ENVIRONMENT  reads stacks/Pulumi.<environment>.yaml; names are computed from it
  --app APP            one app @default all
  --runs N             looks at the last N runs of each, 1 to ${MOST_RUNS} @default ${RUNS}
  --json               {"apps": [{"app", "expectedSeconds" and "by" ("setting" or "blueprint") where something is expected now, "runs", "medianSeconds" and
                       "longestSeconds" where there is a run, "write" where another value is learned, "held" (why it is not taken)}],
                       "schedule": {"present", "learned": {"criticalPathSeconds", "plannedSeconds", "criticalPath"}}, "written" (seconds by app)}
  --write              puts what is learned into the setting app-of-apps:expectedSeconds of the stack's file; all else in it stays
  --help               this text

Needs states:ListExecutions on the apps' machines and states:DescribeExecution on their executions, as operators and viewers of the environment have.
What is written is a change like any other: commit it, and \`pulumi preview\` shows the plan and the time-outs that follow from it.

Exit codes: 0 done (or nothing to do), 1 refused or failed, 2 bad usage or bad input.
`;

const OPTIONS = {
  stack: { type: "string" },
  app: { type: "string" },
  runs: { type: "string" },
  json: { type: "boolean" },
  write: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** What the command was asked to do. */
export interface ExpectedOptions {
  readonly stack: string;
  /** One app; undefined for all. */
  readonly app: string | undefined;
  /** Runs of each app, 1 to 100. */
  readonly runs: number;
  readonly json: boolean;
  readonly write: boolean;
}

export type ParsedOptions = ExpectedOptions | { readonly help: true } | { readonly problem: string };

/** Reads the command line; `problem` says in one sentence what cannot be taken. */
export function parseExpectedOptions(args: readonly string[]): ParsedOptions {
  const read = readOptions(args, OPTIONS);
  if ("problem" in read) return read;
  const { stack, app, runs = String(RUNS), json = false, write = false, help = false } = read.values;
  if (help) return { help };
  if (stack === undefined) return { problem: "No environment is named: --stack." };
  const count = /^[1-9]\d{0,2}$/.test(runs) ? Number(runs) : 0;
  if (count < 1 || count > MOST_RUNS) return { problem: `"${runs}" is no number of runs: --runs 1 to ${MOST_RUNS}.` };
  return { stack, app, runs: count, json, write };
}
