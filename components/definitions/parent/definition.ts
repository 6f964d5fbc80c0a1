import { childInput } from "../../asl/child-input";
import { EXECUTION_NAME, GIVEN_CONTEXT, jsonata } from "../../asl/jsonata";
import { START_RETRY, waitSeconds } from "../../asl/retry";
import { type Machine, machineFrom, type Steps, step } from "../../asl/step";
import { capTimeout, runLimit, TIMINGS } from "../../asl/timeouts";
import type { ChoiceRule } from "../../asl/types";
import type { Blueprint } from "../../blueprint/blueprint";
import type { EnvironmentNames } from "../../core/names";
import type { Plan } from "../../schedule/plan";
import { planSeconds } from "../../schedule/plan-times";
import { DESCRIBE_FAILURE } from "../failure/caught";
import { deferredIn, hasDeferred } from "../failure/deferred";
import { NOTIFY_SECONDS } from "../failure/path";
import { QUIET, REHEARSING } from "../rehearsal/protocol";
import { APPROVAL_SECONDS, AWAIT_APPROVAL, approvalMember } from "../run-approval";
import { identityMember, KEPT_IDENTITY } from "../run-identity";
import { approvalSteps, IS_APPROVAL_REQUIRED } from "./approval";
import { evidenceSteps, WRITE_EVIDENCE, WRITE_EVIDENCE_OF_FAILURE } from "./evidence";
import { parentFailureSteps, WAS_NOTIFIED } from "./failure";
import { defersFailures, planSteps } from "./plan-steps";

export interface ParentMachineArgs {
  readonly names: EnvironmentNames;
  readonly blueprint: Blueprint;
  /** Order of the apps. */
  readonly plan: Plan;
  /** Longest run of each app's child in seconds, its definition's own limit. */
  readonly childSeconds: ReadonlyMap<string, number>;
  /** Longest run of the machine that rolls back a run, in seconds; undefined where no app has a rollback. */
  readonly rollbackSeconds: number | undefined;
  /** Seconds by which the identity of a run may have expired. @default runs have no identity: no runs API */
  readonly identitySeconds?: number | undefined;
  /** Whether runs of agents wait until a person approves. @default false */
  readonly approvals?: boolean;
  /** Whether the run has a record of itself written at its end. @default false */
  readonly evidence?: boolean;
}

const START_RUN = "Start run";
const CHECK_RUN = "Check run";
const DONE = "Done";

/** Apps that the cause of a failed rehearsal names at most. */
const MOST_NAMED = 20;

/**
 * The workflow of an environment: runs the children by their aliases in the order of the plan, hands each the context
 * of what came before, rolls the run back when one fails, and notifies once. A healthy run takes one transition per
 * app, one per parallel block (two where siblings finish) and three more. Started with `{"rehearse": true}` it starts
 * every child with the same, and fails where one is broken.
 */
export function parentMachine(args: ParentMachineArgs): Machine {
  const { names, blueprint, plan, rollbackSeconds, identitySeconds, approvals = false, evidence = false } = args;
  const defers = defersFailures(blueprint, plan);
  const timeoutSeconds = (app: string) => {
    const seconds = args.childSeconds.get(app);
    if (seconds === undefined) {
      throw new Error(`${app} is in the plan and has no child workflow`);
    }
    return capTimeout(seconds + TIMINGS.slack);
  };
  const run = planSteps({ names, blueprint, timeoutSeconds, last: CHECK_RUN }, plan);
  const rollback = rollbackSeconds === undefined ? undefined : capTimeout(rollbackSeconds + TIMINGS.slack);
  const record = evidence ? WRITE_EVIDENCE_OF_FAILURE : undefined;
  const apart = [...(approvals ? [AWAIT_APPROVAL] : []), ...(evidence ? [WRITE_EVIDENCE] : [])];
  const steps: Steps = {
    [START_RUN]: step({
      Type: "Pass",
      Assign: {
        run: jsonata(EXECUTION_NAME),
        context: jsonata(GIVEN_CONTEXT),
        input: childInput({ rehearse: jsonata(REHEARSING), ...identityMember(identitySeconds) }),
        ...(approvals ? { approval: null } : {}),
        ...(evidence ? { recorded: false } : {}),
      },
      Next: approvals ? IS_APPROVAL_REQUIRED : run.startAt,
    }),
    ...(approvals ? approvalSteps(names, run.startAt) : {}),
    ...run.steps,
    [CHECK_RUN]: step({
      Type: "Choice",
      Choices: [brokenRule(names), ...(defers ? [deferredRule()] : [])],
      Default: evidence ? WRITE_EVIDENCE : DONE,
    }),
    [DONE]: step({
      Type: "Succeed",
      Output: {
        context: jsonata("$context"),
        ...identityMember(identitySeconds, KEPT_IDENTITY),
        ...approvalMember(approvals),
        ...(evidence ? { recorded: jsonata("$recorded") } : {}),
      },
    }),
    ...parentFailureSteps({ names, rollbackSeconds: rollback, defers, identitySeconds, approvals, apart, record }),
    ...(evidence ? evidenceSteps({ names, done: DONE, failed: WAS_NOTIFIED }) : {}),
  };
  const expected = planSeconds(plan, (app) => blueprint.apps[app]?.expectedSeconds ?? 1);
  const waits = approvals ? APPROVAL_SECONDS + TIMINGS.slack : 0;
  const longest = waits + longestSeconds(plan, timeoutSeconds) + (rollback ?? 0) + NOTIFY_SECONDS + TIMINGS.slack;
  const limit = runLimit(expected, Math.max(...args.childSeconds.values(), 2 * (rollbackSeconds ?? 0)));
  return machineFrom({
    comment: `Runs the apps of ${names.scope.blueprint}/${names.scope.environment} in the order of their dependencies.`,
    timeoutSeconds: Math.min(capTimeout(longest), limit),
    startAt: START_RUN,
    steps,
  });
}

/**
 * A rehearsal in which an app is broken fails, so that its failure is notified, unless its caller reads the verdicts.
 */
function brokenRule({ base }: EnvironmentNames): ChoiceRule {
  const broken = `$each($context, function($v, $k) { $v.verdict = "broken" ? $k & ": " & $v.error })`;
  return {
    Condition: jsonata(`$input.rehearse and $not(${QUIET}) and "broken" in $context.*.verdict`),
    Output: {
      app: base,
      Error: "RehearsalFailed",
      Cause: jsonata(`"Broken: " & $join([${broken}][[0..${MOST_NAMED - 1}]], ", ")`),
    },
    Next: DESCRIBE_FAILURE,
  };
}

/**
 * A run in which apps failed while others went on ends FAILED: with the first that was to end it, else with the first.
 */
function deferredRule(): ChoiceRule {
  return {
    Condition: jsonata(hasDeferred("$context")),
    Output: jsonata(`($all := ${deferredIn("$context")}; [$all[stops], $all][0])`),
    Next: DESCRIBE_FAILURE,
  };
}

/** Longest run of a plan in seconds: every app at its own limit. */
function longestSeconds(plan: Plan, timeoutSeconds: (app: string) => number): number {
  if ("app" in plan) {
    return timeoutSeconds(plan.app) + waitSeconds(START_RETRY);
  }
  const steps = ("sequence" in plan ? plan.sequence : plan.parallel).map((part) =>
    longestSeconds(part, timeoutSeconds),
  );
  return "sequence" in plan ? steps.reduce((a, b) => a + b, 0) : Math.max(...steps);
}
