import { planEnvironment } from "../../components/environment/plan";
import type { ConfigSource } from "../../stacks/config";
import { type Command, type Output, UsageError } from "../command";
import { main } from "../main";
import { readStack, STACK_OPTION, type StackDependencies } from "../stack-inputs";
import { paintFor } from "./paint";
import { failureOfAll, readSlowParts, readStatus, type SlowParts, type StatusSource } from "./read";
import { findings, type Status } from "./status";
import type { StatusApi } from "./status-api";
import { statusText } from "./text";
import { watch } from "./watch";

export interface StatusDependencies extends StackDependencies {
  /** @default AWS's APIs, with the stack's configuration */
  readonly api?: (stack: string, source: ConfigSource) => StatusApi;
  /** @default the clock's */
  readonly now?: () => Date;
  /** Where --watch draws. @default standard output */
  readonly terminal?: { readonly isTTY?: boolean; write(text: string): unknown };
  /** Seconds between two screens. @default {@link WATCH_SECONDS} */
  readonly watchSeconds?: number;
}

/** Seconds between two screens, and between two readings of every version and every secret. */
const WATCH_SECONDS = 5;
const SLOW_SECONDS = 300;

const OPTIONS = {
  stack: STACK_OPTION,
  watch: {
    help: `draws the screen again every ${WATCH_SECONDS} seconds until Ctrl-C; versions and secrets are read again every ${SLOW_SECONDS / 60} minutes`,
  },
  json: {
    help: `{"blueprint", "environment", "region", "account", "at", "expectedSeconds", "runs", "versions", "secrets", "approvals", "grants" (where
there are roles on request), "alarms", "undelivered" (each {"value"}, {"notAllowed" (an action)} or {"failed" (a message)}),
"findings" (sentences)}`,
  },
} as const;

/** `npm run -s status -- --stack ENVIRONMENT`: how an environment is, on one screen. */
export function statusCommand(dependencies: StatusDependencies = {}): Command<typeof OPTIONS> {
  const { api = awsApi, now = () => new Date() } = dependencies;
  const { terminal = process.stdout, watchSeconds = WATCH_SECONDS } = dependencies;
  return {
    name: "status",
    options: OPTIONS,
    description: `
Shows how an environment is, on one screen: the last runs with their durations against the plan, live versions and their weights, the oldest secret against
its allowed age, approvals that are waited for, temporary access that is open, alarms that are on,
and failure messages that could not be delivered. Changes nothing.`,
    notes: `
The right "observe" of the access map for all apps is enough. What the caller is not allowed to read is marked "not allowed", with the missing action; an
observer of single apps sees their versions and secrets. Colour is used on a terminal unless NO_COLOR is set.`,
    exitCodes:
      "0 fine, 1 the last run failed, a secret is due, an alarm is on or a message was not delivered, 2 bad usage or input",
    async run({ options, signal }) {
      const { stack, json } = options;
      if (options.watch && json) {
        throw new UsageError("--watch draws a screen; leave out --json");
      }
      const { inputs, source } = await readStack(stack, dependencies);
      const { names, grants } = planEnvironment(inputs);
      const grantsTable = grants?.names.table.name;
      const from: StatusSource = { api: api(stack, source), names, blueprint: inputs.blueprint, grantsTable };
      const paint = paintFor(terminal.isTTY === true, process.env);
      if (!options.watch) {
        const status = await readStatus(from, await readSlowParts(from, now()), now());
        return output(status, statusText(status, paint));
      }
      const slow = refreshed(() => readSlowParts(from, now()), now);
      const screen = async () => statusText(await readStatus(from, await slow(), now()), paint);
      const write = (text: string) => void terminal.write(text);
      await watch({ screen, write, isTerminal: terminal.isTTY === true, seconds: watchSeconds, signal });
      return { text: "" };
    },
  };
}

function output(status: Status, text: string): Output {
  const failure = failureOfAll(status);
  if (failure !== undefined) {
    throw new Error(failure);
  }
  const all = findings(status);
  return { status: all.length === 0 ? 0 : 1, text, data: { ...status, findings: all } };
}

/** Reads again once what was read is {@link SLOW_SECONDS} old. */
function refreshed(read: () => Promise<SlowParts>, now: () => Date): () => Promise<SlowParts> {
  let last: { readonly at: number; readonly parts: SlowParts } | undefined;
  return async () => {
    const at = now().getTime();
    if (last === undefined || at - last.at >= 1000 * SLOW_SECONDS) {
      last = { at, parts: await read() };
    }
    return last.parts;
  };
}

/** The AWS SDK takes long to load: only once something is to be called. */
function awsApi(stack: string, source: ConfigSource): StatusApi {
  const { awsStatusApi } = require("./aws") as typeof import("./aws");
  return awsStatusApi(stack, source);
}

if (require.main === module) {
  void main(statusCommand());
}
