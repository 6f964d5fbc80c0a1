import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { messageOf, quote } from "../../../policies/kit/message";
import { ResourceView } from "../../../policies/kit/resource-view";

describe("kit/message", () => {
  it("quotes a value as JSON, and nothing as nothing", () => {
    assert.equal(quote({ a: "x" }), '{"a":"x"}');
    assert.equal(quote(undefined), "nothing");
    assert.equal(quote(null), "null");
  });

  it("cuts a value behind 160 characters", () => {
    const text = "x".repeat(158);
    assert.equal(quote(text), `"${text}"`);
    assert.equal(quote(`${text}y`), `"${text}y...`);
    assert.equal(quote("z".repeat(1000)).length, 163);
  });

  it("names the resource, the place if there is one, what was found and the fix", () => {
    const subject = new ResourceView({ type: "aws:sns/topic:Topic", name: "t", urn: "u", props: {} });
    assert.equal(
      messageOf(subject, { at: "key", found: "it is open", fix: "Close it" }),
      'Topic "t", key: it is open. Close it.',
    );
    assert.equal(messageOf(subject, { found: "it is open", fix: "Close it" }), 'Topic "t": it is open. Close it.');
  });
});
