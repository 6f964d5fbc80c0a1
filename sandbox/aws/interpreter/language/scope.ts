import { ErrorName, StateError } from "./errors";
import type { Json, JsonObject } from "./json";
import { LARGEST_VARIABLES, payloadText } from "./limits";

/**
 * Variables of one flow: the machine, one branch of a Parallel state, or one iteration of a Map state.
 *
 * Inner flows read the variables around them and cannot assign them; their own end with them.
 * https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
 */
export class Scope {
  private readonly own = new Map<string, Json>();
  private readonly bytes = new Map<string, number>();

  constructor(private readonly outer?: Scope) {}

  /** A scope inside this one. */
  inner(): Scope {
    return new Scope(this);
  }

  /** Variables that were assigned in this flow itself. */
  assigned(): JsonObject {
    return Object.fromEntries(this.own);
  }

  /** All variables that can be read here. */
  read(): Record<string, Json> {
    return { ...this.outer?.read(), ...Object.fromEntries(this.own) };
  }

  /**
   * Assigns new values to variables.
   *
   * @throws {StateError} States.Runtime for a name that an outer flow has assigned; States.DataLimitExceeded over 256
   * KiB in one assignment or 10 MiB in all.
   */
  assign(values: JsonObject): void {
    payloadText(values, "The set of variables in one Assign");
    for (const name of Object.keys(values)) {
      if (this.outer?.has(name)) {
        throw new StateError(
          ErrorName.runtime,
          `The variable '${name}' belongs to an outer scope and cannot be assigned inside a Parallel branch or Map iteration; give it another name.`,
        );
      }
    }
    for (const [name, value] of Object.entries(values)) {
      this.own.set(name, value);
      this.bytes.set(name, Buffer.byteLength(JSON.stringify(value)));
    }
    if (this.size() > LARGEST_VARIABLES) {
      throw new StateError(ErrorName.dataLimit, `The variables of the execution exceed ${LARGEST_VARIABLES} bytes.`);
    }
  }

  private has(name: string): boolean {
    return this.own.has(name) || (this.outer?.has(name) ?? false);
  }

  private size(): number {
    const own = [...this.bytes.values()].reduce((sum, bytes) => sum + bytes, 0);
    return own + (this.outer?.size() ?? 0);
  }
}
