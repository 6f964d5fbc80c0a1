import type { StateMachineDefinition } from "../../../components/asl/types";
import type { Blueprint } from "../../../components/blueprint/blueprint";
import { evidenceNames } from "../../../components/core/evidence-names";
import type { EnvironmentNames, MachineNames } from "../../../components/core/names";
import { type EnvironmentMachines, environmentMachines } from "../../../components/definitions/index";
import type { Plan } from "../../../components/schedule/plan";
import { runExecution } from "../../../sandbox/aws/interpreter/execution";
import type { ExecutionEnd } from "../../../sandbox/aws/interpreter/execution-request";
import type { HistoryEvent } from "../../../sandbox/aws/interpreter/history";
import {
  Cancelled,
  type CancelReason,
  StateError,
  throwIfCancelled,
} from "../../../sandbox/aws/interpreter/language/errors";
import type { Json, JsonObject } from "../../../sandbox/aws/interpreter/language/json";
import type { TaskCall } from "../../../sandbox/aws/interpreter/tasks/task-call";
import { TaskTokens } from "../../../sandbox/aws/interpreter/tasks/task-tokens";
import { VirtualClock } from "../../sandbox/aws/interpreter/virtual-clock";
import { names } from "./samples";

/** A secret of the world: ids of its versions and when it was last rotated, by the real clock, which JSONata's $millis reads. */
export interface Secret {
  current: string;
  pending?: string;
  lastRotated?: number;
  /** Seconds that a rotation takes; never done if absent. */
  rotationSeconds?: number;
  /** Answer of rotateSecret if it is refused; as on AWS, a rotation that was under way is taken up again all the same. */
  refusal?: { error: string; cause: string };
}

export interface Execution {
  readonly arn: string;
  readonly input: JsonObject;
  readonly events: HistoryEvent[];
  /** Milliseconds of the world's clock. */
  readonly startedAt: number;
  endedAt?: number;
  end?: ExecutionEnd;
}

/** What a function does: seconds that it takes, then its result or failure. */
export interface Work {
  seconds?: number;
  result?: Json;
  error?: { error: string; cause: string };
}

const DAY = 86_400_000;

/**
 * Just enough of AWS around the interpreter to run the definitions: machines behind aliases, functions, secrets, one topic, identities. It proves what
 * the definitions do under the interpreter's reading of the States Language; it does not judge permissions.
 */
export class World {
  readonly clock = new VirtualClock();
  readonly machines = new Map<string, { definition: StateMachineDefinition; prefix: string }>();
  readonly executions = new Map<string, Execution>();
  readonly work: Record<string, Work> = Object.create(null);
  readonly payloads: JsonObject[] = [];
  readonly secrets: Record<string, Secret> = Object.create(null);
  readonly messages: JsonObject[] = [];
  readonly rotations: string[] = [];
  /** Role names that cannot be assumed, and the one that answers for another. */
  readonly cut = new Set<string>();
  identity: (roleName: string) => string = (role) => role;
  /** Machines whose messages cannot be published; `*` for all. */
  readonly mute = new Set<string>();
  /** Seconds until a child's machine hears that it was stopped, by app; whoever stopped it does not wait. At once if absent. */
  readonly stopSeconds: Record<string, number> = Object.create(null);
  /** Descriptions of executions, by ARN, that answer "does not exist" first. */
  readonly invisible = new Map<string, number>();
  /** Apps whose machine ends like this without having run. */
  readonly ends: Record<string, ExecutionEnd> = Object.create(null);
  /** Objects that were put, by key; one is never written over. */
  readonly objects = new Map<string, JsonObject>();
  /** Refuses every object with this, if present. */
  refusesObjects?: StateError;
  /** Executions that were started without waiting for them. */
  readonly started: Promise<Execution>[] = [];
  /** Refuses to start executions without waiting for them, if present. */
  refusesStart?: StateError;
  /** Answers the Task of a machine that waits for its token; nobody does if absent. */
  answer?: (tokens: TaskTokens, token: string) => void;
  private readonly tokens = new TaskTokens();

  readonly made: EnvironmentMachines;

  /**
   * @param plan another one than the schedule's
   * @param identitySeconds as in `environmentMachines`
   * @param approvals as in `environmentMachines`
   * @param evidence as in `environmentMachines`
   */
  constructor(
    readonly blueprint: Blueprint,
    plan?: Plan,
    identitySeconds?: number,
    approvals?: boolean,
    evidence?: boolean,
  ) {
    this.made = this.add(names, blueprint, plan, identitySeconds, approvals, evidence);
  }

  /** Adds the machines and secrets of another environment; the executions of each are found by its names. */
  add(
    names: EnvironmentNames,
    blueprint: Blueprint,
    plan?: Plan,
    identitySeconds?: number,
    approvals?: boolean,
    evidence?: boolean,
  ): EnvironmentMachines {
    const made = environmentMachines(names, blueprint, plan, identitySeconds, approvals, evidence);
    if (made.evidence !== undefined) {
      this.install(evidenceNames(names).machine, made.evidence.definition);
    }
    for (const [app, { release, rollback }] of Object.entries(made.apps)) {
      const machines = names.app(app);
      this.install(machines.machine, release.definition);
      if (rollback !== undefined) {
        this.install(machines.rollback, rollback.definition);
      }
      for (const secret of Object.keys(blueprint.apps[app]?.secrets ?? {})) {
        this.secrets[machines.secret(secret).name] = { current: "v1", lastRotated: Date.now() - DAY };
      }
    }
    this.install(names.parent, made.parent.definition);
    if (made.runRollback !== undefined) {
      this.install(names.runRollback.machine, made.runRollback.definition);
    }
    return made;
  }

  /** Executions of a machine, in the order in which they were started. */
  executionsOf({ executionPrefix }: MachineNames): Execution[] {
    return [...this.executions.values()].filter(({ arn }) => arn.startsWith(executionPrefix));
  }

  private install({ aliasArn, executionPrefix }: MachineNames, definition: StateMachineDefinition): void {
    this.machines.set(aliasArn, { definition, prefix: executionPrefix });
  }

  /** Starts a machine by its alias and runs it to its end. */
  async start(
    aliasArn: string,
    input: Json,
    name = "run-1",
    signal = new AbortController().signal,
  ): Promise<Execution> {
    const machine = this.machines.get(aliasArn);
    if (machine === undefined) {
      throw new StateError("StepFunctions.StateMachineDoesNotExistException", aliasArn);
    }
    const arn = `${machine.prefix}${name}`;
    const execution: Execution = {
      arn,
      input: JSON.parse(JSON.stringify(input)),
      events: [],
      startedAt: this.clock.now(),
    };
    this.executions.set(arn, execution);
    const base = aliasArn.replace(/:live$/, "");
    execution.end = await runExecution(
      {
        executionArn: arn,
        name,
        stateMachineArn: base,
        stateMachineName: base.replace(/^.*:/, ""),
        definition: JSON.stringify(machine.definition),
        input: JSON.stringify(input),
        roleArn: "arn:aws:iam::123456789012:role/machine",
        startDate: this.clock.now(),
        redriveCount: 0,
        credentials: { accessKeyId: "ASIA", secretAccessKey: "-", sessionToken: "-" },
      },
      {
        clock: this.clock,
        tokens: this.tokens,
        runner: { run: (call) => this.run(call) },
        waitScale: 1,
        draw: () => 0.5,
      },
      signal,
      (event) => execution.events.push(event),
    );
    execution.endedAt = this.clock.now();
    return execution;
  }

  /** A run of the parent. */
  release(input: JsonObject = {}): Promise<Execution> {
    return this.start(names.parent.aliasArn, input);
  }

  /** The rollback of run-1 by the machine that the parent starts. */
  get runRollback(): Execution | undefined {
    return this.executions.get(`${names.runRollback.machine.executionPrefix}run-1`);
  }

  /** The execution of an app's machine in run-1. */
  of(app: string): Execution | undefined {
    return this.executions.get(`${names.app(app).machine.executionPrefix}run-1`);
  }

  private async run(call: TaskCall): Promise<Json> {
    const args = call.arguments as Record<string, string> & { Payload: JsonObject; Input: JsonObject };
    const role = call.taskRoleArn?.replace(/^.*\//, "");
    if (role !== undefined && this.cut.has(role)) {
      throw new StateError("States.TaskFailed", `not authorized to assume ${role}`);
    }
    const action = call.resource.arn.replace("arn:aws:states:::", "");
    if (action === "aws-sdk:sts:getCallerIdentity") {
      return { Arn: `arn:aws:sts::123456789012:assumed-role/${this.identity(role ?? "machine")}/run-1` };
    }
    if (action === "lambda:invoke") {
      return this.invoke(call, String(args.FunctionName).replace(/^.*:/, ""), args.Payload);
    }
    if (action.startsWith("aws-sdk:secretsmanager:")) {
      return this.secret(action.replace(/^.*:/, ""), String(args.SecretId));
    }
    if (action === "aws-sdk:sfn:describeExecution") {
      return this.describe(String(args.ExecutionArn));
    }
    if (action === "states:startExecution.sync:2") {
      return this.nested(call, String(args.StateMachineArn), String(args.Name), args.Input);
    }
    if (action === "states:startExecution") {
      if (this.refusesStart !== undefined) {
        throw this.refusesStart;
      }
      this.started.push(this.start(String(args.StateMachineArn), args.Input, String(args.Name)));
      return { ExecutionArn: `${args.StateMachineArn}:${args.Name}`, StartDate: this.clock.now() };
    }
    if (action === "aws-sdk:s3:putObject") {
      return this.put(call.arguments as JsonObject);
    }
    if (action !== "sns:publish" && action !== "sns:publish.waitForTaskToken") {
      throw new Error(`the world has no ${action}`);
    }
    const machine = call.session.executionArn.split(":").at(-2) ?? "";
    if (this.mute.has("*") || this.mute.has(machine)) {
      throw new StateError("SNS.NotFoundException", "Topic does not exist");
    }
    this.messages.push(args);
    if (action.endsWith(".waitForTaskToken")) {
      this.answer?.(this.tokens, JSON.parse(String(args.Message)).token);
    }
    return { MessageId: "1" };
  }

  private async invoke(call: TaskCall, name: string, payload: JsonObject): Promise<Json> {
    this.payloads.push(payload);
    const work = this.work[name] ?? {};
    await this.clock.sleep((work.seconds ?? 1) * 1000, call.signal);
    if (work.error !== undefined) {
      throw new StateError(work.error.error, work.error.cause);
    }
    return { StatusCode: 200, Payload: "result" in work ? (work.result ?? null) : { done: name } };
  }

  private secret(action: string, id: string): Json {
    const secret = this.secrets[id];
    if (secret === undefined) {
      throw new StateError("SecretsManager.ResourceNotFoundException", id);
    }
    if (action === "rotateSecret") {
      this.rotations.push(id);
      this.rotate(secret);
      if (secret.refusal !== undefined) {
        throw new StateError(secret.refusal.error, secret.refusal.cause);
      }
      return { Name: id, VersionId: "v2" };
    }
    return {
      Name: id,
      ...(secret.lastRotated === undefined ? {} : { LastRotatedDate: new Date(secret.lastRotated).toISOString() }),
      VersionIdsToStages: stagesOf(secret),
    };
  }

  private rotate(secret: Secret): void {
    if (secret.rotationSeconds === undefined) {
      return;
    }
    const done = () => {
      secret.current = "v2";
      secret.lastRotated = Date.now();
      delete secret.pending;
    };
    this.clock.sleep(secret.rotationSeconds * 1000, new AbortController().signal).then(done, done);
  }

  private put(request: JsonObject): Json {
    if (this.refusesObjects !== undefined) {
      throw this.refusesObjects;
    }
    if (request.IfNoneMatch === "*" && this.objects.has(String(request.Key))) {
      const cause = "At least one of the pre-conditions you specified did not hold (Service: S3, Status Code: 412)";
      throw new StateError("S3.S3Exception", cause);
    }
    this.objects.set(String(request.Key), request);
    return { ETag: "1" };
  }

  private describe(arn: string): Json {
    const execution = this.executions.get(arn);
    const left = this.invisible.get(arn) ?? 0;
    this.invisible.set(arn, left - 1);
    if (execution === undefined || left > 0) {
      throw new StateError("Sfn.ExecutionDoesNotExistException", arn);
    }
    const version = `${arn.replace(":execution:", ":stateMachine:").replace(/:[^:]*$/, "")}:7`;
    return {
      ExecutionArn: arn,
      Name: arn.replace(/^.*:/, ""),
      Status: execution.end?.status ?? "RUNNING",
      StartDate: new Date(execution.startedAt).toISOString(),
      ...(execution.endedAt === undefined ? {} : { StopDate: new Date(execution.endedAt).toISOString() }),
      RedriveCount: 0,
      Input: JSON.stringify(execution.input),
      StateMachineVersionArn: version,
      StateMachineAliasArn: `${version.replace(/:7$/, "")}:live`,
      ...(execution.end?.error === undefined ? {} : { Error: execution.end.error }),
      ...(execution.end?.cause === undefined ? {} : { Cause: execution.end.cause }),
      ...(execution.end?.output === undefined ? {} : { Output: execution.end.output }),
    };
  }

  private async nested(call: TaskCall, alias: string, name: string, input: Json): Promise<Json> {
    const app = alias.replace(/^.*stateMachine:shop-test_|:live$/g, "");
    const stop = new AbortController();
    const cancelled = new Promise<never>((_, reject) => {
      call.signal.addEventListener("abort", () => {
        const arrive = () => stop.abort({ kind: "stopped" } satisfies CancelReason);
        const seconds = this.stopSeconds[app];
        if (seconds === undefined) {
          return arrive();
        }
        this.clock.sleep(seconds * 1000, new AbortController().signal).then(arrive, arrive);
        reject(new Cancelled(call.signal.reason as CancelReason));
      });
    });
    const started = await Promise.race([this.start(alias, input, name, stop.signal), cancelled]);
    started.end = this.ends[app] ?? started.end ?? { status: "FAILED" };
    const { end } = started;
    const { arn } = started;
    throwIfCancelled(call.signal);
    const told = { ExecutionArn: arn, Input: JSON.stringify(input), Name: name, Status: end.status };
    if (end.status === "SUCCEEDED") {
      return { ...told, Input: input, Output: JSON.parse(end.output ?? "null") };
    }
    // As on AWS, a long description is cut: what stands behind its first 32,768 characters is lost.
    const description = JSON.stringify({ Cause: end.cause, Error: end.error, ...told });
    throw new StateError("States.TaskFailed", description.slice(0, 32_768));
  }
}

function stagesOf({ current, pending }: Secret): JsonObject {
  if (pending === undefined) {
    return { [current]: ["AWSCURRENT"] };
  }
  return pending === current
    ? { [current]: ["AWSCURRENT", "AWSPENDING"] }
    : { [current]: ["AWSCURRENT"], [pending]: ["AWSPENDING"] };
}

/** States that an execution entered, in order. */
export function entered(execution: Execution | undefined): string[] {
  return (execution?.events ?? [])
    .filter(({ type }) => type.endsWith("StateEntered"))
    .map((event) => String((event as { stateEnteredEventDetails?: { name?: string } }).stateEnteredEventDetails?.name));
}

/** Output of an execution that succeeded. */
export function output(execution: Execution | undefined): unknown {
  return execution?.end?.output === undefined ? undefined : JSON.parse(execution.end.output);
}

/** JSON of a failed execution's cause, with or without the mark of a published failure. */
export function causeOf(execution: Execution | undefined): Record<string, unknown> {
  return JSON.parse((execution?.end?.cause ?? "{}").replace(/^\[notified\] /, ""));
}
