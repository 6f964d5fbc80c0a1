import assert from "node:assert/strict";
import { environmentNames, scopeOf } from "../../../components/core/names";
import { PreviewAccess, type PreviewSettings, previewStatements } from "../../../components/iam/preview-role";
import { rules } from "../../../policies/pack";
import { record } from "../../helpers/mocks";
import { judge } from "../../policies/judge";

const names = environmentNames(
  scopeOf({ blueprint: "shop", environment: "dev", account: "123456789012", region: "eu-central-1" }),
);
const tags = { environment: "dev", app: "shop", owner: "platform" };
const preview: PreviewSettings = {
  environment: "dev-preview",
  stateBucket: "example-state",
  secretsKeyArn: "arn:aws:kms:eu-central-1:999999999999:key/1234abcd-12ab-34cd-56ef-1234567890ab",
};
const github = { repository: "example/platform", repositoryId: "4711", environment: "dev" };
const providerArn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";

const args = {
  role: names.previewerRole,
  boundary: names.previewerBoundary,
  createBoundary: true,
  environmentName: names.base,
  location: names.scope,
  github,
  providerArn,
  tags,
};
const build = (settings: PreviewSettings) =>
  record(() => new PreviewAccess("shop-dev", { ...args, preview: settings }));

const ACTIONS = {
  ValidateDefinitions: "states:ValidateStateMachineDefinition arn:aws:states:eu-central-1:123456789012:stateMachine:*",
  ListState: "s3:ListBucket arn:aws:s3:::example-state",
  ReadState: "s3:GetObject arn:aws:s3:::example-state/.pulumi/*",
  DecryptState: `kms:Decrypt ${preview.secretsKeyArn}`,
};

/** `action resource` by the statement's id. */
const allowed = (settings: PreviewSettings) =>
  Object.fromEntries(
    previewStatements(names.scope, settings).map(({ Sid, Effect, Action, Resource, Condition, Principal }) => {
      assert.deepEqual([Effect, Condition, Principal], ["Allow", undefined, undefined]);
      return [Sid, `${Action.join()} ${Resource?.join()}`];
    }),
  );

describe("access of previews", () => {
  it("validates definitions and reads the state, and nothing else", () => {
    assert.deepEqual(allowed(preview), ACTIONS);
    const { ValidateDefinitions } = ACTIONS;
    assert.deepEqual(allowed({ environment: "dev-preview" }), { ValidateDefinitions });
  });

  it("is one role with a boundary of its own, for jobs of the previewing GitHub environment only", async () => {
    const made = await build(preview);
    assert.deepEqual(made.registrations.map(({ type, name }) => `${type} ${name}`).sort(), [
      "app-of-apps:access:PreviewAccess shop-dev",
      "app-of-apps:identity:FederatedRole shop-dev-previewer",
      "aws:iam/policy:Policy shop-dev-previewer",
      "aws:iam/role:Role shop-dev-previewer",
      "aws:iam/rolePolicy:RolePolicy shop-dev-previewer",
    ]);
    const boundary = made.get("aws:iam/policy:Policy", "shop-dev-previewer");
    const role = made.get("aws:iam/role:Role", "shop-dev-previewer");
    const permissions = made.get("aws:iam/rolePolicy:RolePolicy", "shop-dev-previewer");
    assert.equal(boundary.inputs.name, "shop-dev_previewer-boundary");
    assert.equal(boundary.inputs.policy, permissions.inputs.policy);
    assert.equal(role.inputs.name, "shop-dev_previewer");
    assert.equal(role.inputs.permissionsBoundary, "arn:aws:iam::123456789012:policy/shop-dev_previewer-boundary");
    assert.ok(role.dependencies.includes(boundary.urn));
    const [statement] = JSON.parse(String(role.inputs.assumeRolePolicy)).Statement;
    assert.deepEqual(statement.Condition.StringEquals, {
      "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
      "token.actions.githubusercontent.com:environment": "dev-preview",
      "token.actions.githubusercontent.com:repository_id": "4711",
      "token.actions.githubusercontent.com:sub": "repo:example/platform:environment:dev-preview",
    });
  });

  it("trusts the immutable subject of the previewing environment too, and a template's own subjects instead", async () => {
    const subjectsFor = async (more: object, settings: PreviewSettings) => {
      const deploying = { ...github, ...more };
      const made = await record(() => new PreviewAccess("shop-dev", { ...args, github: deploying, preview: settings }));
      const { assumeRolePolicy } = made.get("aws:iam/role:Role", "shop-dev-previewer").inputs;
      const [statement] = JSON.parse(String(assumeRolePolicy)).Statement;
      return statement.Condition.StringEquals["token.actions.githubusercontent.com:sub"];
    };
    assert.deepEqual(await subjectsFor({ ownerId: "815" }, preview), [
      "repo:example/platform:environment:dev-preview",
      "repo:example@815/platform@4711:environment:dev-preview",
    ]);
    const subjects = ["repo:example/platform:pull_request"];
    const deploying = { subjects: ["repo:example/platform:environment:dev"] };
    assert.deepEqual(await subjectsFor(deploying, { ...preview, subjects }), subjects[0]);
  });

  it("has no finding of the policy pack", async () => {
    for (const settings of [preview, { environment: "dev-preview" }]) {
      const made = await build(settings);
      const samples = made.registrations.map(({ type, name, urn, inputs, dependencies }) => ({
        type,
        name,
        urn,
        dependencies,
        props: inputs,
      }));
      const found = rules.flatMap((rule) =>
        "validateStack" in rule ? judge(rule, samples).messages : samples.flatMap((one) => judge(rule, one).messages),
      );
      assert.deepEqual(found, []);
    }
  });
});
