import type { Wait } from "../wait";
import type { ReadOutputs, RunsAccess } from "./access";
import { RunsClient } from "./client";
import type { Fetch } from "./http";
import { type MachineOptions, machineOf } from "./key";
import { type DevicePrompt, type SignInArgs, signIn, type Token } from "./sign-in";

/** How a command signs in at the runs API of a stack. */
export interface SignInDependencies {
  /** Outputs of a stack as JSON. @default as the Pulumi CLI reads them */
  readonly outputs?: ReadOutputs;
  /** @default the global one */
  readonly fetch?: Fetch;
  /** Shows a person where to sign in. @default a line on stderr */
  readonly prompt?: (prompt: DevicePrompt) => void | Promise<void>;
  /** @default by the clock */
  readonly wait?: Wait;
}

export interface SessionArgs extends Pick<SignInArgs, "wait" | "signal"> {
  readonly access: RunsAccess;
  readonly options: MachineOptions;
  /** Rights that the token is requested for. */
  readonly rights: readonly (keyof RunsAccess["scopes"])[];
  readonly progress: (line: string) => void;
  /** @default the global one */
  readonly fetch?: Fetch | undefined;
  /** @default prints a line to stderr */
  readonly prompt?: ((prompt: DevicePrompt) => void | Promise<void>) | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/** Seconds before its end from which on a token is not used any more. */
const MARGIN = 20;

/**
 * Signs in and returns a client of the runs API. A token lives five minutes: a machine gets the next one by itself, a
 * person is asked to sign in again.
 */
export async function runsSession(args: SessionArgs): Promise<RunsClient> {
  const { access, options, rights, progress, fetch = globalThis.fetch, env = process.env } = args;
  const { prompt = ({ address, code }) => progress(`sign in at ${address} and confirm the code ${code}`) } = args;
  const machine = machineOf(access, options, env);
  const signInFor = (wanted: SessionArgs["rights"]) =>
    signIn({ ...args, scopes: wanted.flatMap((right) => access.scopes[right] ?? []), machine, fetch, prompt });
  let token: Token = await signInFor(rights);
  return new RunsClient(
    access,
    async () => {
      if (token.expires - MARGIN * 1000 < Date.now()) {
        if (machine === undefined) {
          progress("the token has expired: sign in again to go on following the run, which goes on by itself");
        }
        token = await signInFor(["observe"]);
      }
      return token;
    },
    fetch,
  );
}
