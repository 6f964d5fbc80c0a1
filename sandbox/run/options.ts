import { parseArgs } from "node:util";

/** What the sandbox was asked to do. */
export interface SandboxOptions {
  readonly keep: boolean;
  readonly help: boolean;
  /** Path of another blueprint file, as given. */
  readonly blueprint: string | undefined;
}

export const HELP = `npm run sandbox [-- OPTIONS]

Deploys the sandbox environment on an embedded cloud (real Pulumi engine, policy pack enforced), signs in as a person and
as a machine, runs the parent workflow, breaks one app and cuts one role chain on purpose, and takes everything away again.
Needs no AWS and no Okta account; listens on the loopback address only.

  --blueprint FILE   run another blueprint (.ts or .json); functions that the sandbox does not have are stood in for
  --keep             stay in the foreground after the run, with the cloud and the stack there to be looked at; prints how to
                     reach them; Ctrl-C ends it
  --help             this text

Exit codes: 0 everything was as it has to be, 1 something was not, 2 bad usage or bad input, 130 interrupted.
`;

/** Reads the command line; `problem` says in one sentence what cannot be taken. */
export function parseOptions(argv: readonly string[]): SandboxOptions | { readonly problem: string } {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { keep: { type: "boolean" }, help: { type: "boolean", short: "h" }, blueprint: { type: "string" } },
      allowPositionals: false,
    });
    return { keep: values.keep ?? false, help: values.help ?? false, blueprint: values.blueprint };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
