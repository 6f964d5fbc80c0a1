import { isObject, type Json, type JsonObject } from "./language/json";

/**
 * How far one line of states has come: where a redrive goes on. It is plain data, stored with the execution once it has
 * ended. https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
 */
export interface Progress {
  /** State that was entered last, its input, and the line's own variables as they were then. */
  at?: { readonly state: string; readonly input: Json; readonly variables: JsonObject };
  /** Branches of the Parallel state, or iterations of the Map state, that was entered last, in order. */
  branches?: Progress[];
  /** Output of a line that ended; a redrive does not run it again. */
  ended?: { readonly output: Json };
}

/** Progress that came with a request, a new one if none did. @throws Error if it is something else */
export function readProgress(value: unknown): Progress {
  if (value === undefined || value === null) {
    return {};
  }
  if (!isObject(value)) {
    throw new Error("progress: must be an object");
  }
  return structuredClone(value) as Progress;
}
