import assert from "node:assert/strict";
import { type PolicyStatement, policyJson } from "../../../components/core/policy-document";
import { environmentMachines } from "../../../components/definitions/index";
import { machineStatements } from "../../../components/iam/machine-permissions";
import { blueprintOf, lambda, names, shop } from "../definitions/samples";

const ACCOUNT = "eu-central-1:123456789012";

/** What a role may do as a set: one line for each action, resource and condition. */
function rights(statements: readonly PolicyStatement[]): string[] {
  return statements
    .flatMap(({ Effect, Action, Resource, Condition }) => {
      assert.equal(Effect, "Allow");
      return Action.flatMap((action) =>
        (Resource ?? []).map((resource) => `${action} ${resource} ${JSON.stringify(Condition ?? {})}`),
      );
    })
    .sort();
}

const onKey = JSON.stringify({
  StringEquals: {
    "kms:ViaService": "sns.eu-central-1.amazonaws.com",
    "kms:EncryptionContext:aws:sns:topicArn": `arn:aws:sns:${ACCOUNT}:shop-test_failures`,
  },
});
const live = JSON.stringify({ StringEquals: { "states:StateMachineQualifier": "live" } });

/** What every machine may do: publish a failure, write logs and traces. */
const COMMON = [
  `sns:Publish arn:aws:sns:${ACCOUNT}:shop-test_failures {}`,
  `kms:Decrypt arn:aws:kms:${ACCOUNT}:key/* ${onKey}`,
  `kms:GenerateDataKey arn:aws:kms:${ACCOUNT}:key/* ${onKey}`,
  ...["CreateLogDelivery", "DeleteLogDelivery", "DescribeLogGroups", "DescribeResourcePolicies"].map(
    (one) => `logs:${one} * {}`,
  ),
  ...["GetLogDelivery", "ListLogDeliveries", "PutResourcePolicy", "UpdateLogDelivery"].map((one) => `logs:${one} * {}`),
  ...["GetSamplingRules", "GetSamplingTargets", "PutTelemetryRecords", "PutTraceSegments"].map(
    (one) => `xray:${one} * {}`,
  ),
];

const machines = environmentMachines(names, shop);

function appStatements(app: string): readonly PolicyStatement[] {
  const { release, rollback } = machines.apps[app] ?? assert.fail();
  return machineStatements([...release.needs, ...(rollback?.needs ?? [])]);
}

describe("machineStatements", () => {
  it("of an app with a secret and a rollback are exactly what its two machines do", () => {
    const secret = `arn:aws:secretsmanager:${ACCOUNT}:secret:shop/test/carts/db-??????`;
    assert.deepEqual(
      rights(appStatements("carts")),
      [
        ...COMMON,
        "sts:AssumeRole arn:aws:iam::123456789012:role/shop-test_carts_task {}",
        `secretsmanager:DescribeSecret ${secret} {}`,
        `secretsmanager:RotateSecret ${secret} {}`,
        `lambda:InvokeFunction arn:aws:lambda:${ACCOUNT}:function:shop-test_rotation {}`,
        `states:DescribeExecution arn:aws:states:${ACCOUNT}:execution:shop-test_carts:* {}`,
        `states:DescribeExecution arn:aws:states:${ACCOUNT}:execution:shop-test_carts_rollback:* {}`,
      ].sort(),
    );
  });

  it("of an app without secrets hold nothing of secrets or rotation", () => {
    assert.deepEqual(
      rights(appStatements("orders")),
      [
        ...COMMON,
        "sts:AssumeRole arn:aws:iam::123456789012:role/shop-test_orders_task {}",
        `states:DescribeExecution arn:aws:states:${ACCOUNT}:execution:shop-test_orders:* {}`,
      ].sort(),
    );
  });

  for (const [what, machine, own] of [
    ["the parent", machines.parent, "shop-test"],
    ["the machine that rolls back a run", machines.runRollback ?? assert.fail(), "shop-test_rollback_run"],
  ] as const) {
    it(`of ${what} are exactly: what the environment owns by its names and alias, and its own execution`, () => {
      const rule = `arn:aws:events:${ACCOUNT}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`;
      const executions = `arn:aws:states:${ACCOUNT}:execution:shop-test_*:*`;
      const describes = [...(own === "shop-test" ? [] : [executions]), `arn:aws:states:${ACCOUNT}:execution:${own}:*`];
      assert.deepEqual(
        rights(machineStatements(machine.needs)),
        [
          ...COMMON,
          `states:StartExecution arn:aws:states:${ACCOUNT}:stateMachine:shop-test_* ${live}`,
          `states:DescribeExecution ${executions} {}`,
          `states:StopExecution ${executions} {}`,
          ...describes.map((one) => `states:DescribeExecution ${one} {}`),
          ...["DescribeRule", "PutRule", "PutTargets"].map((one) => `events:${one} ${rule} {}`),
        ].sort(),
      );
    });
  }

  it("have no star alone but where AWS knows no resource, and say so", () => {
    for (const { Sid, Resource } of [...machineStatements(machines.parent.needs), ...appStatements("carts")]) {
      if (Resource?.includes("*")) {
        assert.match(Sid ?? "", /HasNoResourceLevel$/);
      }
    }
  });

  it("of a parent do not grow with its apps", () => {
    const size = (count: number) => {
      const apps = Array.from({ length: count }, (_, index) => [
        `app-${index}`,
        { task: lambda("f"), rollback: { task: lambda("u") } },
      ]);
      const { parent } = environmentMachines(names, blueprintOf(Object.fromEntries(apps)));
      return policyJson(machineStatements(parent.needs)).length;
    };
    assert.equal(size(200), size(2));
  });
});
