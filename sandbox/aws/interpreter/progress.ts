import { isObject, type Json, type JsonObject } from "./language/json";

/**
 * How far one line of states has come: what a redrive goes on from. It is plain data, kept with the execution once it has ended.
 * https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
 */
export interface Progress {
  /** State that was entered last, its input, and the line's own variables as they were then. */
  at?: { readonly state: string; readonly input: Json; readonly variables: JsonObject };
  /** Branches of the Parallel state, or iterations of the Map state, that was entered last, in order. */
  branches?: Progress[];
  /** What the line came to; a redrive does not walk it again. */
  ended?: { readonly output: Json };
}

/** Progress that came with a request, a new one if none did. @throws Error if it is something else */
export function readProgress(value: unknown): Progress {
  if (value === undefined || value === null) {
    return {};
  }
  if (!isObject(value)) {
    throw new Error("The progress of the execution is no object.");
  }
  return structuredClone(value) as Progress;
}
