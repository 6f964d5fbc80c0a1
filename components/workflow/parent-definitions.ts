import type { EnvironmentNames, MachineNames } from "../names";
import type { State, StateMachineDefinition } from "./asl";
import { jsonata, literal } from "./asl-resources";
import { longestLooks } from "./await-poll";
import { type AwaitedApp, unlessFailed } from "./await-states";
import { firstLook } from "./await-times";
import type { Blueprint } from "./blueprint";
import { type Dependencies, dependenciesOf } from "./blueprint-graph";
import { childInput } from "./child-input";
import { type CutPlan, type Part, type Unit, unitsOf } from "./cut-plan";
import { FAILURE_START, failureValue } from "./failure-path";
import { anyIsKept, firstKept } from "./kept-failures";
import { awaitedBy, type PartKnowledge } from "./known-results";
import { type FailureMemory, failureVariables, IS_NOTIFIED, lastSteps, NOT_TOLD, TELL_SECONDS } from "./parent-failure";
import { machineRehearsal, type RehearsalArgs, type Rehearsed } from "./parent-rehearsal";
import { ScopeRenderer } from "./parent-scope";
import { rehearsedUndo, type UndoCall, undoStates } from "./parent-undo";
import { START_RETRY, waitSeconds } from "./retries";
import { DATA_LIMIT, GIVEN, neededFromOutside, RunData } from "./run-data";
import { TIMINGS, timeOut } from "./timings";

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

/** The machine that starts a run. */
export interface RootArgs extends RunArgs {
  readonly plan: CutPlan;
  /** Names of the roles whose sessions may start a run; the caller's ARN must be a session of one of them, in this account. */
  readonly callerRoles: readonly string[];
  /** What is undone when the run fails: apps with a rollback, or machines that undo several, in this order. */
  readonly undo: readonly (string | UndoCall)[];
}

/** First state of a run in which the caller is allowed. */
const CALLER = "CheckCaller";

/** Decides, at the end, whether a failure is kept. */
const ALL_WELL = "DidAllSucceed";

/** Largest output that the parent ends with, in characters. */
const OUTPUT_LIMIT = 200_000;
const TOO_LARGE = "All results are too large for one output; the execution of each app has its own";

/**
 * The workflow of an environment: checks who called, runs the children by their aliases in the order of the plan, and hands each the results of the apps
 * that it transitively waits for. A healthy run makes one transition per app and two per parallel block (one where siblings are stopped), and three more
 * at most. Asked to rehearse, it asks all children what they find and fails if a role chain is broken.
 */
export function rootDefinition(args: RootArgs): StateMachineDefinition {
  const { names } = args;
  const machine = new RunMachine(args, args.plan, names.parent, new Set());
  const memory: FailureMemory = { undoes: true, keeps: machine.memory.keeps };
  const undo = undoStates(names, args.blueprint, args.undo, IS_NOTIFIED);
  const ends = machine.continues ? ALL_WELL : "Done";
  const main = machine.main({ memory, failureStart: undo.start, last: ends, given: new Set() });
  const all = `$merge([${GIVEN}, $states.input])`;
  const run: Record<string, State> = {
    ...main.States,
    ...(machine.continues ? { [ALL_WELL]: didAllSucceed(memory) } : {}),
    Done: {
      Type: "Succeed",
      // Results that no app needs are no reason to fail: their own executions have them.
      Output: jsonata(
        `($all := ${all}; $length($string($all)) <= ${OUTPUT_LIMIT} ? {"context": $all} : {"context": {}, "leftOut": ${literal(TOO_LARGE)}})`,
      ),
    },
    RefuseCaller: {
      Type: "Pass",
      Comment: "A claim in the input; who may start the machine at all is IAM's to say.",
      Assign: failureVariables(refusal(names), memory, "[]"),
      Next: FAILURE_START,
    },
    // Where no failure ends the run nothing is undone.
    ...(leadTo(main.States, undo.start) ? undo.states : {}),
    ...lastSteps(names, names.parent, memory),
  };
  const undone = args.undo.filter((step) => typeof step !== "string").map(rehearsedUndo);
  const rehearsal = machine.rehearsal({ run, role: names.parentRole, memory, judges: true }, undone);
  return {
    Comment: `Runs the apps of ${names.scope.blueprint}/${names.scope.environment} in the order of their dependencies.`,
    QueryLanguage: "JSONata",
    StartAt: CALLER,
    TimeoutSeconds: timeOut(
      Math.max(machine.seconds(args.plan) + undo.seconds, rehearsal.seconds) + TELL_SECONDS + TIMINGS.slack,
    ),
    States: {
      [CALLER]: {
        Type: "Choice",
        Choices: [
          rehearsal.rule,
          {
            Condition: jsonata(callerIsAllowed(args)),
            Assign: { until: machine.data.untilVariable() },
            Output: {},
            Next: main.StartAt,
          },
        ],
        Default: "RefuseCaller",
      },
      ...run,
      ...rehearsal.states,
    },
  };
}

/**
 * The workflow of a part of an environment's plan: runs its apps like the parent does and hands on their results; asked to rehearse, what they find. It
 * undoes nothing: its failure is the parent's. It may end well with failures among its results (apps that do not end a run); the parent fails for them.
 */
export function partDefinition(args: RunArgs, part: Part): StateMachineDefinition {
  const { names } = args;
  const { machine: own, machineRole: role } = names.part(part.index);
  const dependencies = dependenciesOf(args.blueprint.apps);
  const known = args.known.get(part.index);
  if (known === undefined) throw new Error(`part ${part.index} does not stand in the plan`);
  const needed = neededFromOutside(part.apps, dependencies);
  // What an app of the part awaits it learns by itself.
  const given = new Set([...needed].filter((app) => known.before.has(app)));
  const others = Object.keys(args.blueprint.apps).filter((app) => !part.apps.includes(app));
  const exported = neededFromOutside(others, dependencies);
  const machine = new RunMachine(args, part.plan, own, new Set([...known.added].filter((app) => exported.has(app))));
  const memory: FailureMemory = { undoes: false, keeps: machine.memory.keeps };
  const main = machine.main({ memory, failureStart: IS_NOTIFIED, last: "Done", given });
  const { [IS_NOTIFIED]: question, ...told } = lastSteps(names, own, memory);
  const asked = question === undefined ? {} : { [IS_NOTIFIED]: question };
  const share = Math.floor((DATA_LIMIT * part.apps.length) / Object.keys(args.blueprint.apps).length);
  const results = machine.data.fitting(machine.data.only("$states.input", [...known.added]), part.plan, {
    limit: share,
  });
  const run: Record<string, State> = {
    ...main.States,
    Done: { Type: "Succeed", Output: { context: jsonata(results) } },
    RefuseInput: {
      Type: "Pass",
      Comment: "Only the parent starts a part, with the results that its apps need.",
      Assign: failureVariables(
        {
          ...failureValue({
            app: own.name,
            error: "NotStartedByTheParent",
            cause: "The input has no results of the apps that this part waits for; start the parent",
          }),
          notice: NOT_TOLD,
        },
        memory,
        "[]",
      ),
      Next: FAILURE_START,
    },
    // Where no failure of an app ends the part, nothing asks whether it was told of.
    ...(leadTo(main.States, IS_NOTIFIED) ? asked : {}),
    ...told,
  };
  const rehearsal = machine.rehearsal({ run, role, memory, judges: false }, []);
  return {
    Comment: `Runs part ${part.index} of ${names.scope.blueprint}/${names.scope.environment}: ${part.apps.length} apps.`,
    QueryLanguage: "JSONata",
    StartAt: "Begin",
    TimeoutSeconds: timeOut(Math.max(machine.seconds(part.plan), rehearsal.seconds) + TELL_SECONDS + TIMINGS.slack),
    States: {
      Begin: {
        Type: "Choice",
        Choices: [
          rehearsal.rule,
          {
            Condition: jsonata(`$type($states.context.Execution.Input.results) = "object"`),
            Assign: { until: machine.data.untilVariable() },
            Output: jsonata("$states.context.Execution.Input.results"),
            Next: main.StartAt,
          },
        ],
        Default: "RefuseInput",
      },
      ...run,
      ...rehearsal.states,
    },
  };
}

/** Whether a catcher or a rule of some states leads to another. */
function leadTo(states: Readonly<Record<string, State>>, name: string): boolean {
  const ways = Object.values(states).flatMap((state) => [
    ...("Catch" in state ? state.Catch : []),
    ...("Choices" in state ? state.Choices : []),
  ]);
  return ways.some(({ Next }) => Next === name);
}

/** A run in which apps have failed that do not end it ends FAILED; nothing is undone for their sake. */
function didAllSucceed(memory: FailureMemory): State {
  return {
    Type: "Choice",
    Choices: [
      {
        Condition: jsonata(anyIsKept()),
        Assign: failureVariables(jsonata(firstKept()), memory),
        Next: IS_NOTIFIED,
      },
    ],
    Default: "Done",
  };
}

/** What root and parts have in common. */
class RunMachine {
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

/** JSONata: true only for the ARN of a session of one of the roles. It never fails, whatever the input is. */
function callerIsAllowed({ names, callerRoles }: RootArgs): string {
  const { partition, account } = names.scope;
  const caller = "$states.context.Execution.Input.caller.arn";
  const roles = [...callerRoles].sort().map(literal).join(", ");
  const test = `($part := $split(${caller}, "/"); $count($part) = 3 and $part[0] = ${literal(`arn:${partition}:sts::${account}:assumed-role`)} and $part[1] in [${roles}])`;
  return `$type(${caller}) = "string" ? ${test} : false`;
}

function refusal(names: EnvironmentNames) {
  const caller = "$states.context.Execution.Input.caller.arn";
  const shown = `($type(${caller}) = "string" ? ${caller} : "nobody: the input has no caller.arn")`;
  const cause = `"Caller is " & $substring(${shown}, 0, 500) & ", not a session of a role that may run the apps"`;
  return { ...failureValue({ app: names.base, error: "CallerNotAllowed", cause: jsonata(cause) }), notice: NOT_TOLD };
}
