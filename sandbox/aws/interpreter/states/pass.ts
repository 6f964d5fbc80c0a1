import type { Outcome, Visit } from "../visit";

/** Pass, https://docs.aws.amazon.com/step-functions/latest/dg/state-pass.html */
export async function runPass(visit: Visit): Promise<Outcome> {
  const { Output, Assign } = visit.state;
  const output = Output === undefined ? visit.input : await visit.evaluate(Output, "Output");
  return { output, ...(await visit.assignments(Assign)), ...visit.onward };
}
