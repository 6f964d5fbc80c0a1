import type {
  AliasState,
  ExecutionState,
  PublishedVersion,
  StepFunctionsApi,
} from "../../../components/versions/step-functions-api";

/** Step Functions in memory, as far as versions and rehearsals use it. */
export class FakeStepFunctions implements StepFunctionsApi {
  /** Aliases by ARN. */
  readonly aliasesByArn = new Map<string, AliasState>();
  readonly versionsByMachine = new Map<string, PublishedVersion[]>();
  /** What versions contain, by ARN. */
  readonly contents = new Map<string, { readonly definition: string; readonly roleArn: string }>();
  /** How executions of a version or an alias end, one after the other; the last is repeated. */
  readonly ends = new Map<string, ExecutionState[]>();
  /** Executions that nobody started here, by ARN. */
  readonly executions = new Map<string, ExecutionState>();
  /** Errors of starts of an ARN, one after the other. */
  readonly refusals = new Map<string, Error[]>();
  readonly started: { readonly arn: string; readonly name: string; readonly input: object }[] = [];
  readonly moved: string[] = [];
  readonly deleted: string[] = [];

  async startExecution(arn: string, name: string, input: object): Promise<string> {
    const refusal = this.refusals.get(arn)?.shift();
    if (refusal !== undefined) {
      throw refusal;
    }
    this.started.push({ arn, name, input });
    const ends = this.ends.get(arn) ?? [];
    this.executions.set(name, (ends.length > 1 ? ends.shift() : ends[0]) ?? { status: "RUNNING" });
    return name;
  }
  async describeExecution(execution: string): Promise<ExecutionState | undefined> {
    return this.executions.get(execution);
  }
  async listVersions(machineArn: string): Promise<readonly PublishedVersion[]> {
    return this.versionsByMachine.get(machineArn) ?? [];
  }
  async describeVersion(arn: string) {
    return this.contents.get(arn);
  }
  async listAliases(machineArn: string): Promise<readonly AliasState[]> {
    return [...this.aliasesByArn].filter(([arn]) => arn.startsWith(`${machineArn}:`)).map(([, alias]) => alias);
  }
  async describeAlias(arn: string): Promise<AliasState | undefined> {
    return this.aliasesByArn.get(arn);
  }
  async updateAlias(arn: string, routes: AliasState["routes"], description: string): Promise<void> {
    this.moved.push(
      `${arn.replace(/^.*stateMachine:/, "")} -> ${routes.map((one) => one.stateMachineVersionArn.replace(/^.*:/, "")).join(", ")}`,
    );
    this.aliasesByArn.set(arn, { routes, description });
  }
  async deleteVersion(arn: string): Promise<void> {
    this.deleted.push(arn);
  }
}

/** An error as the AWS SDK throws it. */
export function named(name: string, message = name): Error {
  return Object.assign(new Error(message), { name });
}
