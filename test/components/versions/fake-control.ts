import { REHEARSING } from "../../../components/definitions/rehearsal/protocol";
import type {
  AliasState,
  ExecutionState,
  MachineControl,
  PublishedVersion,
} from "../../../components/versions/step-functions-api";

/** Step Functions in memory, as far as versions and rehearsals ask for it. */
export class FakeControl implements MachineControl {
  /** Aliases by ARN. */
  readonly aliasesByArn = new Map<string, AliasState>();
  readonly versionsByMachine = new Map<string, PublishedVersion[]>();
  /** What executions of a version or an alias end like, one after the other; the last stays. */
  readonly ends = new Map<string, ExecutionState[]>();
  /** Definitions by ARN; of all others one that knows rehearsals. */
  readonly definitions = new Map<string, string>();
  /** Errors that starts of an ARN meet, one after the other. */
  readonly refusals = new Map<string, Error[]>();
  readonly started: { readonly arn: string; readonly name: string; readonly input: object }[] = [];
  readonly moved: string[] = [];
  readonly deleted: string[] = [];
  private readonly running = new Map<string, ExecutionState>();

  async definition(arn: string): Promise<string> {
    return this.definitions.get(arn) ?? JSON.stringify({ Condition: `{% ${REHEARSING} %}` });
  }
  async start(arn: string, name: string, input: object): Promise<string> {
    const refusal = this.refusals.get(arn)?.shift();
    if (refusal !== undefined) throw refusal;
    this.started.push({ arn, name, input });
    const ends = this.ends.get(arn) ?? [];
    this.running.set(name, (ends.length > 1 ? ends.shift() : ends[0]) ?? { status: "RUNNING" });
    return name;
  }
  async look(execution: string): Promise<ExecutionState | undefined> {
    return this.running.get(execution);
  }
  async versions(machineArn: string): Promise<readonly PublishedVersion[]> {
    return this.versionsByMachine.get(machineArn) ?? [];
  }
  async aliases(machineArn: string): Promise<readonly AliasState[]> {
    return [...this.aliasesByArn].filter(([arn]) => arn.startsWith(`${machineArn}:`)).map(([, alias]) => alias);
  }
  async alias(arn: string): Promise<AliasState | undefined> {
    return this.aliasesByArn.get(arn);
  }
  async moveAlias(arn: string, routes: AliasState["routes"], description: string): Promise<void> {
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
