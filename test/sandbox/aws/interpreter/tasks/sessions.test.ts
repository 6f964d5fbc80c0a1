import assert from "node:assert/strict";
import fc from "fast-check";
import { sessionName } from "../../../../../sandbox/aws/interpreter/tasks/sessions";

describe("sessionName", () => {
  it("is valid for STS, for any name of an execution", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 100, unit: "grapheme" }), (name) =>
        /^[\w+=,.@-]{2,64}$/.test(sessionName(name)),
      ),
    );
  });

  it("leaves a plain name as it is", () => assert.equal(sessionName("release-2024.03"), "release-2024.03"));
});
