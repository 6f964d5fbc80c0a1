import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { SFNClient } from "@aws-sdk/client-sfn";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { EnvironmentNames } from "../../components/core/names";
import { noSuch } from "../../components/core/no-such";
import { formatProblems, ProblemsError } from "../../components/core/problem";
import { planEnvironment } from "../../components/environment/plan";
import { type KeyedMachine, keyedMachines } from "../../components/versions/machine-keys";
import { type MoveRecord, writeRecords } from "../../components/versions/rollback/audit-record";
import { planRollback, type RollbackPlan } from "../../components/versions/rollback/plan";
import { type RollbackResult, readMachines, rollBack } from "../../components/versions/rollback/run";
import { listText, movesText, pinsText, resultText } from "../../components/versions/rollback/text";
import type { StepFunctionsApi } from "../../components/versions/step-functions-api";
import { stepFunctionsClient } from "../../components/versions/step-functions-client";
import type { ConfigSource } from "../../stacks/config";
import { readInputs } from "../../stacks/inputs";
import { awsClientConfig } from "../aws-client";
import { answer, type CommandResult, stopped } from "../command";
import { readStackFile, stackFileName, writePins } from "../stack-file";
import { STACKS } from "../stacks-folder";
import { HELP, parseRollbackOptions, type RollbackOptions, USAGE } from "./options";

/** What the command depends on. */
export interface RollbackDeps {
  readonly stepFunctions: StepFunctionsApi;
  /** ARN of the caller. */
  readonly caller: () => Promise<string>;
  /** Writes audit records to the log group of that name. */
  readonly record: (logGroupName: string, records: readonly MoveRecord[]) => Promise<void>;
}

export interface RollbackCommandArgs {
  /** Folder of the stacks' files. @default `stacks` */
  readonly folder?: string;
  /** Settings of a stack. @default those of its file in `folder` */
  readonly settings?: (stack: string) => ConfigSource;
  /** @default over AWS's APIs, with the stack's configuration */
  readonly deps?: (stack: string, source: ConfigSource) => RollbackDeps;
  /** @default now */
  readonly now?: Date;
}

/** The command: arguments in, text and exit code out. */
export async function rollbackCommand(
  args: readonly string[],
  given: RollbackCommandArgs = {},
): Promise<CommandResult> {
  const { folder = STACKS, deps = awsDeps, now = new Date() } = given;
  const settings = given.settings ?? ((stack) => readStackFile(folder, stack));
  const options = parseRollbackOptions(args, now);
  if ("help" in options) return { status: 0, stdout: HELP, stderr: "" };
  if ("problem" in options) return { status: 2, stdout: "", stderr: `${options.problem} ${USAGE}\n` };
  try {
    const source = settings(options.stack);
    const inputs = readInputs(options.stack, source);
    const { names } = planEnvironment(inputs);
    const all = keyedMachines(names, inputs.blueprint.apps);
    const machines = chosen(all, options.app);
    return await carryOut({ options, names, machines, folder, now, deps: deps(options.stack, source) });
  } catch (error) {
    return stopped(error);
  }
}

interface Task {
  readonly options: RollbackOptions;
  readonly names: EnvironmentNames;
  readonly machines: readonly KeyedMachine[];
  readonly folder: string;
  readonly now: Date;
  readonly deps: RollbackDeps;
}

async function carryOut({ options, names, machines, folder, now, deps }: Task): Promise<CommandResult> {
  const states = await readMachines(deps.stepFunctions, machines);
  const { move, stack } = options;
  if (move === undefined) return { status: 0, stdout: listText(states), stderr: "" };
  const plan: RollbackPlan = planRollback(states, move.target);
  if (plan.problems.length > 0) {
    return { status: 2, stdout: "", stderr: `${formatProblems("rollback", plan.problems)}\n` };
  }
  const who = await deps.caller();
  const shown = movesText(names, plan, { who, why: move.why });
  if (move.dryRun || plan.moves.length === 0) {
    const end = move.dryRun ? "Nothing was moved: --dry-run.\n" : "There is nothing to move.\n";
    return { status: 0, stdout: `${shown}${end}`, stderr: "" };
  }
  const record = (records: readonly MoveRecord[]) => deps.record(names.logGroup.name, records);
  const result = await rollBack({ stepFunctions: deps.stepFunctions, record }, names, plan.moves, {
    who,
    why: move.why,
    at: now,
  });
  const pins = Object.fromEntries(result.moved.map(({ key, to }) => [key, to]));
  if (move.pin && result.moved.length > 0) writePins(folder, stack, pins);
  const { stdout, stderr } = resultText(names, result);
  const file = stackFileName(stack);
  const pinned = result.moved.length === 0 ? "" : pinsText(file, pins, move.pin);
  return { status: isWhole(result) ? 0 : 1, stdout: `${shown}${stdout}${pinned}`, stderr };
}

function isWhole({ failed, unrecorded }: RollbackResult): boolean {
  return failed === undefined && unrecorded === undefined;
}

function chosen(machines: readonly KeyedMachine[], key: string | undefined): readonly KeyedMachine[] {
  if (key === undefined) return machines;
  const found = machines.filter((one) => one.key === key);
  if (found.length > 0) return found;
  const keys = machines.map((one) => one.key);
  throw new ProblemsError("rollback", [noSuch("--app", "machine", key, keys)]);
}

function awsDeps(stack: string, source: ConfigSource): RollbackDeps {
  const config = (...services: string[]) => awsClientConfig(stack, source, services);
  const logs = new CloudWatchLogsClient(config("cloudwatchlogs", "logs", "cloudwatchlog"));
  const sts = new STSClient(config("sts"));
  return {
    stepFunctions: stepFunctionsClient(new SFNClient(config("sfn", "stepfunctions"))),
    caller: async () => (await sts.send(new GetCallerIdentityCommand({}))).Arn ?? "unknown",
    record: (logGroupName, records) => writeRecords(logs, logGroupName, records),
  };
}

if (require.main === module) {
  void rollbackCommand(process.argv.slice(2)).then(answer);
}
