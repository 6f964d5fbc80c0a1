import { all, any, type Truth, UnknownBecause } from "../evaluator/truth";
import type { Answer } from "../kit/answer";
import { parseObject } from "../kit/parse";
import type { ResourceView } from "../kit/resource-view";
import { unreadable } from "../kit/unreadable";
import { type Fields, fieldsOf, isFields, jsonOf, listOf, Unknown, unknownIn, type Value } from "../kit/value";
import type { EventValue } from "./event-value";
import { type BadEnd, executionEvent } from "./execution-event";
import { letsThrough } from "./field-filter";

/** How an event pattern came. */
export type ParsedPattern =
  | { readonly kind: "pattern"; readonly covers: (machine: ResourceView, status: BadEnd) => Answer }
  | { readonly kind: "unknown"; readonly unknown: Unknown }
  | { readonly kind: "other" };

/**
 * Reads an event pattern as a rule about executions of state machines: it covers a bad end if the event of each such
 * execution matches. A filter that cannot be read leaves that open.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export function parsePattern(value: Value | undefined): ParsedPattern {
  const parsed = parseObject(value);
  if (parsed.kind === "unknown") {
    return parsed;
  }
  if (parsed.kind !== "document" || Object.keys(parsed.fields).length === 0) {
    return { kind: "other" };
  }
  const { fields } = parsed;
  return {
    kind: "pattern",
    covers: (machine, status) => {
      const truth = objectMatches(fields, executionEvent(machine, status), []);
      return truth instanceof UnknownBecause ? openOf(truth, fields, machine) : truth;
    },
  };
}

/** What leaves an answer open: a value that is not known yet, before what cannot be read. */
function openOf({ why }: UnknownBecause, pattern: Fields, machine: ResourceView): Unknown {
  const values = [unknownIn(pattern), machine.get("name"), machine.get("arn")];
  return values.find((each) => each instanceof Unknown) ?? unreadable(why);
}

/** Every field of the pattern has to match; `$or`, at any level, is one pattern per alternative. */
function objectMatches(pattern: Fields, event: Readonly<Record<string, EventValue>>, path: readonly string[]): Truth {
  return all(
    Object.entries(pattern).map(([key, filter]) => {
      if (key === "$or") {
        const options = listOf(filter);
        return any(
          options.length === 0
            ? [unread(path, filter)]
            : options.map((option) => (isFields(option) ? objectMatches(option, event, path) : unread(path, filter))),
        );
      }
      return fieldMatches(filter ?? null, Object.hasOwn(event, key) ? (event[key] ?? null) : "absent", [...path, key]);
    }),
  );
}

function unread(path: readonly string[], filter: Value | undefined): UnknownBecause {
  return new UnknownBecause(`the event pattern cannot be read at ${[...path, jsonOf(filter)].join(".")}`);
}

function fieldMatches(filter: Value, value: EventValue, path: readonly string[]): Truth {
  if (isFields(filter)) {
    if (value instanceof UnknownBecause) {
      return value;
    }
    const nested = typeof value === "object" && value !== null && "kind" in value && value.kind === "object";
    return objectMatches(filter, nested ? value.fields : {}, path);
  }
  if (!Array.isArray(filter)) {
    // EventBridge takes filters in a list only.
    return unread(path, filter);
  }
  const filters = listOf(filter);
  return LEFT_OUT[path.join(".")]?.(filters) === true || letsThrough(filters, value);
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-nested-workflows.html */
const STARTED_BY = "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID";

/** Executions that a pattern may leave out, as something else notifies of them. */
const LEFT_OUT: Readonly<Record<string, (filters: readonly Value[]) => boolean>> = {
  // Leaving out causes that say "notified already" is fine; requiring certain causes is not.
  "detail.cause": (filters) => filters.some(leavesOut),
  // So is leaving out executions that another one started: that one ends in the failure, and is covered itself.
  "detail.input": (filters) => filters.some((each) => leavesOut(each) && jsonOf(each).includes(STARTED_BY)),
};

function leavesOut(filter: Value): boolean {
  return fieldsOf(filter)["anything-but"] !== undefined;
}
