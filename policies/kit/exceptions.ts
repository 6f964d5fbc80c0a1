import type { PolicyConfigJSONSchema } from "@pulumi/policy/schema";
import type { ResourceView } from "./resource-view";
import { fieldsOf, listOf, textOf, type Value } from "./value";

/** An agreed deviation: this rule does not bind this resource until a day. */
export interface Exception {
  /** Logical name or URN of the resource. */
  readonly resource: string;
  readonly reason: string;
  /** Last day it holds, `YYYY-MM-DD`, UTC. */
  readonly expires: string;
}

/** Every rule has the setting `exceptions` in addition to its own. */
export const EXCEPTIONS_SCHEMA: PolicyConfigJSONSchema & { readonly default: unknown } = {
  type: "array",
  description: "Resources this rule does not bind: each with the reason and the last day (YYYY-MM-DD, UTC) it holds.",
  default: [],
  items: {
    type: "object",
    required: ["resource", "reason", "expires"],
    additionalProperties: false,
    properties: {
      resource: { type: "string", minLength: 1, description: "Logical name or URN." },
      reason: { type: "string", minLength: 1 },
      expires: { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$" },
    },
  },
};

/** What the exceptions say about one resource on one day. */
export type Excused =
  | { readonly kind: "none" }
  | { readonly kind: "active"; readonly exception: Exception }
  | { readonly kind: "expired"; readonly exception: Exception }
  | { readonly kind: "unusable"; readonly why: string };

/** This day, `YYYY-MM-DD`, UTC. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** Finds the exception that names a resource. An unusable or expired one excuses nothing, and says so. */
export function excused(configured: Value | undefined, subject: ResourceView, day: string): Excused {
  for (const item of listOf(configured)) {
    const fields = fieldsOf(item);
    const resource = textOf(fields.resource);
    if (resource === undefined || (resource !== subject.name && resource !== subject.urn)) {
      continue;
    }
    const reason = textOf(fields.reason)?.trim() ?? "";
    const expires = textOf(fields.expires) ?? "";
    if (reason === "") {
      return { kind: "unusable", why: "has no reason" };
    }
    if (!/^\d{4}-\d{2}-\d{2}$/.test(expires) || Number.isNaN(Date.parse(expires))) {
      return { kind: "unusable", why: "has no day YYYY-MM-DD on which it expires" };
    }
    const exception = { resource, reason, expires };
    return expires < day ? { kind: "expired", exception } : { kind: "active", exception };
  }
  return { kind: "none" };
}
