import type { KeyValue } from "../../evaluator/request";
import type { Text } from "../../evaluator/text";
import type { Value } from "../../kit/value";
import type { Home } from "../home";
import type { ReadArgument } from "../resources";

/** One permission that a state needs of the role it runs as. */
export interface Need {
  readonly action: string;
  readonly resource: Text;
  /** Condition keys that the request carries, in lower case. */
  readonly context?: readonly (readonly [key: string, value: KeyValue])[];
}

/** What a state needs, or why that is not known. */
export type Needs =
  | { readonly kind: "known"; readonly needs: readonly Need[] }
  | { readonly kind: "unknown"; readonly why: string };

/** What a state is judged in. */
export interface NeedContext {
  /** The machine's region, with the account of the role that acts. */
  readonly home: Home;
  readonly machineArn: Text;
  /** What is known of the value of an argument. */
  readonly textOfArgument: (value: Value | undefined) => Text;
  /**
   * Step Functions follows jobs of the machine's own role by events, which need rules; those of another role it polls.
   */
  readonly ownRole: boolean;
}

/** A Task with its arguments. */
export interface TaskCall extends NeedContext {
  readonly read: ReadArgument;
  readonly raw: (name: string) => Value | undefined;
  /** `.sync`, `.sync:2`: it waits until the job has ended. */
  readonly sync: boolean;
}

export const need = (action: string, resource: Text, context?: Need["context"]): Need =>
  context === undefined ? { action, resource } : { action, resource, context };

export function known(...needs: readonly Need[]): Needs {
  return { kind: "known", needs };
}
