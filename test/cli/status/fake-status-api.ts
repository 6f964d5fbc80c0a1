import type {
  AlarmState,
  ListedRun,
  OpenState,
  RunDetails,
  SecretMetadata,
  StatusApi,
} from "../../../cli/status/status-api";
import type { OpenGrant } from "../../../components/grants/lambda/open-grants";
import type { Route } from "../../../components/versions/routing";

/** An environment as AWS would describe it, in memory. */
export class FakeStatusApi implements StatusApi {
  /** By alias ARN. */
  readonly routesByAlias = new Map<string, readonly Route[]>();
  /** By machine ARN. */
  readonly newestByMachine = new Map<string, number>();
  runsListed: ListedRun[] = [];
  /** By execution ARN. */
  readonly details = new Map<string, RunDetails>();
  readonly open = new Map<string, OpenState[]>();
  /** By name. */
  readonly secrets = new Map<string, SecretMetadata>();
  alarmStates: AlarmState[] = [];
  grants: OpenGrant[] = [];
  queued: number | undefined = 0;
  /** Errors of calls, by the method and what it is called with; a method alone refuses all of its calls. */
  readonly refusals = new Map<string, Error>();
  readonly called: string[] = [];

  async openGrants(table: string) {
    this.call("openGrants", table);
    return this.grants;
  }
  async routes(aliasArn: string) {
    this.call("routes", aliasArn);
    return this.routesByAlias.get(aliasArn);
  }
  async newestVersion(machineArn: string) {
    this.call("newestVersion", machineArn);
    return this.newestByMachine.get(machineArn);
  }
  async newestRuns(machineArn: string, limit: number) {
    this.call("newestRuns", machineArn);
    return this.runsListed.slice(0, limit);
  }
  async run(execution: string) {
    this.call("run", execution);
    return this.details.get(execution) ?? { input: "{}" };
  }
  async openStates(execution: string) {
    this.call("openStates", execution);
    return this.open.get(execution) ?? [];
  }
  async secret(name: string) {
    this.call("secret", name);
    return this.secrets.get(name);
  }
  async alarms(names: readonly string[]) {
    this.call("alarms");
    return this.alarmStates.filter(({ name }) => names.includes(name));
  }
  async messages(queueName: string) {
    this.call("messages", queueName);
    return this.queued;
  }

  private call(method: string, of = ""): void {
    this.called.push(`${method} ${of}`.trim());
    const refusal = this.refusals.get(`${method} ${of}`) ?? this.refusals.get(method);
    if (refusal !== undefined) {
      throw refusal;
    }
  }
}
