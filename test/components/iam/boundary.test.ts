import assert from "node:assert/strict";
import fc from "fast-check";
import { environmentNames } from "../../../components/core/names";
import type { PolicyStatement } from "../../../components/core/policy-document";
import { MANAGED_POLICY_LIMIT } from "../../../components/core/service-quotas";
import { boundaryDocument } from "../../../components/iam/boundary";
import { NAMES } from "../../helpers/environment-names";

const allow = (action: string, resource: string): PolicyStatement => ({
  Effect: "Allow",
  Action: [action],
  Resource: [resource],
});
const allowed = (granted: PolicyStatement[]) =>
  boundaryDocument(NAMES, granted).Statement.filter(({ Effect }) => Effect === "Allow");

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
        { Effect: "Allow", Action: ["sts:AssumeRole"], Resource: ["arn:aws:iam::111111111111:role/retail-dev_*"] },
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
    const denied = boundaryDocument(NAMES, []).Statement.find(({ Effect }) => Effect === "Deny");
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
        NAMES,
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
      () => boundaryDocument(NAMES, many),
      new RegExp(`of retail-dev: \\d+ characters, limit ${MANAGED_POLICY_LIMIT}.*split the blueprint`),
    );
  });

  it("says what is long where it would outgrow a managed policy", () => {
    const objects = Array.from({ length: 90 }, (_, i) => `arn:aws:s3:::retail-${i}/${"x".repeat(60)}`);
    assert.throws(
      () =>
        boundaryDocument(NAMES, [
          { Effect: "Allow", Action: ["s3:GetObject"], Resource: objects },
          allow("xray:PutTraceSegments", "*"),
        ]),
      /Longest are \d{4} for s3:GetObject on arn:aws:s3:::retail-0\/x+ and 89 more resources; \d+ for xray:PutTraceSegments on \*\./,
    );
  });

  it("names roles once, even where a long base is cut in their names", () => {
    const names = environmentNames({ ...NAMES.scope, blueprint: "b".repeat(40), environment: "e".repeat(20) });
    const roles = Array.from({ length: 60 }, (_, i) => names.app(`app-${i}`).taskRole.arn);
    const [assume] = boundaryDocument(names, [
      { Effect: "Allow", Action: ["sts:AssumeRole"], Resource: roles },
    ]).Statement;
    assert.deepEqual(assume?.Resource, [`arn:aws:iam::111111111111:role/${"b".repeat(40)}-${"e".repeat(14)}*`]);
  });

  it("keeps the roles of an environment whose name continues this one's out", () => {
    const other = environmentNames({ ...NAMES.scope, environment: "dev-eu" }).app("ui").taskRole.arn;
    assert.deepEqual(allowed([allow("sts:AssumeRole", other)]), [allow("sts:AssumeRole", other)]);
    assert.ok(!other.startsWith(NAMES.roleArnPrefix));
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
