import type { EnvironmentNames } from "../../components/core/names";
import { ProblemsError, unknownName } from "../../components/core/problem";
import { planEnvironment } from "../../components/environment/plan";
import { evidenceOf } from "../../components/versions/change-evidence";
import { type KeyedMachine, keyedMachines } from "../../components/versions/machine-keys";
import { readMachines } from "../../components/versions/rollback/run";
import { listText } from "../../components/versions/rollback/text";
import type { ConfigSource } from "../../stacks/config";
import type { Command } from "../command";
import { main } from "../main";
import { readStack, type StackDependencies } from "../stack-inputs";
import { STACKS } from "../stacks-folder";
import { type Wait, waitByClock } from "../wait";
import type { RollbackClients } from "./clients";
import { moveAliases } from "./move";
import { OPTIONS, rollbackRequest } from "./request";
import { rollBackRun } from "./run";

export interface RollbackDependencies extends StackDependencies {
  /** @default AWS's APIs, with the stack's configuration */
  readonly clients?: (stack: string, source: ConfigSource) => RollbackClients;
  /** @default the time at which the command runs */
  readonly now?: () => Date;
  /** @default by the clock */
  readonly wait?: Wait;
}

/** `npm run -s rollback -- --stack ENVIRONMENT ...`: moves aliases back, lists versions, or rolls back a run. */
export function rollbackCommand(dependencies: RollbackDependencies = {}): Command<typeof OPTIONS> {
  const { folder = STACKS, clients = awsClients, now = () => new Date(), wait = waitByClock } = dependencies;
  return {
    name: "rollback",
    options: OPTIONS,
    usage: `--stack ENVIRONMENT (--app APP | --all) (--to VERSION|TIME --why "REASON" [--pin] [--dry-run] | --list)
       npm run -s rollback -- --stack ENVIRONMENT --run NAME --why "REASON" [--again] [--json]`,
    description: `
Moves the alias "live" of state machines back to a version that was published before, with your AWS credentials, and records who did it and why: in
the alias's description and in the stream "versions" of the environment's execution log. Runs in progress are not affected; the next one starts the
version that the alias points to. No version and no definition is changed, and nothing is rehearsed: a rollback is for when there is no time.

With --run, starts the rollback machines of the apps that a run released. No alias is moved.`,
    notes: `
Without a pin the alias stays until the machine changes again: the next \`pulumi up\` with a change of it, or with --refresh, moves it to the newest version.
An interrupt stops the command after the alias that it is moving; what was moved is recorded. A rollback of a run goes on by itself once it is started.`,
    finishesOnInterrupt: true,
    async run({ options, signal, progress }) {
      const startedAt = now();
      const request = rollbackRequest(options, startedAt);
      const { stack } = request;
      const { inputs, source } = await readStack(stack, dependencies);
      const { names, runRollback, evidence } = planEnvironment(inputs);
      const keepsEvidence = evidence !== undefined;
      if ("run" in request) {
        const hasRollback = runRollback !== undefined;
        const called = recording(clients(stack, source), names, keepsEvidence, false);
        return await rollBackRun({ names, hasRollback, request, startedAt, signal, progress, wait, clients: called });
      }
      const { app, move } = request;
      const all = keyedMachines(names, inputs.blueprint.apps);
      const machines = chosen(all, app);
      const called = recording(clients(stack, source), names, keepsEvidence, move?.pin === true);
      const states = await readMachines(called.stepFunctions, machines);
      signal.throwIfAborted();
      if (move === undefined) {
        return { text: listText(states) };
      }
      return await moveAliases({ stack, folder, names, states, move, startedAt, signal, clients: called });
    },
  };
}

function chosen(machines: readonly KeyedMachine[], key: string | undefined): readonly KeyedMachine[] {
  const found = key === undefined ? machines : machines.filter((one) => one.key === key);
  if (key !== undefined && found.length === 0) {
    const keys = machines.map((one) => one.key);
    throw new ProblemsError("rollback", [unknownName("--app", "machine", key, keys)]);
  }
  return found;
}

/** The same clients, which also put what they record into the evidence bucket, where there is one. */
function recording(
  clients: RollbackClients,
  names: EnvironmentNames,
  keepsEvidence: boolean,
  isPinned: boolean,
): RollbackClients {
  return {
    ...clients,
    async record(logGroupName, records) {
      await clients.record(logGroupName, records);
      for (const one of keepsEvidence ? records : []) {
        await clients.keep(evidenceOf(names, one, { isPinned }));
      }
    },
  };
}

/** The AWS SDK takes long to load: only once something is to be called. */
function awsClients(stack: string, source: ConfigSource): RollbackClients {
  const aws = require("./aws") as typeof import("./aws");
  return aws.awsClients(stack, source);
}

if (require.main === module) {
  void main(rollbackCommand());
}
