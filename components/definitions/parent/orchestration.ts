import { childInput } from "../../asl/child-input";
import { jsonata, literal } from "../../asl/jsonata";
import { START_RETRY, waitSeconds } from "../../asl/retry";
import { TIMINGS, timeOut } from "../../asl/timeouts";
import type { State, StateMachineDefinition } from "../../asl/types";
import type { Blueprint } from "../../blueprint/blueprint";
import { type Dependencies, dependenciesOf } from "../../blueprint/dependencies";
import type { EnvironmentNames, MachineNames } from "../../core/names";
import { machineRehearsal, type RehearsalArgs, type Rehearsed } from "../rehearsal/parent";
import { longestLooks } from "./await-poll";
import { type AwaitedApp, firstLook, unlessFailed } from "./await-states";
import type { FailureMemory } from "./failures";
import { awaitedBy, type PartKnowledge } from "./known-results";
import { type CutPlan, type Part, type Unit, unitsOf } from "./partition";
import { ScopeRenderer } from "./plan-states";
import { GIVEN, RunData } from "./results";

/** What all machines that run an environment's apps are made from. */
export interface RunArgs {
  readonly names: EnvironmentNames;
  readonly blueprint: Blueprint;
  /** The parts that are machines of their own. */
  readonly parts: readonly Part[];
  /** Definitions of the parts made so far, by index; of inner parts before those that hold them. */
  readonly made: ReadonlyMap<number, StateMachineDefinition>;
  /** Longest run of each app's child in seconds. */
  readonly childSeconds: ReadonlyMap<string, number>;
  /** What is known of a wait of one app for another in its branch. */
  awaited(app: string, awaited: string): AwaitTimes;
  /** What each part begins with and adds, by its index. */
  readonly known: ReadonlyMap<number, PartKnowledge>;
}

type AwaitTimes = Pick<AwaitedApp, "expectedSeconds" | "longestSeconds">;

/** What root and parts have in common. */
export class RunMachine {
  readonly data: RunData;
  /** Whether an app within may fail without ending the run. */
  readonly continues: boolean;
  readonly memory: { readonly keeps: boolean };
  private readonly dependencies: Dependencies;

  constructor(
    private readonly args: RunArgs,
    private readonly plan: CutPlan,
    readonly machine: MachineNames,
    exported: ReadonlySet<string>,
  ) {
    const { blueprint, parts } = args;
    this.dependencies = dependenciesOf(blueprint.apps);
    this.data = new RunData(plan, parts, this.dependencies, exported);
    this.continues = this.data.appsOf(plan).some((app) => blueprint.apps[app]?.onFailure === "continue");
    this.memory = { keeps: this.continues || blueprint.siblings === "finish" };
  }

  main(at: {
    readonly memory: FailureMemory;
    readonly failureStart: string;
    readonly last: string;
    readonly given: ReadonlySet<string>;
  }) {
    const { names, blueprint } = this.args;
    const renderer = new ScopeRenderer({
      names,
      blueprint,
      dependencies: this.dependencies,
      awaited: this.args.awaited,
      added: (index) => this.args.known.get(index)?.added ?? new Set(),
      data: this.data,
      memory: at.memory,
      failureStart: at.failureStart,
      started: (unit, done) => ("app" in unit ? this.child(unit, done) : this.part(unit, done)),
    });
    return renderer.top(this.plan, at.given, at.last);
  }

  /** @param others what is asked beside what the plan runs */
  rehearsal(how: Pick<RehearsalArgs, "run" | "role" | "memory" | "judges">, others: readonly Rehearsed[]) {
    const { names, blueprint } = this.args;
    const units = [...unitsOf(this.plan).map((unit) => this.rehearsed(unit)), ...others];
    const apps = Object.keys(blueprint.apps).length;
    return machineRehearsal({ ...how, names, machine: this.machine, units, apps });
  }

  /** Longest run of a plan in seconds: children at their own limits. */
  seconds(plan: CutPlan): number {
    if ("app" in plan || "part" in plan) {
      const waits = awaitedBy(plan).map((other) => this.waitSeconds(plan, other));
      return this.unitSeconds(plan) + waitSeconds(START_RETRY) + waits.reduce((a, b) => a + b, 0);
    }
    const steps = ("sequence" in plan ? plan.sequence : plan.parallel).map((step) => this.seconds(step));
    return "sequence" in plan ? steps.reduce((a, b) => a + b, 0) : Math.max(...steps);
  }

  /** Longest time that a unit waits for an app of another branch. */
  private waitSeconds(unit: Unit, other: string): number {
    if (!("app" in unit)) return 0;
    const { expectedSeconds, longestSeconds } = this.args.awaited(unit.app, other);
    return firstLook(expectedSeconds) + longestLooks(longestSeconds);
  }

  private child(unit: Extract<Unit, { app: string }>, done: ReadonlySet<string>) {
    const { app } = unit;
    const { machine } = this.args.names.app(app);
    const needed = this.data.neededBy(unit, done, this.memory.keeps);
    const context = needed === "{}" ? GIVEN : `$merge([${GIVEN}, ${needed}])`;
    return {
      label: app,
      aliasArn: machine.aliasArn,
      executionPrefix: machine.executionPrefix,
      input: childInput(awaitedBy(unit).length === 0 ? context : unlessFailed(context)),
      timeoutSeconds: this.unitSeconds(unit),
      adds: `{${literal(app)}: $lookup($states.result.Output.context, ${literal(app)})}`,
      stops: this.args.blueprint.apps[app]?.onFailure !== "continue",
      // A child refuses by itself what would be too large.
      mayOutgrow: false,
    };
  }

  private part(unit: Extract<Unit, { part: number }>, done: ReadonlySet<string>) {
    const { machine } = this.args.names.part(unit.part);
    const needed = this.data.neededBy(unit, done, this.memory.keeps);
    return {
      label: `part_${unit.part}`,
      aliasArn: machine.aliasArn,
      executionPrefix: machine.executionPrefix,
      input: childInput(GIVEN, { results: needed === "{}" ? {} : jsonata(`$merge([{}, ${needed}])`) }),
      timeoutSeconds: this.unitSeconds(unit),
      adds: "$states.result.Output.context",
      stops: true,
      mayOutgrow: true,
    };
  }

  private rehearsed(unit: Unit): Rehearsed {
    const { names } = this.args;
    const timeoutSeconds = this.unitSeconds(unit);
    if ("part" in unit) {
      const { machine, machineRole } = names.part(unit.part);
      const { aliasArn, executionPrefix } = machine;
      return {
        label: `part_${unit.part}`,
        kind: "part",
        aliasArn,
        executionPrefix,
        chain: machineRole.name,
        timeoutSeconds,
      };
    }
    const { machine, machineRole, taskRole } = names.app(unit.app);
    const { aliasArn, executionPrefix } = machine;
    const chain = `${machineRole.name} -> ${taskRole.name}`;
    return { label: unit.app, kind: "app", aliasArn, executionPrefix, chain, timeoutSeconds };
  }

  /** Time-out of the state that starts a unit: what its machine may take, and some slack. */
  private unitSeconds(unit: Unit): number {
    const { made, childSeconds } = this.args;
    const seconds = "part" in unit ? made.get(unit.part)?.TimeoutSeconds : childSeconds.get(unit.app);
    if (seconds === undefined) throw new Error(`${JSON.stringify(unit)} is in the plan and there is no machine for it`);
    return timeOut(seconds + TIMINGS.slack);
  }
}

/** Whether a catcher or a rule of some states leads to another. */
export function leadTo(states: Readonly<Record<string, State>>, name: string): boolean {
  const ways = Object.values(states).flatMap((state) => [
    ...("Catch" in state ? state.Catch : []),
    ...("Choices" in state ? state.Choices : []),
  ]);
  return ways.some(({ Next }) => Next === name);
}
