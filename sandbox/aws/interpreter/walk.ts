import type { Flow } from "./language/definition";
import { Cancelled, ErrorName, StateError, throwIfCancelled } from "./language/errors";
import type { Json, JsonObject } from "./language/json";
import { payloadText } from "./language/limits";
import { runState } from "./states/run-state";
import { type Frame, type Outcome, Visit } from "./visit";

/** States with an event of their own for being aborted. */
const HAS_ABORTED_EVENT = new Set(["Task", "Wait", "Parallel", "Map"]);

const WHOLE = { truncated: false };

function texts(values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]));
}

function leave(visit: Visit, outcome: Outcome): void {
  const { assigned } = outcome;
  const output = payloadText(outcome.output, `The output of the state '${visit.name}'`);
  if (assigned) {
    visit.frame.scope.assign(assigned);
  }
  visit.frame.trail.add(`${visit.state.Type}StateExited`, {
    stateExitedEventDetails: {
      name: visit.name,
      output,
      outputDetails: WHOLE,
      ...(assigned ? { assignedVariables: texts(assigned), assignedVariablesDetails: WHOLE } : {}),
    },
  });
}

/** Runs one state from its entering to its leaving. */
async function visitState(flow: Flow, name: string, input: Json, frame: Frame): Promise<Outcome> {
  const state = Object.hasOwn(flow.States, name) ? flow.States[name] : undefined;
  if (!state) {
    throw new StateError(ErrorName.runtime, `Unknown state '${name}'.`);
  }
  throwIfCancelled(frame.signal);
  const text = payloadText(input, `The input of the state '${name}'`);
  const entered = frame.trail.add(`${state.Type}StateEntered`, {
    stateEnteredEventDetails: { name, input: text, inputDetails: WHOLE },
  });
  const visit = new Visit(frame, name, state, input, entered);
  try {
    const outcome = await runState(visit);
    throwIfCancelled(frame.signal);
    leave(visit, outcome);
    return outcome;
  } catch (error) {
    // A state that exceeded a data limit runs all its branches or iterations again when the execution is redriven.
    if (error instanceof StateError && error.error === ErrorName.dataLimit) {
      delete frame.progress.branches;
    }
    if (error instanceof Cancelled && HAS_ABORTED_EVENT.has(state.Type)) {
      frame.trail.add(`${state.Type}StateAborted`);
    }
    throw error;
  }
}

/**
 * Runs a flow to its last state, from its first or from where an earlier attempt stopped, and returns the last one's
 * output.
 *
 * @throws {StateError} the failure that no catcher took. @throws {Cancelled} if the frame's signal fired.
 */
export async function walk(flow: Flow, input: Json, frame: Frame): Promise<Json> {
  const { progress } = frame;
  if (progress.ended !== undefined) {
    return progress.ended.output;
  }
  let at: Outcome = { output: input, next: flow.StartAt };
  if (progress.at !== undefined) {
    frame.scope.assign(progress.at.variables);
    at = { output: progress.at.input, next: progress.at.state };
  }
  for (let resumed = progress.at !== undefined; at.next !== undefined; resumed = false) {
    if (frame.request.machineDeleted?.aborted) {
      throw new Cancelled({ kind: "stopped" });
    }
    if (!resumed) {
      delete progress.branches;
    }
    progress.at = { state: at.next, input: at.output, variables: frame.scope.assigned() };
    at = await visitState(flow, at.next, at.output, frame);
  }
  progress.ended = { output: at.output };
  return at.output;
}
