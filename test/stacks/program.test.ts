import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { programWith } from "../../stacks/program";
import { type Registration, record, resolved } from "../helpers/mocks";
import { providerOutputs, STACKS, stackConfig } from "../helpers/stack-config";

/** The program without a cloud: mocks run no hooks. */
const program = programWith(() => undefined);

const recorded = (stack: string, preview = false) =>
  record(program, { project: "app-of-apps", stack, config: stackConfig(stack), preview, outputs: providerOutputs });

/** Types whose resources carry tags. */
const UNTAGGED =
  /^(okta:|app-of-apps:|pulumi:|aws:s3\/bucket[A-Z])|Policy$|Alias$|Permission$|Target$|Subscription$|Filter$|Rotation$|Authorizer$|Integration$|Route$/;

describe("the program of the stacks", () => {
  for (const stack of STACKS) {
    it(`builds ${stack}`, async () => {
      const { all, registrations } = await recorded(stack);
      const evidence = stackConfig(stack)["app-of-apps:evidence"] === "true" ? 1 : 0;
      assert.equal(all("aws:sfn/stateMachine:StateMachine").length, 1 + 1 + 10 + 4 + evidence);
      assert.equal(all("aws:kms/key:Key").length, 1);
      assert.equal(all("aws:sns/topic:Topic").length, 1);
      assert.equal(
        all("aws:secretsmanager/secret:Secret").length,
        all("aws:secretsmanager/secretRotation:SecretRotation").length,
      );
      for (const { type, name, inputs } of registrations) {
        if (UNTAGGED.test(type) && type !== "aws:iam/policy:Policy") {
          continue;
        }
        const { environment, app, owner } = inputs.tags as Record<string, string>;
        assert.deepEqual([environment, typeof app, typeof owner], [stack, "string", "string"], `${type} ${name}`);
      }
    });
  }

  it("has every definition, permission and trust known at preview but the one whose issuer Okta makes", async () => {
    const { registrations } = await recorded("prod", true);
    const documents = (keys: readonly string[]) => (one: Registration) =>
      keys.flatMap((key) => (key in one.inputs ? [[one, key] as const] : []));
    const unknown = registrations
      .flatMap(
        documents(["definition", "policy", "assumeRolePolicy", "eventPattern", "policyDocument", "appSettingsJson"]),
      )
      .filter(([one, key]) => typeof one.inputs[key] !== "string" || String(one.inputs[key]) === "")
      .map(([one, key]) => `${one.name} ${key}`);
    assert.deepEqual(unknown, ["retail-prod-runner assumeRolePolicy"]);
  });

  it("opens no resource but for actions that have none, and no action by wildcard", async () => {
    const { all } = await recorded("dev");
    for (const { name, inputs } of all("aws:iam/rolePolicy:RolePolicy")) {
      for (const { Effect, Action, Resource } of JSON.parse(String(inputs.policy)).Statement) {
        assert.equal(Effect, "Allow");
        assert.doesNotMatch(Action.join(" "), /\*/, name);
        if (Resource.includes("*")) {
          assert.deepEqual(
            Action.filter((action: string) => !/^(logs|xray):/.test(action)),
            [],
            name,
          );
        }
      }
    }
  });

  it("promises its outputs in exactly this shape, without a secret", async () => {
    const { result: outputs } = await recorded("dev");
    const result = await resolved(pulumi.output(outputs));
    assert.deepEqual(Object.keys(result).sort(), [
      "apps",
      "failureTopicArn",
      "logGroupName",
      "oidcProviderArn",
      "okta",
      "parent",
      "roles",
      "samlProviderArn",
    ]);
    assert.deepEqual(result.parent, {
      name: "retail-dev",
      arn: "arn:aws:states:eu-central-1:111111111111:stateMachine:retail-dev",
      aliasArn: "arn:aws:states:eu-central-1:111111111111:stateMachine:retail-dev:live",
    });
    assert.deepEqual(result.apps.orders, {
      arn: "arn:aws:states:eu-central-1:111111111111:stateMachine:retail-dev_orders",
      aliasArn: "arn:aws:states:eu-central-1:111111111111:stateMachine:retail-dev_orders:live",
      machineRoleArn: "arn:aws:iam::111111111111:role/retail-dev_orders_machine",
      taskRoleArn: "arn:aws:iam::111111111111:role/retail-dev_orders_task",
      rollbackAliasArn: "arn:aws:states:eu-central-1:111111111111:stateMachine:retail-dev_orders_rollback:live",
      secrets: [],
    });
    assert.deepEqual(result.apps["orders-db"]?.secrets, ["retail/dev/orders-db/postgres-password"]);
    assert.equal(result.apps["orders-db"]?.rollbackAliasArn, undefined);
    assert.deepEqual(Object.keys(result.okta).sort(), [
      "audience",
      "federationAppId",
      "groups",
      "issuer",
      "nativeClientId",
      "runnerClientId",
      "scope",
    ]);
  });

  it("adds eight resources for an app with a rollback and six for one without", async () => {
    const { registrations } = await recorded("dev");
    const of = (app: string) =>
      registrations.filter(
        ({ custom, name }) => custom && new RegExp(`^retail-dev-${app}(-machine|-task|_rollback)?$`).test(name),
      ).length;
    assert.equal(of("orders"), 8);
    assert.equal(of("ui"), 6);
  });
});
