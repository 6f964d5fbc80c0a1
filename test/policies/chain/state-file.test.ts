import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { stackOfFile } from "../../../policies/chain/state-file";
import { types } from "../../../policies/kit/types";
import { Unknown } from "../../../policies/kit/value";

const urn = (name: string) => `urn:pulumi:test::shop::${types.role}::${name}`;
const secret = (more: object) => ({ "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ...more });
const state = (fields: object) => ({ type: types.role, urn: urn("r"), ...fields });
const read = (...resources: readonly object[]) => stackOfFile(JSON.stringify({ deployment: { resources } }));
const first = (fields: object) => read(state(fields)).ofType(types.role)[0] ?? assert.fail();

describe("chain, stacks in files", () => {
  it("reads inputs, and over them outputs", () => {
    const role = first({ inputs: { name: "a", path: "/x/" }, outputs: { name: "b" } });
    assert.deepEqual([role.name, role.urn, role.get("name"), role.get("path")], ["r", urn("r"), "b", "/x/"]);
  });

  it("reads what a preview plans, and not what it takes away", () => {
    const steps = [
      { op: "create", newState: state({ inputs: {} }) },
      { op: "delete", oldState: state({}) },
    ];
    assert.equal(stackOfFile(JSON.stringify({ steps })).all.length, 1);
  });

  it("leaves out what waits to be deleted, and what has no type", () => {
    assert.equal(read(state({ delete: true }), { urn: urn("x") }, state({})).all.length, 1);
  });

  it("takes the engine's mark for a value that is not known, at any depth", () => {
    const role = first({ inputs: { name: "04da6b54-80e4-46f7-96ec-b56ff0331ba9", inlinePolicies: [{ policy: "x" }] } });
    assert.ok(role.get("name") instanceof Unknown);
    assert.deepEqual(JSON.parse(JSON.stringify(role.get("inlinePolicies"))), [{ policy: "x" }]);
  });

  it("reads secrets whose text is there; others are not known", () => {
    assert.equal(first({ inputs: { name: secret({ plaintext: '"a"' }) } }).get("name"), "a");
    assert.ok(first({ inputs: { name: secret({ ciphertext: "x" }) } }).get("name") instanceof Unknown);
    assert.ok(first({ inputs: { name: secret({ plaintext: "{" }) } }).get("name") instanceof Unknown);
  });

  it("knows the provider of each, and what properties were computed from", () => {
    const provider = "urn:pulumi:test::shop::pulumi:providers:aws::eu";
    const stack = read(
      { type: "pulumi:providers:aws", urn: provider, inputs: { region: "eu-central-1" } },
      state({
        provider: `${provider}::id`,
        dependencies: [urn("a"), urn("b")],
        propertyDependencies: { name: [urn("a")], path: [] },
      }),
    );
    const role = stack.ofType(types.role)[0] ?? assert.fail();
    assert.equal(role.provider.region, "eu-central-1");
    assert.deepEqual(role.dependenciesOf("name"), [urn("a")]);
    assert.deepEqual(role.dependenciesOf("path"), [urn("a"), urn("b")]);
    assert.deepEqual(
      stack.all.map(({ type }) => type),
      [types.role],
    );
  });

  it("refuses what is neither a state nor a preview", () => {
    assert.throws(() => stackOfFile("{"), /^Error: it is not JSON$/);
    for (const text of ["{}", "[]", '{"deployment":{"resources":[]}}', '{"steps":[]}', "3"]) {
      assert.throws(() => stackOfFile(text), /^Error: it has neither deployment\.resources/);
    }
  });
});
