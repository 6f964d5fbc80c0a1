import type { PolicyStatement } from "../core/policy-document";
import type { Branch, State, StateMachineDefinition } from "./types";

/** A state together with what the machine's own role must be allowed for it. */
export interface Step {
  readonly state: State;
  readonly needs: readonly PolicyStatement[];
}

/** Steps of one scope by the names of their states. */
export type Steps = Readonly<Record<string, Step>>;

/** A definition together with what its machine's own role must be allowed for its states. */
export interface Machine {
  readonly definition: StateMachineDefinition;
  readonly needs: readonly PolicyStatement[];
}

/** A state that calls nothing, or a state with what it needs. */
export function step(state: State, needs: readonly PolicyStatement[] = []): Step {
  return { state, needs };
}

/** A scope from its steps, and what they all need. */
export function scopeFrom(startAt: string, steps: Steps): { readonly scope: Branch } & Pick<Machine, "needs"> {
  const states = Object.fromEntries(Object.entries(steps).map(([name, { state }]) => [name, state]));
  return {
    scope: { StartAt: startAt, States: states },
    needs: Object.values(steps).flatMap(({ needs }) => needs),
  };
}

/** A machine from its steps. `timeoutSeconds` bounds the whole execution. */
export function machineFrom(args: {
  readonly comment: string;
  readonly timeoutSeconds: number;
  readonly startAt: string;
  readonly steps: Steps;
}): Machine {
  const { scope, needs } = scopeFrom(args.startAt, args.steps);
  return {
    definition: {
      Comment: args.comment,
      QueryLanguage: "JSONata",
      TimeoutSeconds: args.timeoutSeconds,
      ...scope,
    },
    needs,
  };
}
