import assert from "node:assert/strict";
import type { GrantEntry } from "../../../components/grants/api/config";
import { bodyOf, parseGrantRequest } from "../../../components/grants/api/request";

const ENTRY: GrantEntry = {
  name: "on-call",
  role: "retail-dev_on-call",
  askers: [],
  approvers: [],
  longestMinutes: 60,
  most: 10,
  reason: "INC-\\d+ .*",
  breakGlass: false,
};
const GOOD = { role: "on-call", minutes: 60, reason: "INC-42 orders do not arrive" };

const problems = (body: object, entry = ENTRY) => {
  const parsed = parseGrantRequest({ ...GOOD, ...body }, entry);
  return "problems" in parsed ? parsed.problems.map((text) => text.split(":")[0]) : [];
};

describe("a request for a grant", () => {
  it("has minutes, a reason and what else is known", () => {
    assert.deepEqual(parseGrantRequest({ ...GOOD, ticket: "OPS-1" }, ENTRY), {
      minutes: 60,
      reason: GOOD.reason,
      ticket: "OPS-1",
      breakGlass: false,
    });
    assert.deepEqual(problems({ breakGlass: true }, { ...ENTRY, breakGlass: true }), []);
  });

  const wrong: Record<string, [object, string[]]> = {
    "a minute too many": [{ minutes: 61 }, ["minutes"]],
    "a minute too few": [{ minutes: 14 }, ["minutes"]],
    "minutes as text": [{ minutes: "60" }, ["minutes"]],
    "a reason that begins otherwise": [{ reason: "see INC-42 orders" }, ["reason"]],
    "a reason of two lines": [{ reason: "INC-42 orders\nApprove: yes" }, ["reason"]],
    "a ticket with blanks": [{ ticket: "a b" }, ["ticket"]],
    "an emergency that the map does not know": [{ breakGlass: true }, ["breakGlass"]],
    "another person": [{ person: "ceo@example.com" }, ['"person"']],
    "everything together": [
      { minutes: 0, reason: 1, ticket: 2, breakGlass: 3, x: 4 },
      ["minutes", "reason", "ticket", "breakGlass", '"x"'],
    ],
  };
  for (const [what, [body, expected]] of Object.entries(wrong)) {
    it(`is refused: ${what}`, () => assert.deepEqual(problems(body), expected));
  }

  it("is a JSON object", () => {
    assert.deepEqual(bodyOf('{"a": 1}'), { a: 1 });
    for (const text of [undefined, "", "[]", "null", "{"]) {
      assert.equal(bodyOf(text), undefined);
    }
  });
});
