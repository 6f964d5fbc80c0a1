import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { type ResourceSource, ResourceView } from "../../../policies/kit/resource-view";
import { jsonOf, Unknown } from "../../../policies/kit/value";

const made = (source: Partial<ResourceSource>) =>
  new ResourceView({ type: "aws:sns/topic:Topic", name: "t", urn: "u", props: {}, ...source });

describe("kit/subject", () => {
  it("reads a value at a path, through objects and lists of one", () => {
    const subject = made({ props: { block: { inner: [{ size: 1 }, { size: 2 }] }, text: "x" } });
    assert.equal(subject.get("block", "inner", "size"), 1);
    assert.equal(subject.get("text"), "x");
    assert.equal(subject.get("text", "size"), undefined);
    assert.equal(subject.get("gone"), undefined);
    assert.equal(subject.get("gone", "size"), undefined);
  });

  it("reads a property once", () => {
    let reads = 0;
    const subject = made({
      props: {
        get size() {
          reads++;
          return undefined;
        },
      },
    });
    assert.equal(subject.get("size"), undefined);
    assert.equal(subject.get("size"), undefined);
    assert.equal(reads, 1);
  });

  it("says that a value, or what is above it, is not known yet", () => {
    const cause = new Error("unknown");
    const subject = made({
      props: {
        get block() {
          throw cause;
        },
      },
    });
    for (const value of [subject.get("block"), subject.get("block", "inner", "size")]) {
      assert.ok(value instanceof Unknown);
      assert.equal(value.cause, cause);
    }
  });

  it("has no property where there are no inputs", () => {
    for (const props of [undefined, null, "text", 7]) {
      assert.equal(made({ props }).get("length"), undefined, String(props));
    }
  });

  it("shows the inputs of its provider", () => {
    assert.equal(jsonOf(made({ provider: { props: { region: "r" } } }).provider), '{"region":"r"}');
    assert.equal(jsonOf(made({}).provider), "{}");
  });

  it("knows what a property was computed from, or else the whole resource", () => {
    const dependencies = [{ urn: "whole" }];
    const propertyDependencies = { own: [{ urn: "a" }, { urn: "b" }], none: [] };
    const subject = made({ dependencies, propertyDependencies });
    assert.deepEqual(subject.dependenciesOf("own"), ["a", "b"]);
    assert.deepEqual(subject.dependenciesOf("none"), ["whole"]);
    assert.deepEqual(subject.dependenciesOf("other"), ["whole"]);
    assert.deepEqual(made({ dependencies }).dependenciesOf("own"), ["whole"]);
    assert.deepEqual(made({}).dependenciesOf("own"), []);
  });

  it("knows an input by what the engine recorded of it, be that nothing", () => {
    const propertyDependencies = { policy: [], arn: [{ urn: "urn::else" }] };
    const subject = new ResourceView({ type: "t", name: "n", urn: "u", props: { other: 1 }, propertyDependencies });
    assert.deepEqual(
      ["policy", "arn", "other"].filter((property) => subject.isInput(property)),
      ["policy", "arn"],
    );
    assert.ok(!new ResourceView({ type: "t", name: "n", urn: "u", props: {} }).isInput("policy"));
  });
});
