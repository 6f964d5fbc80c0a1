import assert from "node:assert/strict";
import type { State, StateMachineDefinition, TaskState } from "../../../components/asl/types";
import { type PolicyStatement, policyJson } from "../../../components/core/policy-document";
import { childDefinition, rollbackDefinition } from "../../../components/definitions/child/definition";
import { parentDefinition, runMachines } from "../../../components/definitions/parent/index";
import { delegatedPermissions, machinePermissions } from "../../../components/iam/machine-permissions";
import { taskPermissions } from "../../../components/tasks/index";
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
  "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/shop-test" },
  StringEquals: { "kms:ViaService": "sns.eu-central-1.amazonaws.com" },
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

/** A rehearsal asks what the app's own two roles may do. */
const simulates = (app: string) =>
  ["machine", "task"].map(
    (role) => `iam:SimulatePrincipalPolicy arn:aws:iam::123456789012:role/shop-test_${app}_${role} {}`,
  );

function machinesOf(app: string): StateMachineDefinition[] {
  const spec = shop.apps[app];
  assert.ok(spec);
  const undo = rollbackDefinition({ names, app, spec });
  return [childDefinition({ names, app, spec }), ...(undo === undefined ? [] : [undo])];
}

const parent = parentDefinition({ names, blueprint: shop, callerRoles: ["x"] });

describe("machinePermissions", () => {
  it("of an app with a secret and a rollback are exactly what its two machines do", () => {
    const secret = `arn:aws:secretsmanager:${ACCOUNT}:secret:shop/test/carts/db-??????`;
    assert.deepEqual(
      rights(machinePermissions(machinesOf("carts"), names)),
      [
        ...COMMON,
        "sts:AssumeRole arn:aws:iam::123456789012:role/shop-test_carts_task {}",
        `secretsmanager:DescribeSecret ${secret} {}`,
        `secretsmanager:RotateSecret ${secret} {}`,
        `lambda:InvokeFunction arn:aws:lambda:${ACCOUNT}:function:shop-test_rotation {}`,
        `states:DescribeExecution arn:aws:states:${ACCOUNT}:execution:shop-test_carts:* {}`,
        `states:DescribeExecution arn:aws:states:${ACCOUNT}:execution:shop-test_carts_rollback:* {}`,
        ...simulates("carts"),
      ].sort(),
    );
  });

  it("of an app without secrets hold nothing of secrets or rotation", () => {
    assert.deepEqual(
      rights(machinePermissions(machinesOf("orders"), names)),
      [
        ...COMMON,
        "sts:AssumeRole arn:aws:iam::123456789012:role/shop-test_orders_task {}",
        `states:DescribeExecution arn:aws:states:${ACCOUNT}:execution:shop-test_orders:* {}`,
        ...simulates("orders"),
      ].sort(),
    );
  });

  it("of the parent are exactly: its children and rollbacks by their alias", () => {
    const started = ["carts", "catalog", "orders", "ui", "carts_rollback", "catalog_rollback"].map(
      (one) => `shop-test_${one}`,
    );
    const rule = `arn:aws:events:${ACCOUNT}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`;
    assert.deepEqual(
      rights(machinePermissions([parent], names)),
      [
        ...COMMON,
        ...started.map((one) => `states:StartExecution arn:aws:states:${ACCOUNT}:stateMachine:${one} ${live}`),
        ...started.map((one) => `states:StopExecution arn:aws:states:${ACCOUNT}:execution:${one}:* {}`),
        ...[...started, "shop-test"].map(
          (one) => `states:DescribeExecution arn:aws:states:${ACCOUNT}:execution:${one}:* {}`,
        ),
        ...["DescribeRule", "PutRule", "PutTargets"].map((one) => `events:${one} ${rule} {}`),
        // A rehearsal asks what its own role may do.
        "iam:SimulatePrincipalPolicy arn:aws:iam::123456789012:role/shop-test_machine {}",
      ].sort(),
    );
  });

  it("have no star alone but where AWS knows no resource, and say so", () => {
    for (const { Sid, Resource } of machinePermissions([parent, ...machinesOf("carts")], names)) {
      if (Resource?.includes("*")) assert.match(Sid ?? "", /HasNoResourceLevel$/);
    }
  });

  for (const [what, change, message] of [
    [
      "an unknown integration",
      { Resource: "arn:aws:states:::aws-sdk:s3:deleteBucket" },
      /state "RunTask": the rights for .*deleteBucket are not known/,
    ],
    ["an integration of another partition", { Resource: "arn:aws-cn:states:::lambda:invoke" }, /rights for arn:aws-cn/],
    [
      "a computed resource",
      { Arguments: { FunctionName: "{% $x %}" } },
      /state "RunTask": argument FunctionName is computed/,
    ],
    ["a missing resource", { Arguments: {} }, /argument FunctionName is no string/],
    [
      "a child without its alias",
      {
        Resource: "arn:aws:states:::states:startExecution.sync:2",
        Arguments: { StateMachineArn: `arn:aws:states:${ACCOUNT}:stateMachine:x` },
      },
      /not an alias/,
    ],
    [
      "a computed execution",
      { Resource: "arn:aws:states:::aws-sdk:sfn:describeExecution", Arguments: { ExecutionArn: "{% $x %}" } },
      /not a constant execution prefix/,
    ],
  ] as const) {
    it(`cannot be told for ${what}`, () => {
      const [child] = machinesOf("orders");
      assert.ok(child);
      const { Credentials: _, ...run } = child.States.RunTask as TaskState;
      const States: Record<string, State> = { ...child.States, RunTask: { ...run, ...change } };
      assert.throws(() => machinePermissions([{ ...child, States }], names), message);
    });
  }
});

describe("machinePermissions of a large environment", () => {
  const apps = (count: number) =>
    blueprintOf(
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `app-${index}`,
          { task: lambda("f"), rollback: { task: lambda("u") } },
        ]),
      ),
    );
  const of = (count: number) => {
    const { parent, parts } = runMachines({ names, blueprint: apps(count), callerRoles: ["x"] });
    return [parent, ...parts.map(({ definition }) => definition)].map((one) => machinePermissions([one], names));
  };
  const start = (statements: readonly PolicyStatement[]) => statements.find(({ Sid }) => Sid === "StartChild");

  it("are the parent's alone while each machine's name fits its role", () => {
    const [parent, ...parts] = of(12);
    assert.equal(parts.length, 0);
    assert.equal(start(parent ?? [])?.Resource?.length, 24);
  });

  it("name every machine exactly once where they are shared by several roles, and each fits", () => {
    const all = of(200);
    for (const one of all) assert.ok(policyJson(one).length <= 10_240, String(policyJson(one).length));
    const started = all.flatMap((one) => start(one)?.Resource ?? []);
    assert.equal(new Set(started).size, started.length);
    assert.equal(started.filter((arn) => /_app-\d+(?:_rollback)?$/.test(arn)).length, 400);
    // The parent starts what nothing else does; every other part is started by one of them.
    assert.equal(started.filter((arn) => /_(?:part|undo)_\d+$/.test(arn)).length, all.length - 1);
    assert.ok(!JSON.stringify(all).includes("shop-test_*"));
    for (const one of all) assert.deepEqual(start(one)?.Condition, JSON.parse(live));
  });
});

describe("delegatedPermissions", () => {
  it("of the task role are what the kinds of its tasks say", () => {
    const { task, rollback } = shop.apps.carts ?? assert.fail();
    const byRole = delegatedPermissions(machinesOf("carts"), names);
    const machines = names.app("carts");
    const implied = [
      ...taskPermissions(task, names.scope, machines.machine.arn),
      ...taskPermissions(rollback?.task ?? assert.fail(), names.scope, machines.rollback.arn),
    ];
    assert.deepEqual(Object.keys(byRole), [names.app("carts").taskRole.arn]);
    assert.deepEqual(rights(Object.values(byRole).flat()), rights(implied));
    assert.deepEqual(rights(implied), [
      `lambda:InvokeFunction arn:aws:lambda:${ACCOUNT}:function:carts {}`,
      `lambda:InvokeFunction arn:aws:lambda:${ACCOUNT}:function:carts-undo {}`,
    ]);
  });
});
