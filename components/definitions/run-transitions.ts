import type { StateMachineDefinition, TaskState } from "../asl/types";
import { healthyPath } from "./healthy-path";

export interface RunTransitionsArgs {
  readonly parent: StateMachineDefinition;
  /** Machines that the parent may start beside the apps', by the ARN of their alias. */
  readonly parts: ReadonlyMap<string, StateMachineDefinition>;
}

/**
 * State transitions of the machines that run a plan, those of the apps themselves left out, if everything goes well and takes as long as expected: one for each
 * state entered. Where a branch awaits an app, its first look finds that it has ended; each more look at what is late is one transition more.
 */
export function runTransitions({ parent, parts }: RunTransitionsArgs): number {
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
  return transitions;
}
