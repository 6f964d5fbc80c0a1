import type { Blueprint } from "../../components/blueprint/blueprint";
import type { EnvironmentNames } from "../../components/core/names";
import { planSchedule } from "../../components/schedule/index";
import { type KeyedMachine, keyedMachines } from "../../components/versions/machine-keys";
import { versionOf } from "../../components/versions/routing";
import { readAlarms } from "./read-alarms";
import { readGrants } from "./read-grants";
import { readRuns } from "./read-runs";
import { readSecrets } from "./read-secrets";
import { mapped, pooled, type Reading, reading, type Several, together } from "./reading";
import type { MachineVersions, Status } from "./status";
import type { StatusApi } from "./status-api";

export interface StatusSource {
  readonly api: StatusApi;
  readonly names: EnvironmentNames;
  readonly blueprint: Blueprint;
  /** Name of the table of open grants; absent where the environment grants nothing. */
  readonly grantsTable?: string | undefined;
}

/** What changes slowly and takes a call for every machine and secret. */
export type SlowParts = Pick<Status, "versions" | "secrets">;

/** Versions of every machine and ages of every secret. */
export async function readSlowParts({ api, names, blueprint }: StatusSource, now: Date): Promise<SlowParts> {
  const machines = keyedMachines(names, blueprint.apps);
  const versions = pooled(machines, (one) => reading("states:DescribeStateMachineAlias", () => versionsOf(api, one)));
  const secrets = readSecrets(api, names, blueprint, now);
  return { versions: parentFirst(together(await versions)), secrets: await secrets };
}

/** Everything, with parts that were read before. */
export async function readStatus(source: StatusSource, slow: SlowParts, now: Date): Promise<Status> {
  const { api, names, blueprint, grantsTable } = source;
  const { scope } = names;
  const knowsSeconds = Object.values(blueprint.apps).some(({ expectedSeconds }) => expectedSeconds !== undefined);
  const [{ runs, approvals }, grants, alarms, queue] = await Promise.all([
    readRuns(api, names, now),
    grantsTable === undefined ? undefined : readGrants(api, grantsTable, scope.environment),
    readAlarms(api, names),
    reading("sqs:GetQueueAttributes", () => api.messages(names.failureQueue.name)),
  ]);
  return {
    blueprint: scope.blueprint,
    environment: scope.environment,
    region: scope.region,
    account: scope.account,
    at: now.toISOString(),
    ...(knowsSeconds ? { expectedSeconds: planSchedule(blueprint).plannedSeconds } : {}),
    runs,
    versions: slow.versions,
    secrets: slow.secrets,
    approvals,
    ...(grants === undefined ? {} : { grants }),
    alarms,
    undelivered: mapped(queue, (messages) => messages ?? 0),
  };
}

/** Why nothing at all could be read, other than for a lack of permissions: no credentials, no network. */
export function failureOfAll({ runs, versions, alarms, undelivered }: Status): string | undefined {
  const all = [runs, versions, alarms, undelivered];
  return all.some((one) => "value" in one) ? undefined : all.flatMap((one) => ("failed" in one ? [one.failed] : []))[0];
}

async function versionsOf(api: StatusApi, { key, machine }: KeyedMachine): Promise<MachineVersions> {
  const routes = await api.routes(machine.aliasArn);
  if (routes === undefined) {
    return { key, live: [] };
  }
  const newest = await api.newestVersion(machine.arn);
  const live = routes
    .map(({ stateMachineVersionArn, weight }) => ({ version: versionOf(stateMachineVersionArn), weight }))
    .sort((a, b) => b.weight - a.weight);
  return { key, live, ...(newest === undefined ? {} : { newest }) };
}

/** The parent comes first: it is what a run starts. */
function parentFirst(versions: Reading<Several<MachineVersions>>): Reading<Several<MachineVersions>> {
  return mapped(versions, ({ values, unread }) => ({ values: [...values].reverse(), unread }));
}
