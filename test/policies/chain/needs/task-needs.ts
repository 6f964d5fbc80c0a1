import assert from "node:assert/strict";
import { valueOfArgument } from "../../../../policies/chain/expression";
import { needsOf } from "../../../../policies/chain/needs/state-needs";
import { parseDefinition } from "../../../../policies/definition/parse";
import { Text } from "../../../../policies/evaluator/text";

export const home = { partition: "aws", region: "eu-central-1", account: "111122223333" };
export const at = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:111122223333:${resource}`;
export const machine = at("states", "stateMachine:orders");

/** What a Task needs, one line each: the action, the resource, and the condition keys of the request. */
export function needs(resource: string, args: object, ownRole = true, jsonata = true): readonly string[] {
  const body = { Type: "Task", Resource: resource, [jsonata ? "Arguments" : "Parameters"]: args, End: true };
  const parsed = parseDefinition(JSON.stringify({ StartAt: "T", States: { T: body } }));
  const state = parsed.kind === "definition" ? parsed.definition.states[0] : undefined;
  assert.ok(state);
  const found = needsOf(state, {
    home,
    machineArn: new Text(machine),
    textOfArgument: (value) => valueOfArgument(value, jsonata),
    ownRole,
  });
  return found.kind === "unknown"
    ? [`unknown: ${found.why}`]
    : found.needs.map(({ action, resource: on, context = [] }) =>
        [
          action,
          on,
          ...context.map(([key, value]) => `${key}=${value instanceof Text ? value : JSON.stringify(value)}`),
        ].join(" "),
      );
}

export const states = (integration: string) => `arn:aws:states:::${integration}`;
export const rule = (name: string) =>
  ["PutTargets", "PutRule", "DescribeRule"].map((action) => `events:${action} ${at("events", `rule/${name}`)}`);
