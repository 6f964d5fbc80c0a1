import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { EXCEPTIONS_SCHEMA, type Excused, excused, today } from "../../../policies/kit/exceptions";
import { ResourceView } from "../../../policies/kit/resource-view";
import { snapshot } from "../../../policies/kit/value";

const subject = new ResourceView({ type: "t", name: "a", urn: "urn::a", props: {} });
const given = { resource: "a", reason: "it moves", expires: "2026-06-30" };
const noDay = { kind: "unusable", why: "has no day YYYY-MM-DD on which it expires" };

describe("kit/exceptions", () => {
  const list: readonly (readonly [string, unknown, Excused | object])[] = [
    ["none", [], { kind: "none" }],
    ["no list", undefined, { kind: "none" }],
    ["one for another resource", [{ ...given, resource: "b" }], { kind: "none" }],
    ["one for no resource", [{ reason: "it moves", expires: "2026-06-30" }], { kind: "none" }],
    ["one by name", [given], { kind: "active", exception: given }],
    ["one by URN", [{ ...given, resource: "urn::a" }], { kind: "active", exception: { ...given, resource: "urn::a" } }],
    ["one that is not in a list", given, { kind: "active", exception: given }],
    ["one behind others", [7, { ...given, resource: "b" }, given], { kind: "active", exception: given }],
    [
      "one of yesterday",
      [{ ...given, expires: "2026-06-29" }],
      { kind: "expired", exception: { ...given, expires: "2026-06-29" } },
    ],
    ["one without a reason", [{ ...given, reason: " " }], { kind: "unusable", why: "has no reason" }],
    [
      "one with no reason at all",
      [{ resource: "a", expires: "2999-01-01" }],
      { kind: "unusable", why: "has no reason" },
    ],
    ["one without a day", [{ resource: "a", reason: "it moves" }], noDay],
    ["one with more than a day", [{ ...given, expires: "2999-01-01T00:00" }], noDay],
    ["one with something before the day", [{ ...given, expires: "on 2999-01-01" }], noDay],
    ["one with a day that there is not", [{ ...given, expires: "2999-13-01" }], noDay],
  ];
  for (const [title, configured, expected] of list) {
    it(`reads ${title}`, () => assert.deepEqual(excused(snapshot(configured), subject, "2026-06-30"), expected));
  }

  it("tells the engine their shape", () => {
    const { description, ...shape } = EXCEPTIONS_SCHEMA;
    assert.match(description ?? "", /last day \(YYYY-MM-DD, UTC\)/);
    assert.deepEqual(shape, {
      type: "array",
      default: [],
      items: {
        type: "object",
        required: ["resource", "reason", "expires"],
        additionalProperties: false,
        properties: {
          resource: { type: "string", minLength: 1, description: "Logical name or URN." },
          reason: { type: "string", minLength: 1 },
          expires: { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$" },
        },
      },
    });
  });

  it("takes the day in UTC", () => assert.equal(today(), new Date().toISOString().slice(0, 10)));
});
