import assert from "node:assert/strict";
import type { AccessEntry } from "../../../components/access/entry";
import { parseBlueprint } from "../../../components/blueprint/parse";
import { policyDocument, policyJson } from "../../../components/core/policy-document";
import type { EnvironmentArgs } from "../../../components/environment/args";
import { Environment } from "../../../components/environment/environment";
import { planEnvironment } from "../../../components/environment/plan";
import type { GithubTrust } from "../../../components/iam/trust/github";
import { readInputs } from "../../../stacks/inputs";
import { type Recording, record } from "../../helpers/mocks";
import { providerOutputs, stackConfig } from "../../helpers/stack-config";

const MACHINE = "aws:sfn/stateMachine:StateMachine";
const config = stackConfig("dev");
const inputs = readInputs("dev", { get: (key) => config[key], keys: () => Object.keys(config) });
const parsed = parseBlueprint({
  name: "retail",
  apps: {
    db: { task: { kind: "lambda", function: "db" }, secrets: { password: {} } },
    api: {
      task: { kind: "lambda", function: "api" },
      after: ["db"],
      rollback: { task: { kind: "lambda", function: "api" } },
    },
  },
});
assert.ok("blueprint" in parsed);
const args: EnvironmentArgs = { ...inputs, blueprint: parsed.blueprint, accessRules: {} };

/** Jobs of GitHub Actions as an entry of the access map. */
const deployer = (jobs: Omit<GithubTrust, "environment">): AccessEntry => ({
  kind: "ci",
  name: "deployer",
  role: "deployer",
  grants: ["start", "observe", "simulate"],
  apps: "all",
  sessionSeconds: 3600,
  trust: { ...jobs, environment: "dev" },
});

const build = (change: Partial<EnvironmentArgs> = {}) =>
  record(() => new Environment("retail-dev", { ...args, ...change }), { stack: "dev", outputs: providerOutputs });

/** What Pulumi prints as warnings while something runs; without an engine it prints them to the console. */
async function warningsOf(run: () => Promise<unknown>): Promise<string[]> {
  const { warn } = console;
  const warnings: string[] = [];
  console.warn = (text: string) => void warnings.push(text);
  try {
    await run();
  } finally {
    console.warn = warn;
  }
  return warnings;
}

describe("Environment", () => {
  it("warns of an action of an app's permissions that the table of actions does not have, and of no other", async () => {
    const statement = (...Action: string[]) => ({
      Effect: "Allow" as const,
      Action,
      Resource: ["arn:aws:dynamodb:eu-central-1:111122223333:table/x"],
    });
    const accessRules = { api: policyDocument([statement("dynamodb:PutItemV2", "dynamodb:GetItem")]) };
    const warnings = await warningsOf(() => build({ accessRules }));
    assert.equal(warnings.length, 1, warnings.join("\n"));
    assert.match(warnings[0] ?? "", /permissions of api: "dynamodb:PutItemV2" is not in the Service Auth.*\n +fix: /);
    assert.deepEqual(await warningsOf(() => build()), []);
  });

  describe("of two apps", () => {
    let made: Recording<Environment>;
    before(async () => {
      made = await build();
    });

    it("creates shared resources once and each app's own", () => {
      const counts: Record<string, number> = {};
      for (const { type, custom } of made.registrations) {
        if (custom) {
          counts[type] = (counts[type] ?? 0) + 1;
        }
      }
      assert.deepEqual(counts, {
        "aws:kms/key:Key": 1,
        "aws:kms/alias:Alias": 1,
        "aws:iam/policy:Policy": 1,
        "aws:cloudwatch/logGroup:LogGroup": 2,
        "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": 1,
        "aws:cloudwatch/logMetricFilter:LogMetricFilter": 1,
        "aws:cloudwatch/metricAlarm:MetricAlarm": 6,
        "aws:cloudwatch/compositeAlarm:CompositeAlarm": 1,
        "aws:cloudwatch/eventRule:EventRule": 1,
        "aws:cloudwatch/eventTarget:EventTarget": 1,
        "aws:sns/topic:Topic": 1,
        "aws:sns/topicPolicy:TopicPolicy": 1,
        "aws:sns/topicSubscription:TopicSubscription": 1,
        "aws:sqs/queue:Queue": 1,
        "aws:sqs/queuePolicy:QueuePolicy": 1,
        "aws:iam/samlProvider:SamlProvider": 1,
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider": 1,
        "aws:iam/role:Role": 3 + 1 + 2 + 2 * 2,
        "aws:iam/rolePolicy:RolePolicy": 3 + 1 + 2 + 2 * 2,
        "aws:lambda/function:Function": 1,
        "aws:lambda/permission:Permission": 1,
        "aws:secretsmanager/secret:Secret": 1,
        "aws:secretsmanager/secretRotation:SecretRotation": 1,
        "aws:sfn/stateMachine:StateMachine": 5,
        "aws:sfn/alias:Alias": 5,
        "okta:group/group:Group": 2,
        "okta:group/rule:Rule": 2,
        "okta:app/oAuth:OAuth": 2,
        "okta:app/saml:Saml": 1,
        "okta:index/appGroupAssignments:AppGroupAssignments": 2,
        "okta:auth/server:Server": 1,
        "okta:auth/serverScope:ServerScope": 1,
        "okta:auth/serverPolicy:ServerPolicy": 1,
        "okta:auth/serverPolicyRule:ServerPolicyRule": 1,
      });
    });

    it("creates 7 resources for an app, 6 of them in the cloud; a rollback adds 2, a secret 3", () => {
      const own = (app: string) =>
        made.registrations.filter(({ name }) => new RegExp(`^retail-dev-${app}(?:[-_]|$)`).test(name));
      const counts = (app: string) => [own(app).length, own(app).filter(({ custom }) => custom).length];
      const secrets = own("db").filter(({ type }) => /secret/i.test(type));
      assert.deepEqual(secrets.map(({ custom }) => custom).sort(), [false, true, true]);
      assert.deepEqual(counts("db"), [7 + 3, 6 + 2]);
      assert.deepEqual(counts("api"), [7 + 2, 6 + 2]);
    });

    it("is the ancestor of every resource", () => {
      const urns = new Set(made.registrations.map(({ urn }) => urn));
      const root = made.get("app-of-apps:environment:Environment", "retail-dev").urn;
      for (const { name, urn, parent } of made.registrations) {
        if (urn !== root) {
          assert.ok(urns.has(parent), `${name} has no parent in the environment`);
        }
      }
    });

    it("creates a machine after its permissions, rotations and notifications", () => {
      const { dependencies } = made.get("aws:sfn/stateMachine:StateMachine", "retail-dev-db");
      for (const [type, name] of [
        ["aws:iam/rolePolicy:RolePolicy", "retail-dev-db-machine"],
        ["aws:iam/rolePolicy:RolePolicy", "retail-dev-db-task"],
        ["aws:secretsmanager/secretRotation:SecretRotation", "retail-dev-db-password"],
        ["aws:cloudwatch/logResourcePolicy:LogResourcePolicy", "retail-dev"],
        ["aws:sns/topicPolicy:TopicPolicy", "retail-dev"],
        ["aws:cloudwatch/eventTarget:EventTarget", "retail-dev"],
      ] as const) {
        assert.ok(dependencies.includes(made.get(type, name).urn), `${type} ${name}`);
      }
    });

    it("bounds no permission by an alias of a key, which counts minutes after it was made", () => {
      for (const type of ["aws:iam/rolePolicy:RolePolicy", "aws:iam/policy:Policy", "aws:kms/key:Key"]) {
        for (const { inputs } of made.all(type)) {
          assert.doesNotMatch(String(inputs.policy), /kms:(ResourceAliases|RequestAlias)/);
        }
      }
    });

    it("creates the parent after every child's alias", () => {
      const { dependencies } = made.get("aws:sfn/stateMachine:StateMachine", "retail-dev");
      for (const name of ["retail-dev-db", "retail-dev-api", "retail-dev-api_rollback"]) {
        assert.ok(dependencies.includes(made.get("aws:sfn/alias:Alias", name).urn), name);
      }
    });

    it("gives every role the boundary, after the boundary is there, and at most an hour", () => {
      const boundary = made.get("aws:iam/policy:Policy", "retail-dev-boundary");
      for (const { name, inputs: role, dependencies } of made.all("aws:iam/role:Role")) {
        assert.equal(role.permissionsBoundary, "arn:aws:iam::111111111111:policy/retail-dev_boundary", name);
        assert.equal(role.maxSessionDuration, 3600, name);
        assert.ok(dependencies.includes(boundary.urn), name);
      }
    });

    it("tags an app's resources with the app and its team", () => {
      const { tags } = made.get("aws:sfn/stateMachine:StateMachine", "retail-dev-api").inputs;
      assert.deepEqual(tags, { environment: "dev", app: "api", owner: "platform" });
    });

    it("registers its outputs", () => {
      const outputs = made.outputs("app-of-apps:environment:Environment", "retail-dev");
      assert.deepEqual(Object.keys(outputs).sort(), Object.keys(made.result.outputs).sort());
    });
  });

  it("has no runner, authorization server or OIDC provider without the runner's key, and a deployer all the same", async () => {
    const github = { repository: "example/platform", ownerId: "815", repositoryId: "4711", environment: "dev" };
    const access = [...args.access.filter(({ kind }) => kind !== "machines"), deployer(github)];
    const without = { ...args, access };
    const { registrations, result } = await record(() => new Environment("retail-dev", without), {
      stack: "dev",
      outputs: providerOutputs,
    });
    const machine = /okta:auth\/|openIdConnectProvider|MachineAccess|-runner$/;
    assert.deepEqual(
      registrations.map(({ type, name }) => `${type} ${name}`).filter((text) => machine.test(text)),
      [],
    );
    assert.deepEqual(Object.keys(result.outputs.roles), ["operator", "viewer"]);
    assert.deepEqual(Object.keys(result.outputs.okta), ["nativeClientId", "federationAppId", "groups"]);
    assert.equal("oidcProviderArn" in result.outputs, false);
    assert.ok(registrations.some(({ name }) => name === "retail-dev-deployer"));
    assert.equal(JSON.stringify(planEnvironment(without).boundary).includes("undefined"), false);
  });

  it("has a role for GitHub Actions only where it is configured", async () => {
    const github = { repository: "example/platform", repositoryId: "4711", environment: "dev" };
    const { all, get } = await build({ access: [...args.access, deployer(github)] });
    const { inputs: role } = get("aws:iam/role:Role", "retail-dev-deployer");
    assert.match(String(role.assumeRolePolicy), /"token\.actions\.githubusercontent\.com:repository_id":"4711"/);
    const { inputs: policy } = get("aws:iam/rolePolicy:RolePolicy", "retail-dev-deployer");
    const runner = JSON.parse(String(get("aws:iam/rolePolicy:RolePolicy", "retail-dev-runner").inputs.policy));
    const { Statement } = JSON.parse(String(policy.policy));
    assert.deepEqual(Statement.slice(0, -1), runner.Statement);
    assert.deepEqual(Statement.at(-1).Action, ["iam:SimulatePrincipalPolicy"], "it rehearses what it has deployed");
    assert.deepEqual(all("app-of-apps:access:PreviewAccess"), []);
  });

  it("has a role for previews only where they are configured, with a trust of its own", async () => {
    const preview = { environment: "dev-preview" };
    const repository = { repository: "example/platform", ownerId: "815", repositoryId: "4711" };
    const github = { ...repository, environment: "dev", preview };
    const { get } = await build({ github, access: [...args.access, deployer(repository)] });
    const trust = (role: string) => String(get("aws:iam/role:Role", role).inputs.assumeRolePolicy);
    assert.match(trust("retail-dev-deployer"), /"repo:example\/platform:environment:dev"/);
    assert.match(trust("retail-dev-deployer"), /"repo:example@815\/platform@4711:environment:dev"/);
    assert.match(trust("retail-dev-previewer"), /"repo:example@815\/platform@4711:environment:dev-preview"/);
    assert.match(trust("retail-dev-previewer"), /"repo:example\/platform:environment:dev-preview"/);
    const callers = JSON.stringify(planEnvironment({ ...args, github }).parent.definition);
    assert.equal(callers.includes("previewer"), false);
  });

  it("creates no rotation resources where no app has a secret", async () => {
    const one = parseBlueprint({ name: "retail", apps: { a: { task: { kind: "lambda", function: "a" } } } });
    assert.ok("blueprint" in one);
    const { all } = await build({ blueprint: one.blueprint });
    for (const type of [
      "aws:lambda/function:Function",
      "aws:secretsmanager/secret:Secret",
      "aws:lambda/permission:Permission",
    ]) {
      assert.deepEqual(all(type), [], type);
    }
    assert.equal(all("aws:cloudwatch/metricAlarm:MetricAlarm").length, 5);
  });

  it("creates the machine that rolls back a run with its own role, after the children and before the parent", async () => {
    const { runRollback, names } = planEnvironment(args);
    const { get } = await build();
    const machine = get(MACHINE, "retail-dev-run-rollback");
    assert.equal(machine.inputs.name, names.runRollback.machine.name);
    const role = get("aws:iam/role:Role", "retail-dev-run-rollback-machine");
    assert.equal(role.inputs.name, names.runRollback.machineRole.name);
    assert.ok(String(role.inputs.assumeRolePolicy).includes(names.runRollback.machine.arn));
    const policy = get("aws:iam/rolePolicy:RolePolicy", "retail-dev-run-rollback-machine");
    assert.equal(policy.inputs.policy, policyJson(runRollback?.statements ?? assert.fail()));
    for (const child of ["retail-dev-db", "retail-dev-api", "retail-dev-api_rollback"]) {
      assert.ok(machine.dependencies.includes(get("aws:sfn/alias:Alias", child).urn), child);
    }
    const { dependencies } = get(MACHINE, "retail-dev");
    assert.ok(dependencies.includes(get("aws:sfn/alias:Alias", "retail-dev-run-rollback").urn));
  });

  it("is refused before anything is created if it exceeds quotas, with all of them", async () => {
    await assert.rejects(build({ quotas: { roles: 3, machines: 2 } }), (error: Error) => {
      assert.match(error.message, /retail-dev: 2 problems/);
      assert.match(error.message, /5 state machines of the account, limit 2\n +fix: ask AWS for more/);
      assert.match(error.message, /10 roles of the account, limit 3\n +fix: .*app-of-apps:quotas\.roles 10/);
      return true;
    });
  });
});
