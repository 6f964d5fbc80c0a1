import assert from "node:assert/strict";
import { permissionChecks, statementsOn } from "../../../../components/definitions/rehearsal/permission-checks";

const allow = { Effect: "Allow" as const };

describe("permissionChecks", () => {
  it("asks once for statements with the same resources and conditions, whatever their order", () => {
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

  it("keeps statements with different conditions apart and brings what they ask for", () => {
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

  it("leaves refusals out, and asks about everything where a statement names no resource", () => {
    assert.deepEqual(
      permissionChecks([
        { Effect: "Deny", Action: ["a:One"], Resource: ["x"] },
        { ...allow, Action: ["a:Two"] },
      ]),
      [{ actions: ["a:Two"], resources: ["*"], context: [] }],
    );
  });

  for (const operator of ["StringNotEquals", "DateLessThan", "Null", "ForAnyValue:Bool"]) {
    it(`refuses ${operator}, for which it cannot make up a request`, () => {
      const statement = { ...allow, Action: ["a:One"], Resource: ["x"], Condition: { [operator]: { "aws:Key": "v" } } };
      assert.throws(() => permissionChecks([statement]), new RegExp(`condition ${operator} on aws:Key`));
    });
  }
});

describe("statementsOn", () => {
  const own = "arn:aws:secretsmanager:eu-central-1:1:secret:shop/test/carts/";

  it("keeps what is allowed on resources that begin so, and nothing else", () => {
    const statements = [
      { ...allow, Action: ["secretsmanager:GetSecretValue"], Resource: [`${own}db-??????`, "arn:aws:s3:::b/*"] },
      { ...allow, Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::b/*"] },
    ];
    assert.deepEqual(statementsOn(statements, own), [{ ...statements[0], Resource: [`${own}db-??????`] }]);
  });

  it("leaves out conditions of which no request can be made up", () => {
    const of = (operator: string) => [
      { ...allow, Action: ["a:One"], Resource: [own], Condition: { [operator]: { "a:Key": "v" } } },
    ];
    assert.equal(statementsOn(of("StringEquals"), own).length, 1);
    for (const operator of ["StringNotEquals", "Null", "toString"])
      assert.deepEqual(statementsOn(of(operator), own), []);
  });
});
