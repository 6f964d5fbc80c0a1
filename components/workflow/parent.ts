import type { EnvironmentNames } from "../names";
import type { Branch, ParallelState, State, StateMachineDefinition, TaskState } from "./asl";
import { integration, jsonata, literal } from "./asl-resources";
import type { Blueprint } from "./blueprint";
import { ancestorsOf, type Dependencies, dependenciesOf } from "./blueprint-graph";
import { childDefinition } from "./child";
import { childInput } from "./child-input";
import { FAILURE_START, failureValue } from "./failure-path";
import {
  branchCatch,
  branchFailure,
  childFailure,
  failureSeconds,
  parentFailurePath,
  topCatch,
} from "./parent-failure";
import { appsOf, type Plan } from "./plan";
import { START_RETRY, waitSeconds } from "./retries";
import { planSchedule } from "./schedule";
import { TIMINGS, timeOut } from "./timings";

export interface ParentDefinitionArgs {
  readonly names: EnvironmentNames;
  readonly blueprint: Blueprint;
  /** Names of the roles whose sessions may start a run; the caller's ARN must be a session of one of them, in this account. */
  readonly callerRoles: readonly string[];
  /** Order of the apps. @default the schedule of the blueprint */
  readonly plan?: Plan;
}

/** First state of a run in which the caller is allowed. */
const CALLER = "CheckCaller";

/** JSONata: the context that the caller gave, an empty object if none. */
const GIVEN = `($type($states.context.Execution.Input.context) = "object" ? $states.context.Execution.Input.context : {})`;

/**
 * The workflow of an environment: checks who called, runs the children by their aliases in the order of the plan, and hands each the results of the apps
 * that it transitively waits for. The results so far are the state's data, so a branch sees what was there when it began and the branches' results are
 * merged after it. A healthy run makes one transition per app and per parallel block, and two more.
 */
export function parentDefinition(args: ParentDefinitionArgs): StateMachineDefinition {
  const { names, blueprint } = args;
  const plan = args.plan ?? planSchedule(blueprint).plan;
  const dependencies = dependenciesOf(blueprint.apps);
  const failure = parentFailurePath(names, blueprint, dependencies);
  const render = new PlanRenderer(names, blueprint, dependencies, failure.start);
  const main = render.scope(plan, new Set(), "Done", true);
  return {
    Comment: `Runs the apps of ${names.scope.blueprint}/${names.scope.environment} in the order of their dependencies.`,
    QueryLanguage: "JSONata",
    StartAt: CALLER,
    TimeoutSeconds: timeOut(render.seconds(plan) + failureSeconds(names, blueprint) + TIMINGS.slack),
    States: {
      [CALLER]: {
        Type: "Choice",
        Choices: [{ Condition: jsonata(callerIsAllowed(args)), Output: {}, Next: main.StartAt }],
        Default: "RefuseCaller",
      },
      ...main.States,
      Done: { Type: "Succeed", Output: { context: jsonata(`$merge([${GIVEN}, $states.input])`) } },
      RefuseCaller: {
        Type: "Pass",
        Comment: "A claim in the input; who may start the machine at all is IAM's to say.",
        Assign: { rollbacks: [], failure: refusal(names) },
        Next: FAILURE_START,
      },
      ...failure.states,
    },
  };
}

/** JSONata: true only for the ARN of a session of one of the roles. It never fails, whatever the input is. */
function callerIsAllowed({ names, callerRoles }: ParentDefinitionArgs): string {
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
  return failureValue({ app: names.base, error: "CallerNotAllowed", cause: jsonata(cause) });
}

/** Turns a plan into states. Names: an app's state is the app, a parallel block is `Parallel <n>` in the order of the plan. */
class PlanRenderer {
  private blocks = 0;

  constructor(
    private readonly names: EnvironmentNames,
    private readonly blueprint: Blueprint,
    private readonly dependencies: Dependencies,
    private readonly failureStart: string,
  ) {}

  /** States of one scope: the whole machine (`top`) or a branch. `done` are the apps whose results its data holds; `last` follows its end. */
  scope(plan: Plan, done: Set<string>, last: string | undefined, top: boolean): Branch {
    const steps = "sequence" in plan ? plan.sequence : [plan];
    const states: Record<string, State> = {};
    const finished = new Set(done);
    const named = steps.map((step) => ({ step, name: "app" in step ? step.app : `Parallel ${++this.blocks}` }));
    named.forEach(({ step, name }, index) => {
      const next = named[index + 1]?.name ?? last;
      const leaving = next === undefined ? { End: true as const } : { Next: next };
      if ("app" in step) Object.assign(states, this.app(step.app, finished, leaving, top));
      else if ("parallel" in step) Object.assign(states, this.block(name, step.parallel, finished, leaving, top));
      else throw new Error("a sequence stands directly in a sequence");
      for (const app of appsOf(step)) finished.add(app);
    });
    const first = named[0];
    if (first === undefined) throw new Error("a sequence of nothing");
    return { StartAt: first.name, States: states };
  }

  /** Longest run of a plan in seconds: children at their own limits. */
  seconds(plan: Plan): number {
    if ("app" in plan) return this.childSeconds(plan.app) + waitSeconds(START_RETRY);
    const parts = ("sequence" in plan ? plan.sequence : plan.parallel).map((part) => this.seconds(part));
    return "sequence" in plan ? parts.reduce((a, b) => a + b, 0) : Math.max(...parts);
  }

  private app(app: string, done: ReadonlySet<string>, leaving: object, top: boolean): Record<string, State> {
    const { machine } = this.names.app(app);
    const failed = childFailure(app, machine.executionPrefix);
    const task: TaskState = {
      Type: "Task",
      Resource: integration(this.names.scope.partition, "states:startExecution.sync:2"),
      Arguments: {
        StateMachineArn: machine.aliasArn,
        Name: jsonata("$states.context.Execution.Name"),
        Input: childInput(this.context(app, done)),
      },
      TimeoutSeconds: this.childSeconds(app),
      Retry: START_RETRY,
      Catch: [top ? topCatch(failed, this.failureStart) : branchCatch(failed, failedName(app))],
      Output: jsonata(
        `$merge([$states.input, {${literal(app)}: $lookup($states.result.Output.context, ${literal(app)})}])`,
      ),
      ...leaving,
    };
    return top ? { [app]: task } : { [app]: task, [failedName(app)]: branchFailure() };
  }

  private block(
    name: string,
    parts: readonly Plan[],
    done: Set<string>,
    leaving: object,
    top: boolean,
  ): Record<string, State> {
    const parallel: ParallelState = {
      Type: "Parallel",
      Branches: parts.map((part) => this.scope(part, done, undefined, false)),
      Catch: [top ? topCatch(undefined, this.failureStart) : branchCatch(undefined, failedName(name))],
      Output: jsonata("$merge($states.result)"),
      ...leaving,
    };
    return top ? { [name]: parallel } : { [name]: parallel, [failedName(name)]: branchFailure() };
  }

  /** JSONata: what the caller gave and the results of the apps that `app` waits for, in the shortest words: all of them, these, or all but those. */
  private context(app: string, done: ReadonlySet<string>): string {
    const wanted = new Set(ancestorsOf(app, this.dependencies));
    if (wanted.size === 0) return GIVEN;
    const others = [...done].filter((other) => !wanted.has(other)).sort();
    if (others.length === 0) return `$merge([${GIVEN}, $states.input])`;
    const list = (apps: Iterable<string>) => `[${[...apps].map(literal).join(", ")}]`;
    const test = others.length < wanted.size ? `$not($app in ${list(others)})` : `$app in ${list(wanted)}`;
    return `$merge([${GIVEN}, $sift($states.input, function($result, $app) { ${test} })])`;
  }

  private childSeconds(app: string): number {
    const spec = this.blueprint.apps[app];
    if (spec === undefined) throw new Error(`the plan names ${app}, which is not in the blueprint`);
    return timeOut(childDefinition({ names: this.names, app, spec }).TimeoutSeconds + TIMINGS.slack);
  }
}

function failedName(state: string): string {
  return `${state} failed`;
}
