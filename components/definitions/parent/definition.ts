import { jsonata, literal } from "../../asl/jsonata";
import { TIMINGS, timeOut } from "../../asl/timeouts";
import type { State, StateMachineDefinition } from "../../asl/types";
import type { EnvironmentNames } from "../../core/names";
import { anyIsKept, firstKept } from "../failure/deferred";
import { FAILURE_START, failureValue } from "../failure/path";
import { type FailureMemory, failureVariables, IS_NOTIFIED, lastSteps, NOT_TOLD, TELL_SECONDS } from "./failures";
import { leadTo, type RunArgs, RunMachine } from "./orchestration";
import type { CutPlan } from "./partition";
import { GIVEN } from "./results";
import { rehearsedUndo, type UndoCall, undoStates } from "./rollback-states";

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
