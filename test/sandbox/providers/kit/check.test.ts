import assert from "node:assert/strict";
import { awsPackage } from "../../../../sandbox/providers/aws/package";
import { checkProperties } from "../../../../sandbox/providers/kit/check";
import { type Props, UNKNOWN } from "../../../../sandbox/providers/kit/values";
import { DECLARATIONS, FAKE_TYPE, fakePlugin, secretOf, urnOf } from "../fake-package";

const SEED = new Uint8Array(32);

function faultsOf(inputs: Props): string[] {
  const properties = DECLARATIONS.resources[FAKE_TYPE]?.inputs ?? {};
  return checkProperties(inputs, properties, DECLARATIONS.objects).map((fault) => `${fault.property} ${fault.reason}`);
}

describe("check of inputs against the declarations", () => {
  const cases: readonly [string, Props, readonly string[]][] = [
    ["what is right", { name: "a", size: 2, nested: [{ enabled: true }], tags: { a: "b" } }, []],
    [
      "an unknown input",
      { name: "a", sise: 2 },
      ["sise is not an input; the inputs are code, name, nested, policy, size, tags, unused"],
    ],
    ["an unknown input that is nearly one", { name: "a", tag: {} }, ["tag is not an input; did you mean tags?"]],
    ["a missing required input", { size: 2 }, ["name is required and missing"]],
    ["a required input that is null", { name: null }, ["name is required and missing"]],
    ["a wrong basic type", { name: "a", size: "2" }, ["size must be a number, not a string"]],
    ["a list in place of a text", { name: ["a"] }, ["name must be a string, not a list"]],
    [
      "an unknown input inside",
      { name: "a", nested: [{ enabled: true, on: 1 }] },
      ["nested[0].on is not an input; the inputs are enabled, labels"],
    ],
    [
      "a missing input inside",
      { name: "a", nested: [{ enabled: true }, {}] },
      ["nested[1].enabled is required and missing"],
    ],
    ["a wrong type in a map", { name: "a", tags: { "a.b": 1 } }, ['tags["a.b"] must be a string, not a number']],
    ["either of two shapes", { name: "a", policy: { Statement: [] } }, []],
    [
      "the meant one of two shapes",
      { name: "a", policy: { Statment: [] } },
      ["policy.Statment is not an input; the inputs are Statement", "policy.Statement is required and missing"],
    ],
    [
      "something else than an archive",
      { name: "a", code: "./folder" },
      ["code must be an archive (pulumi.asset), not a string"],
    ],
    ["what is not known yet", { name: UNKNOWN, size: UNKNOWN, nested: UNKNOWN, code: UNKNOWN }, []],
  ];
  for (const [what, inputs, expected] of cases) {
    it(`${expected.length === 0 ? "accepts" : "refuses"} ${what}`, () => {
      assert.deepEqual(faultsOf(inputs).sort(), [...expected].sort());
    });
  }

  it("knows the nested inputs of the real types", () => {
    const declaration = awsPackage.declarations.resources["aws:sfn/stateMachine:StateMachine"];
    assert.ok(declaration);
    const inputs = { roleArn: "arn", definition: "{}", loggingConfiguration: { level: "ALL", logDestinations: [] } };
    const faults = checkProperties(inputs, declaration.inputs, awsPackage.declarations.objects);
    assert.deepEqual(faults, [
      { property: "loggingConfiguration.logDestinations", reason: "is not an input; did you mean logDestination?" },
    ]);
  });
});

describe("check of a resource", () => {
  it("refuses a real input that the embedded cloud does not act on", async () => {
    const { plugin } = await fakePlugin();
    const { faults } = plugin.check(urnOf("a"), {}, { name: "a", unused: true }, SEED);
    assert.deepEqual(faults, [
      {
        property: "unused",
        reason: `is a real input of ${FAKE_TYPE}, but the embedded cloud does not act on it; leave it out here. It acts on: code, name, nested, policy, size, tags`,
      },
    ]);
  });

  it("writes a policy given as an object as text", async () => {
    const { plugin } = await fakePlugin();
    const statement = { Effect: "Allow", Action: "a:b", Resource: "*" };
    const { faults, inputs } = plugin.check(urnOf("a"), {}, { name: "a", policy: { Statement: [statement] } }, SEED);
    assert.deepEqual(faults, []);
    assert.equal(inputs.policy, JSON.stringify({ Statement: [statement] }));
  });

  const policies: readonly [string, string][] = [
    ["{", "is not valid JSON"],
    ["[]", "is a malformed policy document: it is not a JSON object"],
    ["{}", "is a malformed policy document: it has no Statement"],
    [
      '{"Version":"2020-01-01","Statement":[]}',
      "is a malformed policy document: it has a Version that IAM does not know",
    ],
    [
      '{"Statement":{"Effect":"allow","Action":"a:b"}}',
      "is a malformed policy document: it has a Statement[0] whose Effect is neither Allow nor Deny",
    ],
    ['{"Statement":[{"Effect":"Deny"}]}', "is a malformed policy document: it has a Statement[0] without Action"],
  ];
  for (const [policy, reason] of policies) {
    it(`refuses the policy ${policy}`, async () => {
      const { plugin } = await fakePlugin();
      assert.deepEqual(plugin.check(urnOf("a"), {}, { name: "a", policy }, SEED).faults, [
        { property: "policy", reason },
      ]);
    });
  }

  it("keeps secrets secret and never repeats them", async () => {
    const { plugin } = await fakePlugin();
    const { faults, inputs } = plugin.check(
      urnOf("a"),
      {},
      { name: secretOf("hush"), policy: secretOf("{hush") },
      SEED,
    );
    assert.deepEqual(inputs.name, secretOf("hush"));
    assert.deepEqual(faults, [{ property: "policy", reason: "is not valid JSON" }]);
  });

  it("names a type that it does not have, and those it has", async () => {
    const { plugin } = await fakePlugin();
    assert.throws(() => plugin.check(urnOf("a", "fake:index/other:Other"), {}, {}, SEED), {
      message: `The embedded cloud does not have the resource type fake:index/other:Other. Types of fake it has: ${FAKE_TYPE}.`,
    });
  });
});
