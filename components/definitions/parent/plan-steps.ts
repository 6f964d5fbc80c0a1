import { integration, jsonata, literal } from "../../asl/jsonata";
import { START_RETRY } from "../../asl/retry";
import { type Step, type Steps, scopeFrom, step } from "../../asl/step";
import type { Assign, Catcher, Leaving } from "../../asl/types";
import type { Blueprint } from "../../blueprint/blueprint";
import { type EnvironmentNames, LIVE_ALIAS, ownedExecutions } from "../../core/names";
import { managedRule, NEEDS } from "../../iam/integrations";
import { appsOf, type Plan } from "../../schedule/plan";
import { caughtOf, DESCRIBE_FAILURE } from "../failure/caught";
import { deferredFailure, deferredIn, onlyDeferred, STOPPING_FAILURE, withoutDeferred } from "../failure/deferred";
import { contextBefore, contextVariable, joined, ownResults, RESULTS_LIMIT, resultOf, type Scope } from "./scope";

export interface PlanStepsArgs {
  readonly names: EnvironmentNames;
  readonly blueprint: Blueprint;
  /** Time-out in seconds of the state that starts an app. */
  readonly timeoutSeconds: (app: string) => number;
  /** State after the last; it looks for deferred failures. */
  readonly last: string;
}

/** Longest cause that a branch hands on, in characters; JSON may write each as two, within AWS's 32,768. */
const HANDED_ON_LIMIT = 14_000;

/** Whether failures may be kept in the context while other apps go on. */
export function defersFailures(blueprint: Blueprint, plan: Plan): boolean {
  return finishesSiblings(blueprint, plan) || appsOf(plan).some((app) => goesOn(blueprint, app, plan));
}

/** Whether others go on when an app fails; an app alone has no others. */
function goesOn({ apps }: Blueprint, app: string, plan: Plan): boolean {
  return !("app" in plan) && apps[app]?.onFailure === "continue";
}

/** Apps that run one after the other have no siblings. */
function finishesSiblings({ siblings }: Blueprint, plan: Plan): boolean {
  return siblings === "finish" && ("parallel" in plan || ("sequence" in plan && plan.sequence.some(isBlock)));
}

const isBlock = (plan: Plan): boolean => "parallel" in plan;

/**
 * Turns a plan into states: one Task for each app, named like it, and a Parallel for each block. Every app is given
 * what came before it in its scope. A failure in the machine's own scope goes to {@link DESCRIBE_FAILURE}; one inside a
 * branch ends the branch, or is kept in the context where other apps go on.
 */
export function planSteps(args: PlanStepsArgs, plan: Plan): { readonly startAt: string; readonly steps: Steps } {
  const run = { depth: 0, given: "$context", limit: RESULTS_LIMIT, needed: true, deferred: false, defers: true };
  return new PlanRenderer(args, plan).scope(plan, run, args.last);
}

/** Where a state is. */
interface Place {
  readonly scope: Scope;
  /** Whether nothing has run in the scope yet. */
  readonly isFirst: boolean;
  /** Whether a failure may be in the context, of an app before it. */
  readonly deferred: boolean;
  /** The state after it; undefined for the last of a branch. */
  readonly next: string | undefined;
}

class PlanRenderer {
  private blocks = 0;
  private readonly finishes: boolean;

  constructor(
    private readonly args: PlanStepsArgs,
    private readonly plan: Plan,
  ) {
    this.finishes = finishesSiblings(args.blueprint, plan);
  }

  scope(plan: Plan, outline: Omit<Scope, "first">, last?: string): { readonly startAt: string; readonly steps: Steps } {
    const parts = "sequence" in plan ? plan.sequence : [plan];
    const named = parts.map((part) => ({ part, name: "app" in part ? part.app : `Parallel ${++this.blocks}` }));
    const scope: Scope = { ...outline, first: named[0]?.name ?? "" };
    const steps: Record<string, Step> = {};
    let { deferred } = outline;
    named.forEach(({ part, name }, index) => {
      const place = { scope, isFirst: index === 0, deferred, next: named[index + 1]?.name ?? last };
      deferred ||= this.mayGoOn(part);
      if ("parallel" in part) {
        Object.assign(steps, this.block(name, part.parallel, place));
      } else if ("app" in part) {
        steps[name] = this.app(part.app, place);
      } else {
        throw new Error("a sequence is directly in a sequence");
      }
    });
    return { startAt: scope.first, steps: { ...steps, ...this.branchEnds(steps, scope) } };
  }

  private app(app: string, place: Place): Step {
    const { names, timeoutSeconds } = this.args;
    const resource = integration(names.scope.partition, "states:startExecution.sync:2");
    const { scope, isFirst, deferred } = place;
    const before = contextBefore(scope, isFirst);
    const returned = "$states.result.Output.context";
    return step(
      {
        Type: "Task",
        Resource: resource,
        Arguments: {
          StateMachineArn: names.app(app).machine.aliasArn,
          Name: jsonata("$run"),
          Input: jsonata(`$merge([$input, {"context": ${deferred ? withoutDeferred(before) : before}}])`),
        },
        TimeoutSeconds: timeoutSeconds(app),
        Retry: START_RETRY,
        Catch: [this.stops(app) ? this.stopped(app, caughtOf(app), place) : deferring(app, false, place)],
        // The child returns what it was given and its own result, but knows no deferred failures.
        ...(isAlone(place)
          ? { Output: jsonata(resultOf(scope, app, returned)), End: true as const }
          : this.keep(place, deferred ? `$merge([${before}, ${returned}])` : returned)),
      },
      [...startNeeds(names), ...managedRule(resource, names.scope)],
    );
  }

  /** A failure that is to end the run ends it, or the branch it is in: with it, or once the siblings have finished. */
  private stopped(name: string, caught: string, place: Place): Catcher {
    const { scope, isFirst } = place;
    if (scope.depth > 0 && this.finishes && isAlone(place)) {
      return deferring(name, true, place);
    }
    // What failed earlier in the branch is read from its variable.
    const keeps = scope.depth > 0 && this.finishes && scope.defers && isFirst;
    return {
      ErrorEquals: ["States.ALL"],
      ...(keeps ? { Assign: { [contextVariable(scope)]: jsonata(contextBefore(scope, isFirst)) } } : {}),
      Output: jsonata(caught),
      Next: scope.depth === 0 ? DESCRIBE_FAILURE : branchFailed(scope),
    };
  }

  private block(name: string, branches: readonly Plan[], place: Place): Steps {
    const { scope, isFirst, deferred, next } = place;
    const before = contextBefore(scope, isFirst);
    const rendered = branches.map((branch) => {
      const apps = appsOf(branch);
      const { startAt, steps } = this.scope(branch, {
        depth: scope.depth + 1,
        given: before,
        limit: Math.floor(RESULTS_LIMIT / branches.length),
        needed: this.isNeeded(apps),
        deferred,
        defers: !("app" in branch) && (this.mayGoOn(branch) || finishesSiblings(this.args.blueprint, branch)),
      });
      return scopeFrom(startAt, steps);
    });
    // Siblings that finish leave the failure in the context, so the run looks for it before it goes on; at its end it
    // looks for every failure.
    const goesOn = next !== undefined && !(scope.depth === 0 && next === this.args.last);
    const stops = branches.flatMap(appsOf).some((app) => this.stops(app));
    const checks = this.finishes && goesOn && stops;
    const check = `Check ${name}`;
    const all = joined(before);
    const block = step(
      {
        Type: "Parallel",
        Branches: rendered.map((one) => one.scope),
        Catch: [this.stopped(name, stops && !this.finishes ? caughtInBlock(name) : caughtOf(name), place)],
        ...this.keep({ ...place, next: checks ? check : next }, all),
      },
      rendered.flatMap(({ needs }) => needs),
    );
    return { [name]: block, ...(checks ? { [check]: checkBlock(scope, next) } : {}) };
  }

  /**
   * A state keeps the context in the scope's variable and goes on; the last of a branch hands its own results to the
   * block.
   */
  private keep(
    { scope, next }: Place,
    context: string,
  ): { readonly Assign?: Assign; readonly Output?: string } & Leaving {
    return next === undefined
      ? { Output: jsonata(ownResults(scope, context)), End: true }
      : { Assign: { [contextVariable(scope)]: jsonata(context) }, Next: next };
  }

  /** The states that end a branch before its last app, where something leads to them. */
  private branchEnds(steps: Steps, scope: Scope): Steps {
    const next = new Set(Object.values(steps).flatMap(({ state }) => nextNames(state)));
    const [end, failed] = [branchEnd(scope), branchFailed(scope)];
    const context = `$${contextVariable(scope)}`;
    const own = Object.keys(steps).length === 1 ? {} : { Output: jsonata(ownResults(scope, context)) };
    return {
      ...(next.has(end) ? { [end]: step({ Type: "Pass", ...own, End: true }) } : {}),
      ...(next.has(failed) ? { [failed]: this.finishes ? finishedBranch(scope, context) : stoppedBranch() } : {}),
    };
  }

  private stops(app: string): boolean {
    return !goesOn(this.args.blueprint, app, this.plan);
  }

  private mayGoOn(plan: Plan): boolean {
    return appsOf(plan).some((app) => !this.stops(app));
  }

  private isNeeded(apps: readonly string[]): boolean {
    const own = new Set(apps);
    return Object.entries(this.args.blueprint.apps).some(
      ([app, { after }]) => !own.has(app) && after.some((other) => own.has(other)),
    );
  }
}

/** A failure that is to end the run ends it here, in the machine's own scope, or ends the branch. */
function checkBlock(scope: Scope, next: string): Step {
  const found = `${deferredIn(`$${contextVariable(scope)}`)}[stops][0]`;
  return step({
    Type: "Choice",
    Choices: [
      {
        Condition: jsonata(`$exists(${found})`),
        ...(scope.depth === 0 ? { Output: jsonata(found), Next: DESCRIBE_FAILURE } : { Next: branchEnd(scope) }),
      },
    ],
    Default: next,
  });
}

/**
 * Keeps the failure of an app in the context, and leads to the next app or, where it `stops` the run, to the end of the
 * branch. An app alone in its branch has nothing else to hand on.
 */
function deferring(name: string, stops: boolean, place: Place): Catcher {
  const { scope, isFirst, next } = place;
  const ErrorEquals = ["States.ALL"];
  const failure = deferredFailure(name, stops);
  if (isAlone(place)) {
    return { ErrorEquals, Output: jsonata(failure), Next: branchEnd(scope) };
  }
  return {
    ErrorEquals,
    Assign: { [contextVariable(scope)]: jsonata(`$merge([${contextBefore(scope, isFirst)}, ${failure}])`) },
    Next: next ?? branchEnd(scope),
  };
}

/** Whether a branch has nothing else. */
function isAlone({ isFirst, next }: Place): boolean {
  return isFirst && next === undefined;
}

/** Hands what failed to the block: the results of a branch that failed do not matter. */
function finishedBranch({ defers }: Scope, context: string): Step {
  const failures = defers ? `$merge([${onlyDeferred(context)}, ${STOPPING_FAILURE}])` : STOPPING_FAILURE;
  return step({ Type: "Pass", Output: jsonata(failures), End: true });
}

/** JSONata: what a branch handed on as the cause of its failure; an error of the block itself gets the block's name. */
function caughtInBlock(name: string): string {
  const isHandedOn = `$substring($states.errorOutput.Cause, 0, 7) = ${literal('{"app":')}`;
  return `${isHandedOn} ? $parse($states.errorOutput.Cause) : ${caughtOf(name)}`;
}

/** Stops the siblings and hands what was caught to the block, whose Catch reads it from the cause. */
function stoppedBranch(): Step {
  const cut = `{"Cause": $substring($states.input.Cause, 0, ${HANDED_ON_LIMIT})}`;
  return step({
    Type: "Fail",
    Error: jsonata("$states.input.Error"),
    Cause: jsonata(`$string($merge([$states.input, ${cut}]))`),
  });
}

function nextNames(state: Step["state"]): string[] {
  const ways = [...("Catch" in state ? state.Catch : []), ...("Choices" in state ? state.Choices : [])];
  return ways.map(({ Next }) => Next);
}

const branchEnd = ({ first }: Scope): string => `${first} branch ends`;
const branchFailed = ({ first }: Scope): string => `${first} branch failed`;

/**
 * The parent starts, follows and stops what its environment owns, by the beginning of its names, so its role does not
 * grow with the apps.
 */
export function startNeeds(names: EnvironmentNames) {
  return NEEDS["states:startExecution.sync:2"](`${names.parent.arn}_*`, LIVE_ALIAS, ownedExecutions(names));
}
