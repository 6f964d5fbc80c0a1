import assert from "node:assert/strict";
import { readAnswer } from "../../../../../components/versions/rehearsal/simulation/answers";
import type { SimulatedDecision } from "../../../../../components/versions/rehearsal/simulation/simulator-api";

const call = (...checks: [string[], string[]][]) => ({
  context: [],
  checks: checks.map(([actions, resources]) => ({ actions, resources })),
});
const decision = (action: string, resource: string, more: Partial<SimulatedDecision> = {}): SimulatedDecision => ({
  action,
  resource,
  decision: "allowed",
  policies: [],
  missing: [],
  ...more,
});
const implicit = { decision: "implicitDeny" } as const;
const explicit = { decision: "explicitDeny" } as const;

describe("readAnswer", () => {
  for (const [what, more, reason] of [
    ["an implicit deny", implicit, "implicit deny"],
    ["an explicit deny by a policy", { ...explicit, policies: ["own", "own"] }, "explicit deny by own"],
    ["an explicit deny by nobody in particular", explicit, "explicit deny"],
    ["the boundary", { ...implicit, boundary: false }, "not allowed by the permissions boundary"],
    ["a boundary that allows it", { ...implicit, boundary: true }, "implicit deny"],
    ["the organization", { ...implicit, organization: false }, "not allowed by the organization's policies"],
    [
      "a missing condition key",
      { ...implicit, missing: ["aws:SourceIp"] },
      "implicit deny (policies also read aws:SourceIp)",
    ],
  ] as const) {
    it(`says in words that something is denied by ${what}`, () => {
      assert.deepEqual(readAnswer(call([["a:One"], ["x"]]), [decision("a:One", "x", more)]), {
        denied: [`a:One on x: ${reason}`],
        unnamed: false,
      });
    });
  }

  it("reads only the pairs that were meant, of all that IAM evaluates", () => {
    const decisions = [
      decision("a:One", "x"),
      decision("a:One", "y", implicit),
      decision("b:One", "x", implicit),
      decision("b:One", "y"),
    ];
    assert.deepEqual(readAnswer(call([["a:One"], ["x"]], [["b:One"], ["y"]]), decisions).denied, []);
  });

  it("takes actions in any case, as IAM writes some of them otherwise", () => {
    assert.deepEqual(readAnswer(call([["lambda:invokeFunction"], ["x"]]), [decision("lambda:InvokeFunction", "x")]), {
      denied: [],
      unnamed: false,
    });
  });

  it("counts all decisions about an action where IAM answers for other names", () => {
    const pattern = call([["a:One"], ["secret:db-??????"]]);
    const other = [decision("a:One", "secret:db-a"), decision("a:One", "secret:db-b")];
    assert.deepEqual(readAnswer(pattern, other), { denied: [], unnamed: true });
    const denied = readAnswer(pattern, [...other, decision("a:One", "secret:db-c", implicit)]);
    assert.deepEqual(denied, { denied: ["a:One on secret:db-??????: implicit deny"], unnamed: true });
  });

  it("takes silence for a denial", () => {
    assert.deepEqual(readAnswer(call([["a:One"], ["x"]]), [decision("a:Two", "x")]), {
      denied: ["a:One on x: IAM says nothing about it"],
      unnamed: true,
    });
  });

  it("needs every decision about a pair to allow it", () => {
    const decisions = [decision("a:One", "x"), decision("a:One", "x", explicit)];
    assert.deepEqual(readAnswer(call([["a:One"], ["x"]]), decisions).denied, ["a:One on x: explicit deny"]);
  });
});
