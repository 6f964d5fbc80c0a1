import { ErrorName, StateError } from "./errors";
import type { Json } from "./json";

/**
 * Bytes (UTF-8) of the largest input, output or payload,
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const LARGEST_PAYLOAD = 256 * 1024;
/** Events in the history of one execution. */
export const MOST_EVENTS = 25_000;
/** Bytes of all variables of one execution. */
export const LARGEST_VARIABLES = 10 * 1024 * 1024;

/**
 * The JSON text of a value that must fit into one payload.
 *
 * @throws {StateError} States.DataLimitExceeded if it does not.
 */
export function payloadText(value: Json, what: string): string {
  const text = JSON.stringify(value);
  const fits = text.length * 3 <= LARGEST_PAYLOAD || Buffer.byteLength(text) <= LARGEST_PAYLOAD;
  if (!fits) {
    const limit = `a size exceeding the maximum number of bytes service limit (${LARGEST_PAYLOAD})`;
    throw new StateError(ErrorName.dataLimit, `${what} has ${limit}: ${Buffer.byteLength(text)} bytes.`);
  }
  return text;
}
