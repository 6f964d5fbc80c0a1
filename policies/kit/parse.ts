import { type Fields, isFields, snapshot, Unknown, type Value } from "./value";

/** How a JSON document came: read, absent, known only after a deployment, or not what it should be. */
export type Parsed =
  | { readonly kind: "document"; readonly fields: Fields }
  | { readonly kind: "absent" }
  | { readonly kind: "unknown"; readonly unknown: Unknown }
  | { readonly kind: "malformed"; readonly why: string };

/** Reads a JSON object that is given as text, as most inputs are, or already as an object. Never throws. */
export function parseObject(value: Value | undefined): Parsed {
  if (value === undefined || value === null || value === "") {
    return { kind: "absent" };
  }
  if (value instanceof Unknown) {
    return { kind: "unknown", unknown: value };
  }
  if (isFields(value)) {
    return { kind: "document", fields: value };
  }
  if (typeof value !== "string") {
    return { kind: "malformed", why: "is neither a JSON text nor an object" };
  }
  let parsed: Value;
  try {
    parsed = snapshot(JSON.parse(value) as unknown);
  } catch {
    // The parser's own message quotes the text, which may hold what must not be in a log.
    return { kind: "malformed", why: "is not JSON" };
  }
  return isFields(parsed)
    ? { kind: "document", fields: parsed }
    : { kind: "malformed", why: "is JSON, but not an object" };
}
