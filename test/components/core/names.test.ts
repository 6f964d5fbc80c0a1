import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type EnvironmentNames,
  environmentNames,
  type Named,
  type Scope,
  scopeOf,
  shorten,
} from "../../../components/core/names";

const place = { blueprint: "retail", environment: "prod", account: "123456789012", region: "us-east-1" };
const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,39}$/);
const environmentName = fc.stringMatching(/^[a-z][a-z0-9-]{0,19}$/);

/** Names that an app or an environment may have and that are also what shared resources are called by. */
const TELLING = [
  "ui",
  "machine",
  "task",
  "rollback",
  "operator",
  "viewer",
  "runner",
  "rotation",
  "failures",
  "boundary",
];

/** Entries of the access map. */
const ENTRIES = ["operator", "viewer", "runner", "deployer", "release-managers"];

/** Every name of some environments with the same apps, by the namespace of the service in which two of them must not meet. */
function byKind(scopes: readonly Scope[], apps: readonly string[]): Record<string, string[]> {
  const all = scopes.map(environmentNames);
  const namesOf = (pick: (names: EnvironmentNames) => readonly Named[]) => all.flatMap(pick).map((one) => one.name);
  const own = (names: EnvironmentNames) => apps.map((app) => names.app(app));
  return {
    machines: namesOf((names) => [names.parent, ...own(names).flatMap(({ machine, rollback }) => [machine, rollback])]),
    roles: namesOf((names) => [
      names.parentRole,
      ...ENTRIES.map(names.role),
      names.previewerRole,
      names.rotationRole,
      ...own(names).flatMap(({ machineRole, taskRole }) => [machineRole, taskRole]),
    ]),
    functions: namesOf(({ rotationFunction }) => [rotationFunction]),
    topics: namesOf(({ failureTopic }) => [failureTopic]),
    queues: namesOf(({ failureQueue }) => [failureQueue]),
    rules: namesOf(({ failureRule }) => [failureRule]),
    policies: namesOf(({ boundary, previewerBoundary }) => [boundary, previewerBoundary]),
    providers: namesOf(({ samlProvider }) => [samlProvider]),
    keys: namesOf(({ keyAlias }) => [keyAlias]),
    logGroups: namesOf(({ logGroup }) => [logGroup]),
    secrets: all.flatMap((names) => own(names).map((app) => app.secret("s").name)),
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
    const names = environmentNames(scopeOf({ ...place, region: "cn-north-1" }));
    assert.match(names.app("a").machine.arn, /^arn:aws-cn:states:cn-north-1:/);
  });

  it("are apart, legal and within the limits of their services, for any apps", () => {
    const apps = fc.uniqueArray(name, { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(name, environmentName, apps, (blueprint, environment, list) => {
        const { machines = [], roles = [], rules = [] } = byKind([scopeOf({ ...place, blueprint, environment })], list);
        assert.equal(new Set(machines).size, 1 + 2 * list.length);
        assert.equal(new Set(roles).size, 3 + ENTRIES.length + 2 * list.length);
        for (const machine of machines) {
          assert.match(machine, /^[a-z][a-z0-9_-]{0,79}$/);
        }
        for (const role of [...roles, ...rules]) {
          assert.match(role, /^[a-z][a-z0-9_-]{0,63}$/);
        }
      }),
    );
  });

  it("stay as they are up to the limit and are closed with a digest beyond it", () => {
    assert.equal(shorten("a".repeat(64), 64), "a".repeat(64));
    assert.match(shorten("a".repeat(65), 64), /^a{55}-[0-9a-f]{8}$/);
    assert.notEqual(shorten(`${"a".repeat(65)}b`, 64), shorten(`${"a".repeat(65)}c`, 64));
  });

  it("keep environments of one account apart, whose names continue each other's", () => {
    const of = (environment: string) => environmentNames(scopeOf({ ...place, environment }));
    const [dev, devUi] = [of("dev"), of("dev-ui")];
    assert.notEqual(dev.app("ui").machine.name, devUi.parent.name);
    assert.notEqual(dev.app("ui").machineRole.name, devUi.parentRole.name);
    assert.ok(dev.app("ui").machine.arn.startsWith(`${dev.parent.arn}_`));
    assert.ok(!devUi.app("ui").machine.arn.startsWith(`${dev.parent.arn}_`));
  });

  it("never meet those of another environment or app of the account, of any kind", () => {
    const apps = fc.uniqueArray(fc.oneof(fc.constantFrom(...TELLING), name), { minLength: 1, maxLength: 6 });
    const part = fc.oneof(fc.constantFrom("dev", "dev-ui", "dev-ui-machine", ...TELLING), environmentName);
    fc.assert(
      fc.property(name, part, part, apps, (blueprint, one, two, list) => {
        fc.pre(one !== two);
        const scopes = [one, two].map((environment) => scopeOf({ ...place, blueprint, environment }));
        for (const [kind, names] of Object.entries(byKind(scopes, list))) {
          assert.equal(new Set(names).size, names.length, `${kind}: ${names.join(" ")}`);
        }
      }),
    );
  });

  it("begin as wildcards say, and no other environment's do", () => {
    const part = fc.oneof(fc.constantFrom("dev", "dev-ui"), environmentName);
    fc.assert(
      fc.property(name, part, part, name, (blueprint, one, two, app) => {
        fc.pre(one !== two);
        const [own, other] = [one, two].map((environment) =>
          environmentNames(scopeOf({ ...place, blueprint, environment })),
        );
        assert.ok(own !== undefined && other !== undefined);
        const begin = (machine: string) => machine.startsWith(`${own.base}_`);
        assert.ok([own.app(app).machine, own.app(app).rollback].every((machine) => begin(machine.name)));
        assert.ok(
          ![other.parent, other.app(app).machine, other.app(app).rollback].some((machine) => begin(machine.name)),
        );
        const roles = [own.parentRole, own.role("deployer"), own.app(app).machineRole, own.app(app).taskRole];
        assert.ok(roles.every((role) => role.arn.startsWith(own.roleArnPrefix)));
      }),
    );
  });

  it("begin with the prefix that the organisation demands, secrets, keys and logs too", () => {
    const plain = environmentNames(scopeOf(place));
    const prefixed = environmentNames(scopeOf({ ...place, namePrefix: "acme-" }));
    assert.equal(prefixed.base, `acme-${plain.base}`);
    assert.equal(prefixed.app("ui").machine.name, `acme-${plain.app("ui").machine.name}`);
    assert.equal(prefixed.app("ui").secret("key").name, `acme-${plain.app("ui").secret("key").name}`);
    assert.equal(prefixed.keyAlias.name, `alias/acme-${plain.base}`);
    assert.equal(prefixed.logGroup.name, `/aws/vendedlogs/states/acme-${plain.base}`);
  });

  it("of roles and policies have the path that the organisation demands, in ARNs only", () => {
    const names = environmentNames(scopeOf({ ...place, iamPath: "/platform/apps/" }));
    const { name, arn, path } = names.app("ui").taskRole;
    assert.deepEqual([name.includes("/"), path], [false, "/platform/apps/"]);
    assert.ok(arn.endsWith(`:role/platform/apps/${name}`));
    assert.ok(arn.startsWith(names.roleArnPrefix));
    assert.ok(names.boundary.arn.endsWith(`:policy/platform/apps/${names.boundary.name}`));
    assert.equal("path" in environmentNames(scopeOf(place)).parentRole, false);
  });

  it("of the boundary are the organisation's, for every role", () => {
    const boundaryArn = "arn:aws:iam::111111111111:policy/security/bound";
    const { boundary, previewerBoundary } = environmentNames(scopeOf({ ...place, boundaryArn }));
    assert.deepEqual(boundary, { name: "bound", arn: boundaryArn });
    assert.deepEqual(previewerBoundary, boundary);
  });
});
