import { childInput } from "../../asl/child-input";
import { EXECUTION_NAME, integration, jsonata, literal, OWN_EXECUTION } from "../../asl/jsonata";
import { longestSeconds, REPEATABLE_RETRY, START_RETRY, waitSeconds } from "../../asl/retry";
import { type Machine, machineFrom, type Steps, scopeFrom, step } from "../../asl/step";
import { capTimeout, rollbackLimit, STOP_POLLS, TIMINGS } from "../../asl/timeouts";
import type { Catcher, Json } from "../../asl/types";
import type { Blueprint } from "../../blueprint/blueprint";
import { dependenciesOf, topologicalOrder } from "../../blueprint/dependencies";
import { type EnvironmentNames, LIVE_ALIAS, ownedExecutions } from "../../core/names";
import { managedRule, NEEDS } from "../../iam/integrations";
import { CATCH_IN_APP, DESCRIBE_FAILURE, failureRule } from "../failure/caught";
import { DEFERRED } from "../failure/deferred";
import { describeFailure } from "../failure/describe";
import { commonLines, NOTIFIED, startAgainCommand } from "../failure/message";
import { FAILED, LOOK_UP_VERSION, NOTIFY_SECONDS, notifySteps } from "../failure/path";
import { startNeeds } from "../parent/plan-steps";
import { identityMember, startedByLine } from "../run-identity";

export interface RunRollbackArgs {
  readonly names: EnvironmentNames;
  readonly blueprint: Blueprint;
  /** Longest run of each app's rollback machine in seconds, by app; apps without a rollback are absent. */
  readonly rollbackSeconds: ReadonlyMap<string, number>;
  /** Seconds by which the identity of a run may have expired. @default runs have no identity: no runs API */
  readonly identitySeconds?: number | undefined;
}

const START_ROLLBACK = "Start rollback";
const ROLL_BACK_APPS = "Roll back apps";
const CHECK_ROLLBACKS = "Check rollbacks";
const WAS_NOTIFIED = "Was failure notified";
const DONE = "Done";

/** What becomes of one app. */
export const ROLLED_BACK = "rolled back";
export const NOT_RELEASED = "not released";
/**
 * No execution of the app was found, after the retries of {@link REPEATABLE_RETRY}. DescribeExecution is eventually
 * consistent, so this does not prove that the app was never started.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
 */
export const UNKNOWN = "unknown";

/** Longest error in the record of an app, in characters. The records of all apps are one result of at most 256 KiB. */
const SHORT_ERROR = 60;

/**
 * JSONata: the records of apps that could not be rolled back; their status begins with the mark of a deferred failure.
 */
const FAILED_ROLLBACKS = `$rollbacks[$substring(status, 0, ${DEFERRED.length}) = ${literal(DEFERRED)}]`;

/** Apps that a cause names at most. */
const MOST_NAMED = 100;

/**
 * Rolls back a run of the parent: for each app with a rollback, dependents before what they depend on and one at a
 * time, it rolls back what the run had released. Its input is `{"run": "<name of the parent's execution>", "why":
 * "..."}`; its output `{"rollbacks": [{"app", "status"}]}`. It goes on where one cannot be rolled back, and then fails.
 * The parent starts it when a run fails, under the run's name; anybody on call can start it for a run that has ended.
 * Undefined where no app has a rollback.
 */
export function runRollbackMachine(args: RunRollbackArgs): Machine | undefined {
  const { names, blueprint, rollbackSeconds, identitySeconds } = args;
  const order = topologicalOrder(dependenciesOf(blueprint.apps)).reverse();
  const apps = order.filter((app) => rollbackSeconds.has(app));
  if (apps.length === 0) {
    return undefined;
  }
  const longest = capTimeout(Math.max(...rollbackSeconds.values()) + TIMINGS.slack);
  const processor = scopeFrom(START_APP, appSteps(names, longest, identitySeconds));
  const steps: Steps = {
    [START_ROLLBACK]: step({
      Type: "Pass",
      Assign: {
        run: jsonata("$states.context.Execution.Input.run"),
        why: jsonata(`[$states.context.Execution.Input.why, "no reason given"][0]`),
      },
      Next: ROLL_BACK_APPS,
    }),
    [ROLL_BACK_APPS]: step(
      {
        Type: "Map",
        Items: apps.map((app): Json => {
          const { machine, rollback } = names.app(app);
          return { app, release: machine.name, rollback: rollback.name };
        }),
        MaxConcurrency: 1,
        ItemProcessor: { ProcessorConfig: { Mode: "INLINE" }, ...processor.scope },
        Catch: [CATCH_IN_APP],
        Assign: { rollbacks: jsonata("$states.result") },
        Next: CHECK_ROLLBACKS,
      },
      processor.needs,
    ),
    [CHECK_ROLLBACKS]: step({
      Type: "Choice",
      Choices: [
        failureRule(
          `$count(${FAILED_ROLLBACKS}) > 0`,
          "NotRolledBack",
          jsonata(
            `"Run " & $run & ": " & $join(${FAILED_ROLLBACKS}[[0..${MOST_NAMED - 1}]].(app & " " & $substring(status, ${DEFERRED.length})), ", ")`,
          ),
        ),
      ],
      Default: DONE,
    }),
    [DONE]: step({
      Type: "Succeed",
      Output: {
        run: jsonata("$run"),
        why: jsonata("$why"),
        rollbacks: jsonata("$rollbacks"),
        ...identityMember(identitySeconds),
      },
    }),
    ...failureSteps(names, identitySeconds),
  };
  const total = apps.reduce((sum, app) => sum + appSeconds(rollbackSeconds.get(app) ?? 0), 0);
  return machineFrom({
    comment: `Rolls back a run of ${names.scope.blueprint}/${names.scope.environment}, dependents before what they depend on.`,
    timeoutSeconds: rollbackLimit(total + NOTIFY_SECONDS + TIMINGS.slack, longest + NOTIFY_SECONDS + TIMINGS.slack),
    startAt: START_ROLLBACK,
    steps,
  });
}

const START_APP = "Start app";
const DESCRIBE_RELEASE = "Describe release";
const DID_RELEASE_SUCCEED = "Did release succeed";
const WAIT_FOR_RELEASE = "Wait for release";
const ROLL_BACK_APP = "Roll back app";
const APP_NOT_RELEASED = "Not released";
const APP_UNKNOWN = "Unknown release";
const APP_NOT_ROLLED_BACK = "Not rolled back";

/** States that roll one app back. `$states.input` is the item `{app, release, rollback}` in all of them. */
function appSteps(names: EnvironmentNames, timeoutSeconds: number, identitySeconds: number | undefined): Steps {
  const { partition } = names.scope;
  const [machineOf, executionOf] = prefixes(names);
  const resource = integration(partition, "states:startExecution.sync:2");
  const own = ownedExecutions(names);
  const error = `$substring($states.errorOutput.Error, 0, ${SHORT_ERROR})`;
  const notice = `$contains([$states.errorOutput.Cause, ""][0], ${literal(NOTIFIED)}) ? ${literal(NOTIFIED)} : "none"`;
  const notRolledBack: Catcher = {
    ErrorEquals: ["States.ALL"],
    Output: jsonata(`{"app": $states.input.app, "status": ${literal(DEFERRED)} & ${error}, "notice": ${notice}}`),
    Next: APP_NOT_ROLLED_BACK,
  };
  return {
    [START_APP]: step({ Type: "Pass", Assign: { polls: 0 }, Next: DESCRIBE_RELEASE }),
    [DESCRIBE_RELEASE]: step(
      {
        Type: "Task",
        Resource: integration(partition, "aws-sdk:sfn:describeExecution"),
        Arguments: { ExecutionArn: jsonata(`${literal(executionOf)} & $states.input.release & ":" & $run`) },
        TimeoutSeconds: TIMINGS.apiCall,
        Retry: REPEATABLE_RETRY,
        Catch: [
          {
            ErrorEquals: ["Sfn.ExecutionDoesNotExistException"],
            Output: jsonata("$states.input"),
            Next: APP_UNKNOWN,
          },
          notRolledBack,
        ],
        Assign: {
          polls: jsonata("$polls + 1"),
          release: jsonata("$states.result.Status"),
          context: jsonata(`$exists($states.result.Output) ? $parse($states.result.Output).context : {}`),
        },
        Output: jsonata("$states.input"),
        Next: DID_RELEASE_SUCCEED,
      },
      NEEDS["aws-sdk:sfn:describeExecution"](own),
    ),
    [DID_RELEASE_SUCCEED]: step({
      Type: "Choice",
      Choices: [
        { Condition: jsonata(`$release = "SUCCEEDED"`), Next: ROLL_BACK_APP },
        { Condition: jsonata(`$release != "RUNNING"`), Next: APP_NOT_RELEASED },
        {
          Condition: jsonata(`$polls >= ${STOP_POLLS}`),
          Output: { app: jsonata("$states.input.app"), status: `${DEFERRED}StillRunning`, notice: "none" },
          Next: APP_NOT_ROLLED_BACK,
        },
      ],
      Default: WAIT_FOR_RELEASE,
    }),
    [WAIT_FOR_RELEASE]: step({ Type: "Wait", Seconds: TIMINGS.stopPoll, Next: DESCRIBE_RELEASE }),
    [ROLL_BACK_APP]: step(
      {
        Type: "Task",
        Resource: resource,
        Arguments: {
          StateMachineArn: jsonata(`${literal(machineOf)} & $states.input.rollback & ":${LIVE_ALIAS}"`),
          Name: jsonata(EXECUTION_NAME),
          Input: childInput({ context: jsonata("$context"), ...identityMember(identitySeconds) }),
        },
        TimeoutSeconds: timeoutSeconds,
        Retry: START_RETRY,
        Catch: [notRolledBack],
        Output: { app: jsonata("$states.input.app"), status: ROLLED_BACK },
        End: true,
      },
      [...startNeeds(names), ...managedRule(resource, names.scope)],
    ),
    [APP_NOT_RELEASED]: step({
      Type: "Pass",
      Output: { app: jsonata("$states.input.app"), status: NOT_RELEASED },
      End: true,
    }),
    [APP_UNKNOWN]: step({ Type: "Pass", Output: { app: jsonata("$states.input.app"), status: UNKNOWN }, End: true }),
    [APP_NOT_ROLLED_BACK]: step({ Type: "Pass", End: true }),
  };
}

/** ARNs of the environment's machines and executions up to a machine's name. */
function prefixes({ parent }: EnvironmentNames): [machine: string, execution: string] {
  return [parent.arn.slice(0, -parent.name.length), parent.executionPrefix.slice(0, -parent.name.length - 1)];
}

/**
 * One message for everything that could not be rolled back, unless every rollback that failed has published its own.
 */
function failureSteps(names: EnvironmentNames, identitySeconds: number | undefined): Steps {
  const { machine } = names.runRollback;
  return {
    [DESCRIBE_FAILURE]: describeFailure({
      app: names.base,
      members: identityMember(identitySeconds),
      next: WAS_NOTIFIED,
    }),
    [WAS_NOTIFIED]: step({
      Type: "Choice",
      Choices: [
        {
          Condition: jsonata(
            `$failure.error = "NotRolledBack" and $not(${literal("none")} in ${FAILED_ROLLBACKS}.notice) and ${literal(NOTIFIED)} in ${FAILED_ROLLBACKS}.notice`,
          ),
          Assign: { notified: true },
          Next: FAILED,
        },
      ],
      Default: LOOK_UP_VERSION,
    }),
    ...notifySteps({
      names,
      machine,
      lines: [
        ...commonLines(names),
        ...startedByLine(identitySeconds),
        jsonata(`"Rollback of: " & ${literal(names.parent.executionPrefix)} & $run & " (" & $why & ")"`),
        jsonata(`"Then run again: " & ${startAgainCommand(names, OWN_EXECUTION)}`),
      ],
      cause: "$failure",
    }),
  };
}

/** Longest time of one app: its release is polled until it has ended, then it is rolled back. */
function appSeconds(rollback: number): number {
  const describe = longestSeconds(TIMINGS.apiCall, REPEATABLE_RETRY);
  const polls = STOP_POLLS * describe + (STOP_POLLS - 1) * TIMINGS.stopPoll;
  return polls + rollback + TIMINGS.slack + waitSeconds(START_RETRY);
}
