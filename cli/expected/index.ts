import { ProblemsError, unknownName } from "../../components/core/problem";
import type { ConfigSource } from "../../stacks/config";
import { type Command, UsageError } from "../command";
import { main } from "../main";
import { stackFileName, writeExpectedSeconds } from "../stack-file";
import { readStack, STACK_OPTION, type StackDependencies } from "../stack-inputs";
import { STACKS } from "../stacks-folder";
import { learn, secondsToWrite } from "./learn";
import type { RunHistory } from "./past-runs";
import { learnedJson, learnedText } from "./text";

export interface ExpectedDependencies extends StackDependencies {
  /** Past runs of a stack. @default Step Functions' API, with the stack's configuration */
  readonly history?: (stack: string, source: ConfigSource) => RunHistory;
}

/** Runs that are read of each app, and the most that can be asked for. */
const DEFAULT_RUNS = 20;
const MAX_RUNS = 100;

const OPTIONS = {
  stack: STACK_OPTION,
  app: { value: "APP", help: "one app @default all" },
  runs: { value: "N", help: `reads the last N runs of each app, 1 to ${MAX_RUNS} @default ${DEFAULT_RUNS}` },
  json: {
    help: `{"apps": [{"app", "expectedSeconds" and "by" ("setting" or "blueprint") where something is expected now, "runs",
"medianSeconds" and "longestSeconds" where there is a run, "write" where another value is learned, "held" (why it is not
used)}], "schedule": {"present", "learned": {"criticalPathSeconds", "plannedSeconds", "criticalPath"}}, "written" (seconds
by app)}`,
  },
  write: { help: "writes the learned values to app-of-apps:expectedSeconds in the stack's file; all else in it stays" },
} as const;

/** `npm run -s expected -- --stack ENVIRONMENT`: learns from past runs how long each app is expected to take. */
export function expectedCommand(dependencies: ExpectedDependencies = {}): Command<typeof OPTIONS> {
  const { folder = STACKS, history = awsHistory } = dependencies;
  return {
    name: "expected",
    options: OPTIONS,
    description: `
Reads how long the last runs of each app took in an environment, with your AWS credentials, and prints what the app should be expected to take: the median,
rounded to two digits. Prints next to it what is expected now, and the critical path and planned seconds with either. Nothing in AWS is changed.

Only runs that SUCCEEDED count, without rehearsals and without runs that were redriven. A value is replaced only if it differs by more than a tenth and by
more than half a second; an app without a run is unchanged.`,
    notes: `
Needs states:ListExecutions on the apps' machines and states:DescribeExecution on their executions, as operators and viewers of the environment have.
What is written is a change like any other: commit it, and \`pulumi preview\` shows the plan and the time-outs that follow from it.`,
    async run({ options, signal, progress }) {
      const { stack, app, json, write } = options;
      const runs = runsOf(options.runs);
      const { inputs, source } = await readStack(stack, dependencies);
      const apps = chosen(Object.keys(inputs.blueprint.apps), app);
      const report = await learn({ inputs, apps, runs, history: history(stack, source), progress, signal });
      const seconds = secondsToWrite(report.apps);
      const writes = write && Object.keys(seconds).length > 0;
      signal.throwIfAborted();
      if (writes) {
        writeExpectedSeconds(folder, stack, seconds);
      }
      return {
        text: `${learnedText(report)}\n${endText(stack, Object.keys(seconds).length, writes)}\n`,
        ...(json ? { data: { ...learnedJson(report), written: writes ? seconds : {} } } : {}),
      };
    },
  };
}

function runsOf(text = String(DEFAULT_RUNS)): number {
  const count = /^[1-9]\d{0,2}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > MAX_RUNS) {
    throw new UsageError(`--runs "${text}" must be a number from 1 to ${MAX_RUNS}`);
  }
  return count;
}

function chosen(apps: readonly string[], app: string | undefined): readonly string[] {
  if (app !== undefined && !apps.includes(app)) {
    throw new ProblemsError("expected", [unknownName("--app", "app", app, apps)]);
  }
  return app === undefined ? apps : [app];
}

function endText(stack: string, count: number, written: boolean): string {
  if (count === 0) {
    return "There is nothing to write.";
  }
  const file = stackFileName(stack);
  const values = count === 1 ? "1 value" : `${count} values`;
  return written
    ? `${values} written to ${file}; commit it. \`pulumi preview\` shows what follows from it.`
    : `${values} to write; --write writes ${count === 1 ? "it" : "them"} to ${file}.`;
}

/** The AWS SDK takes long to load: only once something is to be called. */
function awsHistory(stack: string, source: ConfigSource): RunHistory {
  const aws = require("./aws") as typeof import("./aws");
  return aws.awsHistory(stack, source);
}

if (require.main === module) {
  void main(expectedCommand());
}
