import { errorMessage } from "../../components/core/errors";
import type { Command, Output } from "../command";
import { main } from "../main";
import { accessOf } from "../runs/access";
import { RunsApiError, type RunsClient, refused, type StartedRun } from "../runs/client";
import { SIGN_IN_OPTIONS } from "../runs/key";
import { checkRunName } from "../runs/run-name";
import { runsSession, type SignInDependencies } from "../runs/session";
import { waitByClock } from "../wait";
import { type FollowRunArgs, followRun } from "./follow";
import { goesOnText, runText } from "./text";

export interface StartDependencies extends SignInDependencies {
  readonly env?: NodeJS.ProcessEnv;
}

const OPTIONS = {
  stack: { value: "ENVIRONMENT", required: true, help: "the stack; its outputs say where its runs API is" },
  rehearse: { help: "starts a rehearsal: proves every role chain, changes nothing and notifies nobody" },
  name: {
    value: "NAME",
    help: "name of the run, 1 to 80 letters, digits, _ and - @default one that the same token always gets",
  },
  ...SIGN_IN_OPTIONS,
  json: {
    help: `{"name", "execution" (ARN), "status", "rehearse", "startedBy" (the identity), "started", "stopped", "error", "cause",
"apps": [{"app", "status"}]}`,
  },
} as const;

/** `npm run -s start -- --stack ENVIRONMENT`: starts a run by the runs API and follows it. */
export function startCommand(dependencies: StartDependencies = {}): Command<typeof OPTIONS> {
  const { outputs, fetch, prompt, wait = waitByClock, env } = dependencies;
  return {
    name: "start",
    options: OPTIONS,
    description: `
Starts a run of an environment by its runs API, with your identity in the run, and follows it: a line on stderr whenever the state of an app changes,
then the result. A person signs in at Okta in any browser, by the address and the code that the command prints; a machine signs in with its own key.
No credentials of AWS take part, and no token is printed or stored.`,
    notes: `
The access map says who may start: role with start and observe, for all apps. A token lives five minutes and the run goes on without it; a person who
follows a longer run is asked to sign in again. An interrupt ends the command and not the run; it prints how to stop the run.`,
    exitCodes: "0 the run succeeded, 1 it failed or was refused, 2 bad usage or bad input",
    finishesOnInterrupt: true,
    async run({ options, signal, progress }) {
      const { stack, name, rehearse } = options;
      checkRunName("--name", name);
      const access = accessOf(stack, options.outputs, outputs);
      const shared = { wait, signal, progress };
      const rights = ["start", "observe"] as const;
      const client = await runsSession({ ...shared, access, options, rights, fetch, prompt, env });
      signal.throwIfAborted();
      const started = await start(client, { ...(name === undefined ? {} : { name }), rehearse });
      if (!("execution" in started)) {
        return started;
      }
      progress(`run ${started.name}: ${started.execution}`);
      return await result(started, { ...shared, client, name: started.name });
    },
  };
}

/** The run, or the output of a command whose request was refused. */
async function start(client: RunsClient, request: { name?: string; rehearse: boolean }): Promise<StartedRun | Output> {
  try {
    return await client.start(request);
  } catch (error) {
    if (error instanceof RunsApiError) {
      return refused(error);
    }
    const message = `no answer of the runs API: ${errorMessage(error)}; fix: run the command again with the same --name`;
    throw new Error(message);
  }
}

async function result(started: StartedRun, follow: FollowRunArgs): Promise<Output> {
  const followed = await followRun(follow);
  if ("stopped" in followed) {
    return { status: 1, text: "", data: started, errors: goesOnText(started, followed.stopped) };
  }
  const { ended } = followed;
  return { status: ended.status === "SUCCEEDED" ? 0 : 1, text: runText(ended), data: ended };
}

if (require.main === module) {
  void main(startCommand());
}
