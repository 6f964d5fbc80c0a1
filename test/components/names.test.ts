import assert from "node:assert/strict";
import fc from "fast-check";
import { environmentNames, partitionOf, type Scope, scopeOf, shorten } from "../../components/names";

const place = { blueprint: "retail", environment: "prod", account: "123456789012", region: "us-east-1" };
const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,39}$/);

function everyName(scope: Scope, apps: readonly string[]) {
  const names = environmentNames(scope);
  const perApp = apps.map((app) => names.app(app));
  return {
    machines: [names.parent, ...perApp.flatMap(({ machine, rollback }) => [machine, rollback])].map((one) => one.name),
    roles: [
      names.parentRole,
      names.operatorRole,
      names.viewerRole,
      names.runnerRole,
      names.rotationRole,
      ...perApp.flatMap(({ machineRole, taskRole }) => [machineRole, taskRole]),
    ].map((one) => one.name),
    rule: names.failureRule.name,
  };
}

describe("names", () => {
  it("are computed whole", () => {
    const names = environmentNames(scopeOf(place));
    const orders = names.app("orders");
    assert.deepEqual(orders.machine, {
      name: "retail-prod_orders",
      arn: "arn:aws:states:us-east-1:123456789012:stateMachine:retail-prod_orders",
      aliasArn: "arn:aws:states:us-east-1:123456789012:stateMachine:retail-prod_orders:live",
      executionPrefix: "arn:aws:states:us-east-1:123456789012:execution:retail-prod_orders:",
    });
    assert.equal(orders.rollback.name, "retail-prod_orders_rollback");
    assert.deepEqual(orders.taskRole, {
      name: "retail-prod_orders_task",
      arn: "arn:aws:iam::123456789012:role/retail-prod_orders_task",
    });
    assert.deepEqual(orders.secret("db"), {
      name: "retail/prod/orders/db",
      iamArn: "arn:aws:secretsmanager:us-east-1:123456789012:secret:retail/prod/orders/db-??????",
    });
    assert.equal(names.failureTopic.arn, "arn:aws:sns:us-east-1:123456789012:retail-prod_failures");
    assert.equal(names.keyAlias.arn, "arn:aws:kms:us-east-1:123456789012:alias/retail-prod");
    assert.equal(names.logGroup.name, "/aws/vendedlogs/states/retail-prod");
  });

  it("carry the partition of the region", () => {
    assert.deepEqual(["eu-west-1", "cn-north-1", "us-gov-west-1"].map(partitionOf), ["aws", "aws-cn", "aws-us-gov"]);
    const names = environmentNames(scopeOf({ ...place, region: "cn-north-1" }));
    assert.match(names.app("a").machine.arn, /^arn:aws-cn:states:cn-north-1:/);
  });

  it("are apart, legal and within the limits of their services, for any apps", () => {
    const apps = fc.uniqueArray(name, { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(name, name, apps, (blueprint, environment, list) => {
        const all = everyName(scopeOf({ ...place, blueprint, environment }), list);
        assert.equal(new Set(all.machines).size, 1 + 2 * list.length);
        assert.equal(new Set(all.roles).size, 5 + 2 * list.length);
        for (const machine of all.machines) assert.match(machine, /^[a-z][a-z0-9_-]{0,79}$/);
        for (const role of [...all.roles, all.rule]) assert.match(role, /^[a-z][a-z0-9_-]{0,63}$/);
      }),
    );
  });

  it("stay as they are up to the limit and are closed with a digest beyond it", () => {
    assert.equal(shorten("a".repeat(64), 64), "a".repeat(64));
    assert.match(shorten("a".repeat(65), 64), /^a{55}-[0-9a-f]{8}$/);
    assert.notEqual(shorten(`${"a".repeat(65)}b`, 64), shorten(`${"a".repeat(65)}c`, 64));
  });

  it("keep environments of one account apart, whose names continue each other's", () => {
    const of = (environment: string) =>
      environmentNames(scopeOf({ blueprint: "retail", environment, account: "123456789012", region: "us-east-1" }));
    const [dev, devUi] = [of("dev"), of("dev-ui")];
    assert.notEqual(dev.app("ui").machine.name, devUi.parent.name);
    assert.notEqual(dev.app("ui").machineRole.name, devUi.parentRole.name);
    assert.ok(dev.app("ui").machine.arn.startsWith(`${dev.parent.arn}_`));
    assert.ok(!devUi.app("ui").machine.arn.startsWith(`${dev.parent.arn}_`));
  });

  for (const app of ["machine", "operator", "viewer", "runner", "rotation", "failures", "boundary", "deployer"]) {
    it(`keep the app ${app} apart from what the environment shares`, () => {
      const names = environmentNames(
        scopeOf({ blueprint: "retail", environment: "dev", account: "123456789012", region: "us-east-1" }),
      );
      const own = names.app(app);
      const shared = [names.parentRole, names.operatorRole, names.viewerRole, names.runnerRole, names.rotationRole];
      for (const role of [own.machineRole, own.taskRole]) assert.ok(shared.every(({ name }) => name !== role.name));
      assert.notEqual(own.machine.name, names.parent.name);
    });
  }
});
