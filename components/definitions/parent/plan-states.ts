import { catchEvery } from "../../asl/catch";
import { jsonata, literal } from "../../asl/jsonata";
import type { Branch, Catcher, ParallelState, State } from "../../asl/types";
import type { Blueprint } from "../../blueprint/blueprint";
import type { Dependencies } from "../../blueprint/dependencies";
import type { EnvironmentNames } from "../../core/names";
import { firstKept, keptKey, stopIsKept } from "../failure/deferred";
import { type AwaitedApp, type AwaitStates, awaitStates } from "./await-states";
import {
  blockKept,
  branchCatch,
  branchFailure,
  describedFailure,
  type FailureMemory,
  failureVariables,
  topCatch,
} from "./failures";
import { learned } from "./known-results";
import { type CutPlan, type Unit, unitsOf } from "./partition";
import { DATA_LIMIT, type RunData } from "./results";
import { failedName, type Place, type Started, startedStates } from "./start-state";

export interface ScopeArgs {
  readonly names: EnvironmentNames;
  readonly blueprint: Blueprint;
  readonly dependencies: Dependencies;
  /** What is known of a wait of one app for another. */
  awaited(app: string, awaited: string): Pick<AwaitedApp, "expectedSeconds" | "longestSeconds">;
  /** Apps whose results a part adds to what was known before it. */
  added(part: number): ReadonlySet<string>;
  readonly data: RunData;
  readonly memory: FailureMemory;
  /** First state of the machine's failure path. */
  readonly failureStart: string;
  /** What a unit starts; `done` are the apps whose results the data hold. */
  started(
    unit: Unit,
    done: ReadonlySet<string>,
  ): Omit<Started, "output" | "state" | "waits"> & { readonly adds: string };
}

/** One scope: the whole machine (`top`) or a branch. */
interface Scope {
  readonly top: boolean;
  readonly plan: CutPlan;
  /** Bytes that it may hand on at its end. */
  readonly limit: number;
  /** State that ends a branch in which a failure is kept. */
  readonly end: string;
  readonly states: Record<string, State>;
  endIsUsed: boolean;
}

/** Turns a plan into states. Names: an app's state is the app, a part's `Part <n>`, a parallel block is `Parallel <n>` in the order of the plan. */
export class ScopeRenderer {
  private blocks = 0;

  constructor(private readonly args: ScopeArgs) {}

  /** The machine's own scope; `given` are the apps whose results the data hold at first, `last` is the state after its end. */
  top(plan: CutPlan, given: ReadonlySet<string>, last: string): Branch {
    return this.scope(plan, given, last, DATA_LIMIT);
  }

  private scope(plan: CutPlan, given: ReadonlySet<string>, last: string | undefined, limit: number): Branch {
    const steps = "sequence" in plan ? plan.sequence : [plan];
    const top = last !== undefined;
    const names = steps.map((step) => this.nameOf(step));
    const scope: Scope = { top, plan, limit, end: `${names[0]} ends`, states: {}, endIsUsed: false };
    const done = new Set(given);
    // From the first to the last, since what a step knows is what those before it leave.
    const named = steps.map((step, index) => {
      const name = names[index] ?? "";
      const waits = this.waits(scope, name, step, done, names[index + 1] ?? last);
      const known = new Set(done);
      for (const app of "part" in step ? this.args.added(step.part) : this.args.data.appsOf(step)) done.add(app);
      return { step, name, waits, known, start: waits?.start ?? name };
    });
    named.forEach(({ step, name, waits, known }, index) => {
      const next = named[index + 1]?.start ?? last;
      if ("parallel" in step) this.block(scope, name, step, known, next);
      else if ("sequence" in step) throw new Error("a sequence stands directly in a sequence");
      else this.unit(scope, name, step, known, next, waits);
    });
    const [first] = named;
    if (first === undefined) throw new Error("a sequence of nothing");
    if (scope.endIsUsed) {
      scope.states[scope.end] = { Type: "Pass", Output: jsonata(this.ownOf(scope, "$states.input")), End: true };
    }
    return { StartAt: first.start, States: scope.states };
  }

  /** The states in which a unit waits for apps of other branches, if it does; adds to `known` what it learns by that. */
  private waits(
    scope: Scope,
    name: string,
    step: CutPlan,
    known: Set<string>,
    next: string | undefined,
  ): AwaitStates | undefined {
    if (!("app" in step) || step.await === undefined) return undefined;
    const { names, blueprint, dependencies } = this.args;
    const { app } = step;
    const found = learned(step, known, dependencies);
    const awaited = [...found].map(([one, results]): AwaitedApp => {
      const { executionPrefix } = names.app(one).machine;
      const continues = blueprint.apps[one]?.onFailure === "continue";
      return { app: one, executionPrefix, results, continues, ...this.args.awaited(app, one) };
    });
    for (const results of found.values()) for (const one of results) known.add(one);
    const { partition } = names.scope;
    const failed = ({ app: one, executionPrefix }: AwaitedApp) => describedFailure(one, executionPrefix);
    const failure = this.failureOf(scope, blueprint.apps[app]?.onFailure !== "continue", next);
    const caught = (value: string) => this.waitCatch(value, name, failure);
    return awaitStates({ partition, app, awaited, next: name, failed, caught });
  }

  /** A wait that fails is taken like a failure of the unit that waits. */
  private waitCatch(value: string, name: string, failure: Place["failure"]): Catcher {
    if (failure.to === "path") return topCatch(value, this.args.memory, failure.start);
    if (failure.to === "branch") return branchCatch(value, failedName(name));
    const kept = `$merge([$states.input, {${literal(keptKey(name))}: $merge([${value}, {"stops": false}])}])`;
    return { ErrorEquals: ["States.ALL"], Output: jsonata(kept), Next: failedName(name) };
  }

  private nameOf(step: CutPlan): string {
    if ("app" in step) return step.app;
    return "part" in step ? `Part ${step.part}` : `Parallel ${++this.blocks}`;
  }

  private unit(
    scope: Scope,
    state: string,
    unit: Unit,
    done: ReadonlySet<string>,
    next: string | undefined,
    waits: AwaitStates | undefined,
  ): void {
    const { adds, ...started } = this.args.started(unit, done);
    const output = this.output(scope, unit, `$merge([$states.input, ${adds}])`, next, adds);
    const place: Place = {
      names: this.args.names,
      memory: this.args.memory,
      leaving: next === undefined ? { End: true } : { Next: next },
      failure: this.failureOf(scope, started.stops, next),
    };
    Object.assign(
      scope.states,
      waits?.states,
      startedStates({ ...started, state, output, waits: waits !== undefined }, place),
    );
  }

  private failureOf(scope: Scope, stops: boolean, next: string | undefined): Place["failure"] {
    if (scope.top && stops) return { to: "path", start: this.args.failureStart };
    if (!stops) return { to: "data", next: next ?? this.endOf(scope) };
    return this.finishes() ? { to: "data", next: this.endOf(scope) } : { to: "branch" };
  }

  private block(
    scope: Scope,
    name: string,
    block: { readonly parallel: readonly CutPlan[] },
    done: ReadonlySet<string>,
    next: string | undefined,
  ): void {
    const { memory, failureStart } = this.args;
    const judge = `Judge ${name}`;
    // At the end of a branch the failures that are kept go on with the data.
    const judged = this.finishes() && next !== undefined && unitsOf(block).some((unit) => this.mayStop(unit));
    const share = Math.floor(DATA_LIMIT / block.parallel.length);
    const leaving = next === undefined ? { End: true as const } : { Next: judged ? judge : next };
    const failed = failedName(name);
    const state: ParallelState = {
      Type: "Parallel",
      Branches: block.parallel.map((part) => this.scope(part, done, undefined, share)),
      Catch: catchEvery(
        scope.top
          ? topCatch(undefined, memory, failureStart)
          : this.finishes()
            ? { ErrorEquals: ["States.ALL"], Output: jsonata(blockKept(keptKey(name))), Next: this.endOf(scope) }
            : branchCatch(undefined, failed),
      ),
      Output: jsonata(this.output(scope, block, "$merge($append($states.input, $states.result))", next)),
      ...leaving,
    };
    scope.states[name] = state;
    if (!scope.top && !this.finishes()) scope.states[failed] = branchFailure();
    if (!judged || next === undefined) return;
    scope.states[judge] = {
      Type: "Choice",
      Choices: [
        scope.top
          ? {
              Condition: jsonata(stopIsKept()),
              Assign: failureVariables(jsonata(firstKept()), memory),
              Next: failureStart,
            }
          : { Condition: jsonata(stopIsKept()), Next: this.endOf(scope) },
      ],
      Default: next,
    };
  }

  /** JSONata: the data after a step; at the end of a branch only what the branch adds, for the rest is in the block's input. */
  private output(scope: Scope, step: CutPlan, all: string, next: string | undefined, alone?: string): string {
    const owner = unitsOf(step).length === 1 ? this.args.data.appsOf(step).join(", ") : "a parallel block";
    if (scope.top || next !== undefined) return this.args.data.fitting(all, step, { limit: DATA_LIMIT, owner });
    const only = step === scope.plan && alone !== undefined;
    return this.args.data.fitting(only ? alone : this.ownData(scope, all), step, { limit: scope.limit });
  }

  private ownOf(scope: Scope, data: string): string {
    return this.args.data.fitting(this.ownData(scope, data), scope.plan, { limit: scope.limit });
  }

  private ownData(scope: Scope, data: string): string {
    return this.args.data.only(data, this.args.data.appsOf(scope.plan));
  }

  private endOf(scope: Scope): string {
    if (scope.top) throw new Error("the machine's own scope has an end already");
    scope.endIsUsed = true;
    return scope.end;
  }

  private finishes(): boolean {
    return this.args.blueprint.siblings === "finish";
  }

  private mayStop(unit: Unit): boolean {
    return "part" in unit || this.args.blueprint.apps[unit.app]?.onFailure !== "continue";
  }
}
