import { SFNClient } from "@aws-sdk/client-sfn";
import { timeoutOf } from "../../components/blueprint/blueprint";
import type { AppInput } from "../../components/blueprint/define";
import { expectationProblem, withExpectedSeconds } from "../../components/blueprint/expected-seconds";
import { environmentNames } from "../../components/core/names";
import { ProblemsError, unknownName } from "../../components/core/problem";
import { planSchedule } from "../../components/schedule/index";
import type { ConfigSource } from "../../stacks/config";
import { type Inputs, readInputs } from "../../stacks/inputs";
import { SETTINGS } from "../../stacks/settings";
import { awsClientConfig } from "../aws-client";
import { answer, type CommandResult, stopped } from "../command";
import { readStackFile, stackFileName, writeExpectedSeconds } from "../stack-file";
import { STACKS } from "../stacks-folder";
import { learnedSeconds } from "./learned-seconds";
import { type ExpectedOptions, HELP, parseExpectedOptions, USAGE } from "./options";
import { pastSeconds, type RunHistory, sfnHistory } from "./past-runs";
import { type LearnedApp, type LearnedReport, learnedJson, learnedText } from "./text";

export interface ExpectedCommandArgs {
  /** Folder of the stacks' files. @default `stacks` */
  readonly folder?: string;
  /** What knows the past runs. @default Step Functions' API, with the stack's configuration */
  readonly history?: (stack: string, source: ConfigSource) => RunHistory;
  /** Told now and then how far a long look is. @default nobody */
  readonly progress?: (line: string) => void;
}

/** Apps between two lines of progress; an environment with no more shows none. */
const PROGRESS_APPS = 25;

/**
 * Tries of each call. Both kinds are limited to a few a second once an account's bucket is empty, and 100 apps with 20 runs are 2,000 executions to describe:
 * the SDK's own three tries would give up where waiting some seconds is all there is to do.
 */
const TRIES = 10;

/** The command: arguments in, text and exit code out. */
export async function expectedCommand(
  args: readonly string[],
  given: ExpectedCommandArgs = {},
): Promise<CommandResult> {
  const { folder = STACKS, history = awsHistory, progress = () => {} } = given;
  const options = parseExpectedOptions(args);
  if ("help" in options) return { status: 0, stdout: HELP, stderr: "" };
  if ("problem" in options) return { status: 2, stdout: "", stderr: `${options.problem} ${USAGE}\n` };
  try {
    const source = readStackFile(folder, options.stack);
    const inputs = readInputs(options.stack, source);
    const apps = chosen(Object.keys(inputs.blueprint.apps), options.app);
    const report = await learn(inputs, apps, options, history(options.stack, source), progress);
    return { status: 0, stdout: told(report, options, folder), stderr: "" };
  } catch (error) {
    return stopped(error);
  }
}

async function learn(
  { scope, blueprint, loaded }: Inputs,
  apps: readonly string[],
  { runs }: ExpectedOptions,
  history: RunHistory,
  progress: (line: string) => void,
): Promise<LearnedReport> {
  const names = environmentNames(scope);
  const found: LearnedApp[] = [];
  for (const app of apps) {
    const spec = loaded.written[app];
    if (spec === undefined) continue;
    const durations = await pastSeconds(history, names.app(app).machine.arn, runs);
    const present = blueprint.apps[app]?.expectedSeconds;
    // The setting may say what the blueprint says; then it makes no difference whose it is.
    const by = present === undefined ? undefined : present === spec.expectedSeconds ? "blueprint" : "setting";
    found.push({ app, present, by, ...learnedSeconds(expectationOf(spec, present), durations) });
    if (found.length % PROGRESS_APPS === 0 && found.length < apps.length)
      progress(`looked at ${found.length} of ${apps.length} apps`);
  }
  const seconds = { ...presentSeconds(blueprint.apps), ...toWrite(found) };
  const learned = withExpectedSeconds(loaded, seconds, SETTINGS.expectedSeconds.key).blueprint;
  return { apps: found, present: planSchedule(blueprint), learned: planSchedule(learned) };
}

function expectationOf(spec: AppInput, present: number | undefined) {
  return {
    present,
    ownTimeout: spec.timeoutSeconds,
    timeoutWith: (seconds: number | undefined) => timeoutOf({ ...spec, expectedSeconds: seconds }),
    refusal: (seconds: number) => expectationProblem(spec, seconds)?.message,
  };
}

function presentSeconds(apps: Inputs["blueprint"]["apps"]): Record<string, number> {
  return Object.fromEntries(
    Object.entries(apps).flatMap(([app, { expectedSeconds }]) =>
      expectedSeconds === undefined ? [] : [[app, expectedSeconds] as const],
    ),
  );
}

function toWrite(apps: readonly LearnedApp[]): Record<string, number> {
  return Object.fromEntries(apps.flatMap(({ app, write }) => (write === undefined ? [] : [[app, write] as const])));
}

/** Writes what is to be written, and says what there was and what was done. */
function told(report: LearnedReport, { stack, json, write }: ExpectedOptions, folder: string): string {
  const seconds = toWrite(report.apps);
  const count = Object.keys(seconds).length;
  const writes = write && count > 0;
  if (writes) writeExpectedSeconds(folder, stack, seconds);
  if (json) return `${JSON.stringify({ ...learnedJson(report), written: writes ? seconds : {} }, null, 2)}\n`;
  const file = stackFileName(stack);
  const values = count === 1 ? "1 value" : `${count} values`;
  const end =
    count === 0
      ? "There is nothing to write."
      : writes
        ? `${values} written to ${file}; commit it. \`pulumi preview\` shows what follows from it.`
        : `${values} to write; --write puts ${count === 1 ? "it" : "them"} into ${file}.`;
  return `${learnedText(report)}\n${end}\n`;
}

function chosen(apps: readonly string[], app: string | undefined): readonly string[] {
  if (app === undefined) return apps;
  if (apps.includes(app)) return [app];
  throw new ProblemsError("expected", [unknownName("--app", "app", app, apps)]);
}

function awsHistory(stack: string, source: ConfigSource): RunHistory {
  const config = awsClientConfig(stack, source, ["sfn", "stepfunctions"]);
  return sfnHistory(new SFNClient({ ...config, maxAttempts: TRIES }));
}

if (require.main === module) {
  const progress = (line: string) => void process.stderr.write(`${line}\n`);
  void expectedCommand(process.argv.slice(2), { progress }).then(answer);
}
