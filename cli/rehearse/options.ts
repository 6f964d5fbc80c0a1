import { readOptions } from "../command";

export const USAGE = "Usage: npm run -s rehearse -- --stack ENVIRONMENT [--app APP] [--json]";

export const HELP = `${USAGE}

Rehearses a deployed environment, at any time: it fires no task, rotates no secret and notifies nobody. The parent, started by its
alias with {"rehearse": true, "quiet": true}, walks every app's role chain and describes its secrets; IAM's simulator says whether
every role still has the permissions that it was made with. Prints a table: app, role, chain, secrets (age in days, and whether a
run would rotate them), permissions, verdict, error.

  --stack ENVIRONMENT  reads stacks/Pulumi.<environment>.yaml; names and permissions are computed from it
  --app APP            one app, through its own alias
  --json               the rows as JSON, with every denied permission and everything that could not be simulated
  --help               this text

The caller needs states:StartExecution on the alias that is started, states:DescribeExecution on its executions, and
iam:SimulatePrincipalPolicy on the environment's roles.

Exit codes: 0 everything is proven, 1 something is broken, 2 bad usage or bad input.
`;

const OPTIONS = {
  stack: { type: "string" },
  app: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

export interface RehearseOptions {
  readonly stack: string;
  /** Undefined for the whole environment. */
  readonly app: string | undefined;
  readonly json: boolean;
}

export type ParsedOptions = RehearseOptions | { readonly help: true } | { readonly problem: string };

/** Reads the command line; `problem` says in one sentence what is wrong with it. */
export function parseRehearseOptions(args: readonly string[]): ParsedOptions {
  const read = readOptions(args, OPTIONS);
  if ("problem" in read) {
    return read;
  }
  const { stack, app, json = false, help = false } = read.values;
  if (help) {
    return { help };
  }
  return stack === undefined ? { problem: "--stack is required: the name of an environment." } : { stack, app, json };
}
