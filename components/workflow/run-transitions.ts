import type { StateMachineDefinition, TaskState } from "./asl";
import { pollRetrier, retriesWithin, waitsIn } from "./await-states";
import { healthyPath } from "./healthy-path";
import { leavesOf, type Plan } from "./plan";
import { planTimes } from "./plan-times";
import { statesOf } from "./states-of";

export interface RunTransitionsArgs {
  readonly parent: StateMachineDefinition;
  /** Machines that the parent may start beside the apps', by the ARN of their alias. */
  readonly parts: ReadonlyMap<string, StateMachineDefinition>;
  readonly plan: Plan;
  /** Seconds that each app is expected to take. */
  readonly seconds: (app: string) => number;
}

/**
 * State transitions of the machines that run a plan, those of the apps themselves left out, if everything goes well and takes as long as expected: one for each
 * state entered, and one for each retry with which a branch looks again at an app that it awaits.
 */
export function runTransitions({ parent, parts, plan, seconds }: RunTransitionsArgs): number {
  const entered = (definition: StateMachineDefinition): TaskState[][] =>
    healthyPath(definition).map(([, state]) => (state.Type === "Task" ? [state] : []));
  let transitions = 0;
  const open = [parent];
  for (let machine = open.pop(); machine !== undefined; machine = open.pop()) {
    const states = entered(machine);
    transitions += states.length;
    for (const { Arguments } of states.flat()) {
      const part = parts.get(String(Reflect.get(Object(Arguments), "StateMachineArn")));
      if (part !== undefined) open.push(part);
    }
  }
  return transitions + looks([parent, ...parts.values()], plan, seconds);
}

/** Retries with which branches look again at apps that they await, if everything takes as long as expected. */
function looks(machines: readonly StateMachineDefinition[], plan: Plan, seconds: (app: string) => number): number {
  const waiting = leavesOf(plan).filter((leaf) => leaf.await !== undefined);
  if (waiting.length === 0) return 0;
  const times = planTimes(plan, seconds);
  const states = new Map(machines.flatMap(statesOf));
  return waiting
    .flatMap((leaf) => {
      let reached = times.get(leaf.app)?.reached ?? 0;
      return waitsIn(leaf).map(({ awaited, state }) => {
        const ended = times.get(awaited)?.end ?? 0;
        const wait = Math.max(0, ended - reached);
        reached += wait;
        const poll = pollRetrier(states.get(state));
        return poll === undefined ? 0 : retriesWithin(poll, wait);
      });
    })
    .reduce((a, b) => a + b, 0);
}
