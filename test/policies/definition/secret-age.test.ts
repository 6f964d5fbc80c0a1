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
function asks(rule: Asl, describe: Asl = {}, action = "describeSecret"): boolean {
  const Resource = `arn:aws:states:::aws-sdk:secretsmanager:${action}`;
  const definition = read(
    machine("Describe", {
      Describe: task("Old", { Resource, ...describe }),
      Old: { Type: "Choice", Choices: [{ ...rule, Next: "Notify" }], Default: "Failed" },
    }),
  );
  const way = definition.top.states.get("Old")?.edges[0];
  assert.ok(way !== undefined);
  return new SecretAge(definition).asks(way);
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
    const at = (Variable: string): Asl => ({ Variable, TimestampLessThanPath: "$.limit" });
    assert.ok(asks(at("$.LastRotatedDate")));
    assert.ok(asks(at("$['LastRotatedDate']")));
    assert.ok(!asks(at("$.Tags[?(@.Key=='LastRotatedDate')].Value")));
    const selected = (path: string): Asl => ({ ResultSelector: { "at.$": path }, ResultPath: "$.secret" });
    assert.ok(asks(at("$.secret.at"), selected("$.LastRotatedDate")));
    assert.ok(!asks(at("$.secret.at"), selected("$.Tags[?(@.Key=='LastRotatedDate')].Value")));
  });

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
