import assert from "node:assert/strict";
import fc from "fast-check";
import { boundaryDocument, MANAGED_POLICY_LIMIT } from "../../../components/identity/boundary";
import { scopeOf } from "../../../components/names";
import type { PolicyStatement } from "../../../components/policy-document";

const SCOPE = scopeOf({ blueprint: "retail", environment: "dev", account: "111111111111", region: "eu-central-1" });
const allow = (action: string, resource: string): PolicyStatement => ({
  Effect: "Allow",
  Action: [action],
  Resource: [resource],
});
const allowed = (granted: PolicyStatement[]) =>
  boundaryDocument(SCOPE, granted).Statement.filter(({ Effect }) => Effect === "Allow");

describe("permissions boundary", () => {
  it("is exactly the actions in use, on their services in this account and region", () => {
    assert.deepEqual(
      allowed([
        allow("lambda:InvokeFunction", "arn:aws:lambda:eu-central-1:111111111111:function:a"),
        allow("lambda:InvokeFunction", "arn:aws:lambda:eu-central-1:111111111111:function:b"),
        allow("sns:Publish", "arn:aws:sns:eu-central-1:111111111111:retail-dev_failures"),
        allow("sts:AssumeRole", "arn:aws:iam::111111111111:role/retail-dev_orders_task"),
        allow("xray:PutTraceSegments", "*"),
        allow("s3:GetObject", "arn:aws:s3:::bucket/key"),
      ]),
      [
        { Effect: "Allow", Action: ["xray:PutTraceSegments"], Resource: ["*"] },
        { Effect: "Allow", Action: ["sts:AssumeRole"], Resource: ["arn:aws:iam::111111111111:role/retail-dev*"] },
        {
          Effect: "Allow",
          Action: ["lambda:InvokeFunction"],
          Resource: ["arn:aws:lambda:eu-central-1:111111111111:*"],
        },
        { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::bucket/key"] },
        { Effect: "Allow", Action: ["sns:Publish"], Resource: ["arn:aws:sns:eu-central-1:111111111111:*"] },
      ],
    );
  });

  it("leaves out what is denied somewhere and allowed nowhere", () => {
    assert.deepEqual(allowed([{ Effect: "Deny", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::b/*"] }]), []);
  });

  it("refuses administration of identities and keys whatever is allowed", () => {
    const denied = boundaryDocument(SCOPE, []).Statement.find(({ Effect }) => Effect === "Deny");
    for (const action of [
      "iam:Create*",
      "iam:Put*",
      "iam:Attach*",
      "kms:PutKeyPolicy",
      "kms:ScheduleKeyDeletion",
      "kms:UpdateAlias",
    ]) {
      assert.ok(denied?.Action.includes(action), action);
    }
    assert.deepEqual(denied?.Resource, ["*"]);
    assert.equal(denied?.Condition, undefined);
  });

  it("does not grow with the number of apps", () => {
    const of = (count: number) =>
      boundaryDocument(
        SCOPE,
        Array.from({ length: count }, (_, i) =>
          allow("lambda:InvokeFunction", `arn:aws:lambda:eu-central-1:111111111111:function:f${i}`),
        ),
      );
    assert.deepEqual(of(400), of(1));
  });

  it("says what to do where it would outgrow a managed policy", () => {
    const many = Array.from({ length: 200 }, (_, i) =>
      allow(`service${i}:SomeQuiteLongActionName`, `arn:aws:service${i}:eu-central-1:111111111111:thing/x`),
    );
    assert.throws(
      () => boundaryDocument(SCOPE, many),
      new RegExp(`characters, AWS takes ${MANAGED_POLICY_LIMIT}.*split the blueprint`),
    );
  });

  it("allows no action that no role has, and never a wildcard action", () => {
    const statement = fc.record({
      Effect: fc.constant("Allow" as const),
      Action: fc.array(fc.constantFrom("sns:Publish", "sqs:SendMessage", "s3:GetObject", "kms:Decrypt"), {
        minLength: 1,
      }),
      Resource: fc.array(fc.constantFrom("arn:aws:sns:eu-central-1:111111111111:a", "arn:aws:s3:::b/c", "*"), {
        minLength: 1,
      }),
    });
    fc.assert(
      fc.property(fc.array(statement), (granted) => {
        const used = new Set(granted.flatMap(({ Action }) => Action));
        assert.deepEqual(new Set(allowed(granted).flatMap(({ Action }) => Action)), used);
      }),
    );
  });
});
