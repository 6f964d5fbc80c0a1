import type { StateType } from "../language/definition";
import type { Outcome, Visit } from "../visit";
import { runChoice } from "./choice";
import { runFail } from "./fail";
import { runMap } from "./map";
import { runParallel } from "./parallel";
import { runPass } from "./pass";
import { runSucceed } from "./succeed";
import { runTask } from "./task";
import { runWait } from "./wait";

const RUN: { readonly [type in StateType]: (visit: Visit) => Promise<Outcome> } = {
  Choice: runChoice,
  Fail: runFail,
  Map: runMap,
  Parallel: runParallel,
  Pass: runPass,
  Succeed: runSucceed,
  Task: runTask,
  Wait: runWait,
};

/** Runs a state between its entering and its leaving. */
export function runState(visit: Visit): Promise<Outcome> {
  return RUN[visit.state.Type](visit);
}
