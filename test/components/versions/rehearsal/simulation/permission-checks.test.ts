import assert from "node:assert/strict";
import { permissionChecks as read } from "../../../../../components/versions/rehearsal/simulation/permission-checks";

const allow = { Effect: "Allow" as const };
const deny = { Effect: "Deny" as const };

/** Checks of statements of which everything can be simulated. */
const permissionChecks: (statements: Parameters<typeof read>[0]) => ReturnType<typeof read>["checks"] = (
  statements,
) => {
  const { checks, notSimulated } = read(statements);
  assert.deepEqual(notSimulated, []);
  return checks;
};

describe("permissionChecks", () => {
  it("makes one check of statements with the same resources and conditions, whatever their order", () => {
    assert.deepEqual(
      permissionChecks([
        { ...allow, Action: ["b:Two"], Resource: ["y", "x"] },
        { ...allow, Action: ["b:One", "b:Two"], Resource: ["x", "y"] },
        { ...allow, Action: ["c:Three"], Resource: ["x"] },
      ]),
      [
        { actions: ["b:One", "b:Two"], resources: ["x", "y"], context: [] },
        { actions: ["c:Three"], resources: ["x"], context: [] },
      ],
    );
  });

  it("keeps statements with different conditions apart and brings what they require", () => {
    const of = (service: string) => ({ StringEquals: { "iam:PassedToService": service } });
    const checks = permissionChecks([
      { ...allow, Action: ["iam:PassRole"], Resource: ["r"], Condition: of("ecs-tasks.amazonaws.com") },
      { ...allow, Action: ["iam:PassRole"], Resource: ["r"], Condition: of("glue.amazonaws.com") },
    ]);
    assert.deepEqual(
      checks.map(({ context }) => context),
      ["ecs-tasks.amazonaws.com", "glue.amazonaws.com"].map((service) => [
        { ContextKeyName: "iam:PassedToService", ContextKeyType: "string", ContextKeyValues: [service] },
      ]),
    );
  });

  it("knows lists and other types", () => {
    const Condition = {
      "ForAnyValue:StringEquals": { "kms:ResourceAliases": ["alias/one", "alias/two"] },
      Bool: { "aws:SecureTransport": "true" },
      NumericLessThanEquals: { "s3:max-keys": "10" },
    };
    assert.deepEqual(
      permissionChecks([{ ...allow, Action: ["kms:Decrypt"], Resource: ["k"], Condition }])[0]?.context,
      [
        { ContextKeyName: "kms:ResourceAliases", ContextKeyType: "stringList", ContextKeyValues: ["alias/one"] },
        { ContextKeyName: "aws:SecureTransport", ContextKeyType: "boolean", ContextKeyValues: ["true"] },
        { ContextKeyName: "s3:max-keys", ContextKeyType: "numeric", ContextKeyValues: ["10"] },
      ],
    );
  });

  it("simulates everything where a statement names no resource", () => {
    assert.deepEqual(permissionChecks([{ ...allow, Action: ["a:Two"] }]), [
      { actions: ["a:Two"], resources: ["*"], context: [] },
    ]);
  });

  for (const [what, denial, left] of [
    ["another action", { Action: ["a:Two"], Resource: ["x"] }, ["x", "y/1"]],
    ["one resource", { Action: ["a:One"], Resource: ["x"] }, ["y/1"]],
    ["a pattern", { Action: ["A:o*"], Resource: ["y/?"] }, ["x"]],
    ["a pattern that is a regular expression elsewhere", { Action: ["a:One"], Resource: ["."] }, ["x", "y/1"]],
    ["everything", { Action: ["a:*"], Resource: ["*"] }, undefined],
    ["everything, by no resource", { Action: ["a:One"] }, undefined],
  ] as const) {
    it(`does not take for granted what the statements deny themselves: ${what}`, () => {
      assert.deepEqual(
        permissionChecks([
          { ...allow, Action: ["a:One"], Resource: ["x", "y/1"] },
          { ...deny, ...denial },
        ]),
        left === undefined ? [] : [{ actions: ["a:One"], resources: left, context: [] }],
      );
    });
  }

  it("leaves out, with the reason, what a Deny with a condition may refuse", () => {
    const statements = [
      { ...allow, Action: ["a:One", "a:Two"], Resource: ["x"] },
      { ...deny, Action: ["a:One"], Resource: ["x"], Condition: { StringNotEquals: { "aws:Key": "v" } } },
    ];
    assert.deepEqual(read(statements), {
      checks: [{ actions: ["a:Two"], resources: ["x"], context: [] }],
      notSimulated: ["a:One on x: a Deny of the same role depends on a condition"],
    });
  });

  for (const operator of ["StringNotEquals", "DateLessThan", "Null", "ForAnyValue:Bool", "toString"]) {
    it(`leaves out ${operator}, for which no request can be made up, and nothing else`, () => {
      const statements = [
        { ...allow, Action: ["a:One", "a:Two"], Resource: ["x"], Condition: { [operator]: { "aws:Key": "v" } } },
        { ...allow, Action: ["b:One"], Resource: ["y"] },
      ];
      assert.deepEqual(read(statements), {
        checks: [{ actions: ["b:One"], resources: ["y"], context: [] }],
        notSimulated: [`a:One, a:Two on x: no request can be made up for the condition ${operator} on aws:Key`],
      });
    });
  }
});
