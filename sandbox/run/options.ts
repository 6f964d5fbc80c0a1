import { parseArgs } from "node:util";
import { errorMessage } from "../../components/core/errors";

/** Options of the sandbox command. */
export interface SandboxOptions {
  readonly keep: boolean;
  readonly help: boolean;
  /** Whether AWS is behind, as it can be on a fresh account. */
  readonly slowAws: boolean;
  /** Path of another blueprint file, as given. */
  readonly blueprint: string | undefined;
}

export const HELP = `npm run sandbox [-- OPTIONS]

Deploys the sandbox environment on an embedded cloud (real Pulumi engine, policy pack enforced), signs in as a person,
as a machine and as an AI agent, runs the parent workflow, breaks one app and cuts one role chain on purpose, and
deletes everything again. Needs no AWS and no Okta account; listens on the loopback address only.

  --blueprint FILE   run another blueprint (.ts or .json); stand-ins replace functions that it lacks
  --keep             leave the sandbox running after the run, with the cloud and the stack; prints how to reach them,
                     and serves the pages about the runs on the loopback address; Ctrl-C ends it
  --slow-aws         IAM, aliases of keys, lists of versions and log delivery of the embedded AWS are 10 seconds behind,
                     as they can be on a fresh account: the first \`up\` must pass all the same
  --help             this text

Exit codes: 0 every check passed, 1 a check failed, 2 bad usage or bad input, 130 interrupted.
`;

/** Reads the command line; `problem` says in one sentence what is wrong. */
export function parseOptions(argv: readonly string[]): SandboxOptions | { readonly problem: string } {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        keep: { type: "boolean" },
        help: { type: "boolean", short: "h" },
        blueprint: { type: "string" },
        "slow-aws": { type: "boolean" },
      },
      allowPositionals: false,
    });
    const { keep = false, help = false, blueprint, "slow-aws": slowAws = false } = values;
    return { keep, help, blueprint, slowAws };
  } catch (error) {
    return { problem: errorMessage(error) };
  }
}
