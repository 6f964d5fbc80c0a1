import { matchesAction } from "../iam/patterns";
import { type Answer, every, some } from "../kit/answer";
import { parseObject } from "../kit/parse";
import { nameIn, physicalName } from "../kit/references";
import type { ResourceView } from "../kit/resource-view";
import { type Fields, fieldsOf, isFields, jsonOf, listOf, textOf, Unknown, type Value } from "../kit/value";

/** Statuses of an execution that ended badly. */
export const BAD_ENDS = ["FAILED", "TIMED_OUT", "ABORTED"] as const;
export type BadEnd = (typeof BAD_ENDS)[number];

/** How an event pattern came. */
export type ParsedPattern =
  | { readonly kind: "pattern"; readonly covers: (machine: ResourceView, status: BadEnd) => Answer }
  | { readonly kind: "unknown"; readonly unknown: Unknown }
  | { readonly kind: "other" };

/**
 * Reads an event pattern as a rule about executions of state machines. A filter that the pack does not know narrows the
 * pattern in a way it cannot judge, so such a pattern covers nothing.
 * https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export function parsePattern(value: Value | undefined): ParsedPattern {
  const parsed = parseObject(value);
  if (parsed.kind === "unknown") {
    return parsed;
  }
  if (parsed.kind !== "document") {
    return { kind: "other" };
  }
  const { source, "detail-type": type, detail, account, region, ...rest } = parsed.fields;
  const about =
    Object.keys(rest).length === 0 &&
    admits(source, "aws.states") &&
    admits(type, "Step Functions Execution Status Change");
  if (!about || (source === undefined && account === undefined && region === undefined && type === undefined)) {
    return { kind: "other" };
  }
  const variants = alternatives(fieldsOf(detail));
  return {
    kind: "pattern",
    covers: (machine, status) => some(...variants.map((each) => covers(each, machine, status))),
  };
}

/** `$or` in a detail is one pattern per alternative. */
function alternatives(detail: Fields): readonly Fields[] {
  const { $or, ...rest } = detail;
  const options = listOf($or).filter(isFields);
  return options.length === 0 ? [rest] : options.map((option) => ({ ...rest, ...option }));
}

function covers(detail: Fields, machine: ResourceView, status: BadEnd): Answer {
  const { status: statuses, stateMachineArn, cause, input, ...rest } = detail;
  const about =
    Object.keys(rest).length === 0 &&
    admits(statuses, status) &&
    // Leaving out causes that say "notified already" is fine; requiring certain causes is not.
    (cause === undefined || listOf(cause).some(leavesOut)) &&
    // So is leaving out executions that another one started: that one ends in the failure, and is covered itself.
    (input === undefined || listOf(input).some((each) => leavesOut(each) && mentions(each, STARTED_BY)));
  return every(
    about,
    stateMachineArn === undefined || some(...listOf(stateMachineArn).map((each) => namesMachine(each, machine))),
  );
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-nested-workflows.html */
const STARTED_BY = "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID";

function leavesOut(filter: Value): boolean {
  return fieldsOf(filter)["anything-but"] !== undefined;
}

function mentions(filter: Value, text: string): boolean {
  return jsonOf(filter).includes(text);
}

/** True if a filter of plain values lets a text through; no filter lets everything through. */
function admits(filter: Value | undefined, text: string): boolean {
  return (
    filter === undefined ||
    listOf(filter).some((each) => {
      const { prefix, wildcard } = fieldsOf(each);
      return (
        each === text ||
        (typeof prefix === "string" && text.startsWith(prefix)) ||
        (typeof wildcard === "string" && matchesAction(wildcard, text))
      );
    })
  );
}

/** A machine's ARN is known only once it exists; its name, with which the ARN ends, is known before. */
function namesMachine(filter: Value, machine: ResourceView): Answer {
  const arn = textOf(machine.get("arn"));
  const unknown = machine.get("name");
  if (arn === undefined && unknown instanceof Unknown) {
    return unknown;
  }
  return matchesMachine(filter, arn, physicalName(machine) ?? "");
}

function matchesMachine(filter: Value, arn: string | undefined, name: string): boolean {
  if (typeof filter === "string") {
    return arn === filter || nameIn(filter) === name;
  }
  const { prefix, wildcard, "anything-but": others } = fieldsOf(filter);
  if (typeof prefix === "string") {
    return arn?.startsWith(prefix) ?? name.startsWith(ending(prefix));
  }
  if (typeof wildcard === "string") {
    return arn === undefined ? matchesAction(ending(wildcard), name) : matchesAction(wildcard, arn);
  }
  return others !== undefined && !listOf(others).some((each) => matchesMachine(each, arn, name));
}

function ending(pattern: string): string {
  return pattern.split(":stateMachine:")[1] ?? (pattern.includes("*") ? "*" : "");
}
