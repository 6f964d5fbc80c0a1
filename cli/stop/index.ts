import { setTimeout as pause } from "node:timers/promises";
import { planEnvironment } from "../../components/environment/plan";
import { keyedMachines } from "../../components/versions/machine-keys";
import type { ConfigSource } from "../../stacks/config";
import { type Command, UsageError } from "../command";
import { main } from "../main";
import { readStack, STACK_OPTION, type StackDependencies } from "../stack-inputs";
import { type StopApi, stopAll } from "./stop";
import { stopText } from "./text";

export interface StopDependencies extends StackDependencies {
  /** @default Step Functions' API, with the stack's configuration */
  readonly api?: (stack: string, source: ConfigSource) => StopApi;
}

/** Most characters of a reason, which becomes the executions' cause. */
const MOST_CHARACTERS = 200;

const OPTIONS = {
  stack: STACK_OPTION,
  why: {
    value: "REASON",
    help: `the cause of the stopped executions, up to ${MOST_CHARACTERS} characters; required unless --dry-run`,
  },
  "dry-run": { help: "lists what runs, and stops nothing" },
  json: {
    help: `{"executions": [{"machine", "execution", "result" ("stopped", "running" or {"refused": a message})}]}`,
  },
} as const;

/** `npm run -s stop -- --stack ENVIRONMENT --why "REASON"`: stops everything that runs in an environment. */
export function stopCommand(dependencies: StopDependencies = {}): Command<typeof OPTIONS> {
  const { api = awsApi } = dependencies;
  return {
    name: "stop",
    options: OPTIONS,
    description: `
Stops everything that runs in an environment, with your AWS credentials: the parent and what it waits for, then rollbacks of runs, then apps that somebody
started by themselves. Nothing is rolled back. Use it before \`pulumi destroy\`, which otherwise waits for running executions and gives up after five minutes.`,
    notes: `
Needs the right "stop" of the access map for all apps. An execution that is stopped is ABORTED, with the reason as its cause; the failure topic is
notified of it.
An interrupt ends the command after the execution that it is stopping.`,
    exitCodes: "0 nothing runs any more (or --dry-run), 1 something could not be stopped, 2 bad usage or bad input",
    finishesOnInterrupt: true,
    async run({ options, signal, progress }) {
      const { stack, why = "", "dry-run": dryRun } = options;
      if (!dryRun && (why.trim() === "" || why.length > MOST_CHARACTERS)) {
        throw new UsageError(`--why is required, with 1 to ${MOST_CHARACTERS} characters; it is the executions' cause`);
      }
      const { inputs, source } = await readStack(stack, dependencies);
      const machines = keyedMachines(planEnvironment(inputs).names, inputs.blueprint.apps);
      const calls = { api: api(stack, source), machines, cause: why, dryRun };
      const executions = await stopAll({ ...calls, signal, progress, pause });
      const isOver = dryRun || executions.every(({ result }) => result === "stopped");
      return { status: isOver && !signal.aborted ? 0 : 1, text: stopText(executions, dryRun), data: { executions } };
    },
  };
}

/** The AWS SDK takes long to load: only once something is to be called. */
function awsApi(stack: string, source: ConfigSource): StopApi {
  const { awsStopApi } = require("./aws") as typeof import("./aws");
  return awsStopApi(stack, source);
}

if (require.main === module) {
  void main(stopCommand());
}
