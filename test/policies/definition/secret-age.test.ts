import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { parseDefinition } from "../../../policies/definition/parse";
import { handlesSecrets, SecretAge } from "../../../policies/definition/secret-age";
import { type Asl, machine, task } from "../machines";

const read = (definition: Asl) => {
  const parsed = parseDefinition(definition);
  assert.ok(parsed.kind === "definition");
  return parsed.definition;
};

/** Whether a Choice tests the age of a secret that a Task before it described. */
function asks(rule: Asl, describe: Asl = {}, { before = {}, language = "JSONata" } = {}): boolean {
  const Resource = "arn:aws:states:::aws-sdk:secretsmanager:describeSecret";
  const old = { Type: "Choice", Choices: [{ ...rule, Next: "Notify" }], Default: "Failed" };
  const [between] = Object.keys(before);
  const states = { Describe: task(between ?? "Old", { Resource, ...describe }), ...before, Old: old };
  const definition = read(machine("Describe", states, { QueryLanguage: language }));
  const choice = definition.top.states.get("Old");
  const way = choice?.edges[0];
  assert.ok(choice !== undefined && way !== undefined);
  return new SecretAge(definition).asks(choice, way);
}

const condition = (expression: string): Asl => ({ Condition: `{% ${expression} %}` });
const older = (date: string): Asl => condition(`$toMillis(${date}) < $millis() - 1000`);

describe("definition/secret-age", () => {
  for (const date of [
    "$states.input.LastRotatedDate",
    '$states.input."LastRotatedDate"',
    '$lookup($states.input, "LastRotatedDate")',
    "$states.input.NextRotationDate",
    "$max($states.input.SecretList.LastRotatedDate)",
  ]) {
    it(`sees that ${date} is a date of rotation`, () => assert.ok(asks(older(date))));
  }

  for (const date of [
    "$states.input.LastChangedDate",
    "$states.input.LastAccessedDate",
    "$states.input.LastModifiedDate",
    '$states.input.Tags[Key = "LastRotatedDate"].Value',
    "$states.input.Tags[Key='LastRotatedDate'].Value",
    '$states.input.Tags["LastRotatedDate" = Key].Value',
    '$states.input.Tags[Key in ["LastRotatedDate"]].Value',
    "$merge($states.input.Tags.{Key: Value}).LastRotatedDate",
    "$states.input.Tags{Key: Value}.LastRotatedDate",
    '$lookup($merge($states.input.Tags.{Key: Value}), "LastRotatedDate")',
  ]) {
    it(`sees that ${date} is none`, () => assert.ok(!asks(older(date))));
  }

  it("reads a tag and a date of one condition apart", () => {
    const tagged = "$states.input.Tags[Key = 'LastRotatedDate'].Value = 'x'";
    assert.ok(asks(condition(`${tagged} and $toMillis($states.input.LastRotatedDate) < 7`)));
    assert.ok(asks(condition(`$toMillis($states.input.LastRotatedDate) < 7 or ${tagged}`)));
    assert.ok(!asks(condition(`${tagged} or $states.input.LastChangedDate < 7`)));
  });

  it("follows tags through variables", () => {
    const assign = (Assign: Asl) => ({ Assign });
    const tags = assign({ tags: "{% $merge($states.result.Tags.{Key: Value}) %}" });
    assert.ok(!asks(older("$tags.LastRotatedDate"), tags));
    assert.ok(!asks(older("$at"), assign({ at: "{% $states.result.Tags[Key = 'LastRotatedDate'].Value %}" })));
    assert.ok(asks(older("$at"), assign({ at: "{% $states.result.LastRotatedDate %}" })));
    assert.ok(asks(older("$secret.LastRotatedDate"), assign({ secret: "{% $states.result %}" })));
  });

  it("reads JSONPath", () => {
    const at = (Variable: string, describe: Asl = {}, before: Asl = {}) =>
      asks({ Variable, TimestampLessThanPath: "$.limit" }, describe, { before, language: "JSONPath" });
    assert.ok(at("$.LastRotatedDate"));
    assert.ok(at("$['LastRotatedDate']"));
    assert.ok(!at("$.Tags[?(@.Key=='LastRotatedDate')].Value"));
    const selected = (path: string): Asl => ({ ResultSelector: { "at.$": path }, ResultPath: "$.secret" });
    assert.ok(at("$.secret.at", selected("$.LastRotatedDate")));
    assert.ok(!at("$.secret.at", selected("$.Tags[?(@.Key=='LastRotatedDate')].Value")));
    const path = (ResultPath: string | null): Asl => ({ ResultPath });
    const item = (ResultPath?: string | null): Asl => ({
      Item: task("Old", {
        Resource: "arn:aws:states:::dynamodb:getItem",
        ...(ResultPath === undefined ? {} : { ResultPath }),
      }),
    });
    assert.ok(at("$.secret.LastRotatedDate", path("$.secret"), item("$.row")));
    assert.ok(at("$.LastRotatedDate", {}, item(null)));
    assert.ok(!at("$.row.Item.LastRotatedDate", path("$.secret"), item("$.row")));
    assert.ok(!at("$.Item.LastRotatedDate", {}, item()));
    assert.ok(!at("$.LastRotatedDate", path(null)));
    assert.ok(!at("$$.Execution.Input.LastRotatedDate"));
  });

  /** Tasks of other services whose answers have a member of the same name. */
  const row = (extra: Asl = {}): Asl => ({
    Row: task("Old", { Resource: "arn:aws:states:::dynamodb:getItem", ...extra }),
  });
  const work = (extra: Asl = {}): Asl => ({ Work: task("Old", extra) });
  const assigned = (name: string): Asl => ({ Assign: { [name]: "{% $states.result %}" } });
  for (const [date, describe, before] of [
    ["$states.input.Item.LastRotatedDate.S", {}, row()],
    ["$states.input.Payload.LastRotatedDate", {}, work()],
    ["$at", {}, work({ Assign: { at: "{% $states.result.Payload.LastRotatedDate %}" } })],
    ["$row.Item.LastRotatedDate.S", assigned("secret"), row(assigned("row"))],
    ['$lookup($row.Item, "LastRotatedDate")', assigned("secret"), row(assigned("row"))],
    ["$states.input.LastRotatedDate", {}, row({ Output: { LastRotatedDate: "{% $states.result.Item.at.S %}" } })],
    [
      "$states.input.row.Item.LastRotatedDate",
      {},
      row({ Output: { secret: "{% $states.input %}", row: "{% $states.result %}" } }),
    ],
    ["$states.input.LastRotatedDate", { Output: "{% $states.input %}" }, {}],
    ["$states.context.Execution.Input.LastRotatedDate", {}, {}],
  ] as const) {
    it(`does not take ${date} of another answer for a date of the secret: ${JSON.stringify({ ...describe, ...before }).slice(0, 60)}`, () =>
      assert.ok(!asks(older(date), describe, { before })));
  }

  for (const [date, describe, before] of [
    ["$secret.LastRotatedDate", assigned("secret"), row(assigned("row"))],
    ["$map([$secret], function($s) { $s.LastRotatedDate })[0]", assigned("secret"), row(assigned("row"))],
    ["$states.input.secret.LastRotatedDate", { Output: { secret: "{% $states.result %}" } }, {}],
    ["$states.input.LastRotatedDate", {}, { Idle: { Type: "Wait", Seconds: 1, Next: "Old" } }],
    [
      "$states.input.secret.LastRotatedDate",
      {},
      row({ Output: { secret: "{% $states.input %}", row: "{% $states.result %}" } }),
    ],
    ["$states.input.LastRotatedDate", {}, row({ Output: "{% $merge([$states.input, $states.result.Item]) %}" })],
    [
      "$old.LastRotatedDate",
      assigned("secret"),
      { Keep: { Type: "Pass", Assign: { old: "{% $secret %}" }, Next: "Old" } },
    ],
  ] as const) {
    it(`follows the answer to ${date}: ${JSON.stringify({ ...describe, ...before }).slice(0, 60)}`, () =>
      assert.ok(asks(older(date), describe, { before })));
  }

  it("says that a machine handles secrets that describes, rotates or lists them by date", () => {
    const handles = (action: string, more: Asl = {}) => {
      const Resource = `arn:aws:states:::aws-sdk:secretsmanager:${action}`;
      return handlesSecrets(read(machine("Run", { Run: task(undefined, { Resource, ...more }) })));
    };
    assert.ok(handles("describeSecret"));
    assert.ok(handles("rotateSecret"));
    assert.ok(handles("listSecrets", { Output: "{% $states.result.SecretList.LastChangedDate %}" }));
    assert.ok(!handles("listSecrets", { Output: "{% $states.result.SecretList.Name %}" }));
    assert.ok(!handles("getSecretValue"));
  });
});
