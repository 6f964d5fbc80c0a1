import type { EnvironmentNames } from "../names";
import type { Branch, ParallelState, State } from "./asl";
import { jsonata } from "./asl-resources";
import type { Blueprint } from "./blueprint";
import { type CutPlan, type Unit, unitsOf } from "./cut-plan";
import { firstKept, keptKey, stopIsKept } from "./kept-failures";
import {
  blockKept,
  branchCatch,
  branchFailure,
  type FailureMemory,
  failureVariables,
  topCatch,
} from "./parent-failure";
import { failedName, type Place, type Started, startedStates } from "./parent-started";
import { DATA_LIMIT, type RunData } from "./run-data";

export interface ScopeArgs {
  readonly names: EnvironmentNames;
  readonly blueprint: Blueprint;
  readonly data: RunData;
  readonly memory: FailureMemory;
  /** First state of the machine's failure path. */
  readonly failureStart: string;
  /** What a unit starts; `done` are the apps whose results the data hold. */
  started(unit: Unit, done: ReadonlySet<string>): Omit<Started, "output" | "state"> & { readonly adds: string };
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
    const named = steps.map((step) => ({ step, name: this.nameOf(step) }));
    const [first] = named;
    if (first === undefined) throw new Error("a sequence of nothing");
    const top = last !== undefined;
    const scope: Scope = { top, plan, limit, end: `${first.name} ends`, states: {}, endIsUsed: false };
    const done = new Set(given);
    named.forEach(({ step, name }, index) => {
      const next = named[index + 1]?.name ?? last;
      if ("parallel" in step) this.block(scope, name, step, done, next);
      else if ("sequence" in step) throw new Error("a sequence stands directly in a sequence");
      else this.unit(scope, name, step, done, next);
      for (const app of this.args.data.appsOf(step)) done.add(app);
    });
    if (scope.endIsUsed) {
      scope.states[scope.end] = { Type: "Pass", Output: jsonata(this.ownOf(scope, "$states.input")), End: true };
    }
    return { StartAt: first.name, States: scope.states };
  }

  private nameOf(step: CutPlan): string {
    if ("app" in step) return step.app;
    return "part" in step ? `Part ${step.part}` : `Parallel ${++this.blocks}`;
  }

  private unit(scope: Scope, state: string, unit: Unit, done: ReadonlySet<string>, next: string | undefined): void {
    const { adds, ...started } = this.args.started(unit, done);
    const output = this.output(scope, unit, `$merge([$states.input, ${adds}])`, next, adds);
    const place: Place = {
      names: this.args.names,
      memory: this.args.memory,
      leaving: next === undefined ? { End: true } : { Next: next },
      failure: this.failureOf(scope, started.stops, next),
    };
    Object.assign(scope.states, startedStates({ ...started, state, output }, place));
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
      Catch: [
        scope.top
          ? topCatch(undefined, memory, failureStart)
          : this.finishes()
            ? { ErrorEquals: ["States.ALL"], Output: jsonata(blockKept(keptKey(name))), Next: this.endOf(scope) }
            : branchCatch(undefined, failed),
      ],
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
