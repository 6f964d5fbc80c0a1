import type { Outcome, Visit } from "../visit";

/** Succeed, https://docs.aws.amazon.com/step-functions/latest/dg/state-succeed.html */
export async function runSucceed(visit: Visit): Promise<Outcome> {
  const { Output } = visit.state;
  return { output: Output === undefined ? visit.input : await visit.evaluate(Output, "Output") };
}
