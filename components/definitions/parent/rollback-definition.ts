import { jsonata, literal } from "../../asl/jsonata";
import { TIMINGS, timeOut } from "../../asl/timeouts";
import type { State, StateMachineDefinition } from "../../asl/types";
import type { Blueprint } from "../../blueprint/blueprint";
import type { EnvironmentNames } from "../../core/names";
import { KEPT } from "../failure/deferred";
import { FAILED, FAILURE_START, failurePath, failureValue } from "../failure/path";
import { machineRehearsal } from "../rehearsal/parent";
import { IS_NOTIFIED, NOT_TOLD, TELL_SECONDS } from "./failures";
import { rehearsedUndo, type UndoCall, undoStates } from "./rollback-states";

/** First state of a machine that undoes apps: whether it is asked to rehearse. */
const IS_ASKED = "IsRehearsal";

/** Decides, in a machine that undoes apps, how it ends. */
const ALL_UNDONE = "IsAllUndone";

/**
 * The machine that undoes some of an environment's apps. It ends well with `{"rollbacks": [...]}`, or fails with the same in its cause when one could not be
 * undone; each that failed has been told of by then.
 */
export function undoDefinition(
  names: EnvironmentNames,
  blueprint: Blueprint,
  index: number,
  steps: readonly (string | UndoCall)[],
): StateMachineDefinition {
  const { machine: own, machineRole: role } = names.undo(index);
  const undo = undoStates(names, blueprint, steps, ALL_UNDONE);
  const failure = {
    ...failureValue({
      app: own.name,
      error: "NotAllUndone",
      cause: jsonata(`"Not undone: " & $join($rollbacks[status != "rolled back"].app, ", ")`),
    }),
    notice: NOT_TOLD,
  };
  const run: Record<string, State> = {
    Begin: { Type: "Pass", Assign: { rollbacks: [], released: {} }, Next: undo.start },
    ...undo.states,
    [ALL_UNDONE]: {
      Type: "Choice",
      Choices: [
        {
          // Every record of what is not undone begins with the mark.
          Condition: jsonata(`$contains($join([$rollbacks.status]), ${literal(KEPT)})`),
          Assign: { failure },
          Next: IS_NOTIFIED,
        },
      ],
      Default: "Undone",
    },
    [IS_NOTIFIED]: {
      Type: "Choice",
      Choices: [
        { Condition: jsonata("(false in $rollbacks.notified) = false"), Assign: { notified: true }, Next: FAILED },
      ],
      Default: FAILURE_START,
    },
    Undone: { Type: "Succeed", Output: { rollbacks: jsonata("[$rollbacks]") } },
    ...failurePath(names, own, { rerun: "own" }, { rollbacks: "[$rollbacks]" }),
  };
  const rehearsal = machineRehearsal({
    names,
    machine: own,
    role,
    run,
    units: steps.filter((step) => typeof step !== "string").map(rehearsedUndo),
    apps: Object.keys(blueprint.apps).length,
    memory: { undoes: true, keeps: false },
    judges: false,
  });
  return {
    Comment: `Undoes apps of ${names.scope.blueprint}/${names.scope.environment}, part ${index}.`,
    QueryLanguage: "JSONata",
    StartAt: IS_ASKED,
    TimeoutSeconds: timeOut(Math.max(undo.seconds, rehearsal.seconds) + TELL_SECONDS + TIMINGS.slack),
    States: {
      [IS_ASKED]: { Type: "Choice", Choices: [rehearsal.rule], Default: "Begin" },
      ...run,
      ...rehearsal.states,
    },
  };
}
