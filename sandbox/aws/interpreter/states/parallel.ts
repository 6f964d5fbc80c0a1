import { guarded } from "../guarded";
import { Cancelled } from "../language/errors";
import type { Json } from "../language/json";
import { payloadText } from "../language/limits";
import { type Frame, innerLines, type Outcome, type Visit } from "../visit";
import { together } from "./together";

/** Parallel, https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html */
export function runParallel(visit: Visit): Promise<Outcome> {
  return guarded(visit, () => attempt(visit));
}

async function attempt(visit: Visit): Promise<Json> {
  const { frame, state } = visit;
  const { trail } = frame;
  const input = state.Arguments === undefined ? visit.input : await visit.evaluate(state.Arguments, "Arguments");
  payloadText(input, `The arguments of the state '${visit.name}'`);
  trail.add("ParallelStateStarted");
  const started = trail.fork();
  const flows = state.Branches ?? [];
  const lines = innerLines(visit, flows.length);
  const branches = flows.map((branch, index) => async (signal: AbortSignal) => {
    const inner: Frame = {
      ...frame,
      signal,
      scope: frame.scope.inner(),
      trail: started.fork(),
      progress: lines[index] ?? {},
    };
    try {
      return await frame.walk(branch, input, inner);
    } finally {
      trail.last = inner.trail.last;
    }
  });
  try {
    const outputs = await together(branches, branches.length, frame.signal);
    trail.add("ParallelStateSucceeded");
    return outputs;
  } catch (error) {
    if (!(error instanceof Cancelled)) {
      trail.add("ParallelStateFailed");
    }
    throw error;
  }
}
