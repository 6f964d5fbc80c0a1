import assert from "node:assert/strict";
import { join } from "node:path";
import { AddPermissionCommand, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import { build } from "esbuild";
import type { EmbeddedAws } from "../../../../sandbox/aws";
import {
  ACCOUNT,
  type Clients,
  clientsOf,
  eventually,
  nodeFunction,
  REGION,
  refused,
  serviceRole,
  startTestCloud,
  user,
} from "../../../helpers/embedded-aws";

/** A rotation function of the four steps; FAIL_AT names a step that throws. */
const SOURCE = `
  import { DescribeSecretCommand, GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient, UpdateSecretVersionStageCommand } from "@aws-sdk/client-secrets-manager";
  const client = new SecretsManagerClient({});
  export async function handler({ Step, SecretId, ClientRequestToken }) {
    if (process.env.FAIL_AT === Step) throw new Error("told to fail at " + Step);
    const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId }));
    if (!VersionIdsToStages[ClientRequestToken]?.includes("AWSPENDING")) throw new Error("not pending");
    const pending = () => client.send(new GetSecretValueCommand({ SecretId, VersionId: ClientRequestToken, VersionStage: "AWSPENDING" }));
    if (Step === "createSecret") {
      const value = await pending().catch((error) => error.name);
      if (value !== "ResourceNotFoundException") return;
      await client.send(new PutSecretValueCommand({ SecretId, ClientRequestToken, SecretString: "made by createSecret", VersionStages: ["AWSPENDING"] }));
    }
    if (Step === "testSecret" && (await pending()).SecretString !== "made by createSecret") throw new Error("wrong value");
    if (Step === "finishSecret") {
      const current = Object.keys(VersionIdsToStages).find((id) => VersionIdsToStages[id].includes("AWSCURRENT"));
      await client.send(new UpdateSecretVersionStageCommand({ SecretId, VersionStage: "AWSCURRENT", MoveToVersionId: ClientRequestToken, RemoveFromVersionId: current }));
    }
  }`;

describe("embedded AWS: secrets and their rotation", () => {
  let cloud: EmbeddedAws;
  let root: Clients;
  let rotator: string;
  let role: string;

  before(async () => {
    cloud = await startTestCloud();
    root = clientsOf(cloud);
    const Action = ["DescribeSecret", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage"];
    role = await serviceRole(root, "rotation", "lambda.amazonaws.com", [
      {
        Action: Action.map((name) => `secretsmanager:${name}`),
        Resource: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:app/*`,
      },
    ]);
    const { outputFiles } = await build({
      stdin: { contents: SOURCE, resolveDir: join(__dirname, "../../../..") },
      bundle: true,
      platform: "node",
      format: "cjs",
      write: false,
    });
    rotator = await nodeFunction(root, "rotator", role, outputFiles[0]?.text ?? "");
    await allow("rotator");
  }).timeout(60_000);
  after(() => cloud.stop());

  const allow = (FunctionName: string) =>
    root.lambda.send(
      new AddPermissionCommand({
        FunctionName,
        StatementId: "rotation",
        Action: "lambda:InvokeFunction",
        Principal: "secretsmanager.amazonaws.com",
        SourceAccount: ACCOUNT,
      }),
    );
  const secret = (name: string, more: object = {}) =>
    root.secrets.send(new CreateSecretCommand({ Name: name, ...more }));
  const describe_ = (SecretId: string) => root.secrets.send(new DescribeSecretCommand({ SecretId }));
  const rotate = (SecretId: string, more: object = {}, clients = root) =>
    clients.secrets.send(
      new RotateSecretCommand({
        SecretId,
        RotationLambdaARN: rotator,
        RotationRules: { AutomaticallyAfterDays: 30 },
        ...more,
      }),
    );
  const failAt = (step: string) =>
    root.lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: "rotator",
        Environment: { Variables: step === "" ? {} : { FAIL_AT: step } },
      }),
    );

  it("runs the four steps, and dates what they did", async () => {
    await secret("app/value", { SecretString: "first", ClientRequestToken: "version-one-0123456789012345678901" });
    const before = Math.floor(Date.now() / 1000) * 1000;
    const { VersionId = "" } = await rotate("app/value");
    const described = await eventually("rotation", async () => {
      const now = await describe_("app/value");
      return now.LastRotatedDate !== undefined && now;
    });
    assert.deepEqual(described.VersionIdsToStages?.["version-one-0123456789012345678901"], ["AWSPREVIOUS"]);
    assert.ok(described.VersionIdsToStages?.[VersionId]?.includes("AWSCURRENT"));
    assert.equal(described.RotationLambdaARN, rotator);
    assert.deepEqual(described.RotationRules, { AutomaticallyAfterDays: 30 });
    assert.equal(described.RotationEnabled, true);
    assert.ok((described.LastRotatedDate?.getTime() ?? 0) >= before);
    assert.equal(described.LastChangedDate?.getTime(), described.LastRotatedDate?.getTime());
    const days = ((described.NextRotationDate?.getTime() ?? 0) - before) / 86_400_000;
    assert.ok(days > 29.9 && days < 31, `next rotation in ${days} days`);
    const value = await root.secrets.send(new GetSecretValueCommand({ SecretId: "app/value" }));
    assert.equal(value.SecretString, "made by createSecret");
  });

  it("makes the first value of a secret that has none", async () => {
    const { VersionId } = await secret("app/empty");
    assert.equal(VersionId, undefined);
    await refused(
      root.secrets.send(new GetSecretValueCommand({ SecretId: "app/empty" })),
      "ResourceNotFoundException",
      /AWSCURRENT/,
    );
    await rotate("app/empty");
    await eventually("first value", async () => (await describe_("app/empty")).LastRotatedDate);
    const value = await root.secrets.send(new GetSecretValueCommand({ SecretId: "app/empty" }));
    assert.equal(value.SecretString, "made by createSecret");
  });

  it("leaves AWSPENDING where a step failed, refuses the next call and tries again", async () => {
    await secret("app/stuck", { SecretString: "old" });
    await failAt("testSecret");
    const { VersionId = "" } = await rotate("app/stuck");
    await eventually("function's failure", async () => {
      const { VersionIdsToStages } = await describe_("app/stuck");
      const value = await root.secrets
        .send(new GetSecretValueCommand({ SecretId: "app/stuck", VersionId }))
        .catch(() => undefined);
      return value !== undefined && VersionIdsToStages?.[VersionId]?.includes("AWSPENDING");
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal((await describe_("app/stuck")).LastRotatedDate, undefined);
    await failAt("");
    await refused(rotate("app/stuck"), "InvalidRequestException", /A previous rotation isn't complete/);
    const after = await eventually("second attempt", async () => {
      const now = await describe_("app/stuck");
      return now.LastRotatedDate !== undefined && now;
    });
    assert.ok(after.VersionIdsToStages?.[VersionId]?.includes("AWSCURRENT"));
  });

  it("cancels, and retains the pending version", async () => {
    await secret("app/cancelled", { SecretString: "old" });
    await failAt("createSecret");
    const { VersionId } = await rotate("app/cancelled");
    const cancelled = await root.secrets.send(new CancelRotateSecretCommand({ SecretId: "app/cancelled" }));
    assert.equal(cancelled.VersionId, VersionId);
    assert.equal((await describe_("app/cancelled")).RotationEnabled, false);
    await failAt("");
  });

  it("only tests with RotateImmediately false", async () => {
    await secret("app/later", { SecretString: "kept" });
    const answer = await rotate("app/later", { RotateImmediately: false });
    assert.equal(answer.VersionId, undefined);
    const described = await eventually("end of the test", async () => {
      const now = await describe_("app/later");
      return Object.keys(now.VersionIdsToStages ?? {}).length === 1 && now;
    });
    assert.equal(described.LastRotatedDate, undefined);
    assert.ok(described.NextRotationDate);
  });

  it("refuses a function that does not let Secrets Manager call it, and callers without permission to call it", async () => {
    await secret("app/refused", { SecretString: "x" });
    const closed = await nodeFunction(root, "closed", role, "exports.handler = async () => {};");
    await refused(rotate("app/refused", { RotationLambdaARN: closed }), "AccessDeniedException", /cannot invoke/);
    await refused(
      root.secrets.send(new RotateSecretCommand({ SecretId: "app/refused" })),
      "InvalidRequestException",
      /No Lambda rotation function/,
    );
    const half = await user(root, "half", [{ Action: "secretsmanager:RotateSecret", Resource: "*" }]);
    await refused(
      rotate("app/refused", {}, clientsOf(cloud, half)),
      "AccessDeniedException",
      /lambda:InvokeFunction on resource: .*rotator/,
    );
    await refused(
      rotate("app/refused", { RotationRules: { AutomaticallyAfterDays: 1001 } }),
      "InvalidParameterException",
      /between 1 and 1000/,
    );
  });

  it("refuses schedules that Secrets Manager does not know", async () => {
    const by = async (ScheduleExpression: string, index: number): Promise<string> => {
      await secret(`app/schedule-${index}`, { SecretString: "x" });
      const rules = { RotateImmediately: false, RotationRules: { ScheduleExpression } };
      await rotate(`app/schedule-${index}`, rules);
      return `app/schedule-${index}`;
    };
    const wrong = [
      "rate(30 minutes)",
      "rate(3 hours)",
      "rate(0 days)",
      "cron(30 8 1 * ? *)",
      "cron(0 8 1 * MON *)",
      "cron(0 8 1 * ? 2030)",
      "cron(0 8 1 * ?)",
    ];
    for (const [index, each] of wrong.entries()) {
      await refused(by(each, index), "InvalidParameterException", /Invalid schedule expression/);
    }
    const right = ["rate(4 hours)", "rate(1 day)", "cron(0 8 1 * ? *)", "cron(0 18 ? * SAT *)"];
    for (const [index, each] of right.entries()) {
      const described = await describe_(await by(each, wrong.length + index));
      assert.equal(described.RotationRules?.ScheduleExpression, each);
    }
  });

  it("retains a version's value, and a label on one version only", async () => {
    await secret("app/versions", { SecretString: "one" });
    const put = (ClientRequestToken: string, SecretString: string) =>
      root.secrets.send(
        new PutSecretValueCommand({
          SecretId: "app/versions",
          ClientRequestToken,
          SecretString,
          VersionStages: ["AWSPENDING"],
        }),
      );
    const [first, second] = ["a".repeat(32), "b".repeat(32)];
    await put(first, "two");
    await put(first, "two");
    await refused(put(first, "three"), "ResourceExistsException", /already in use/);
    await put(second, "three");
    const { VersionIdsToStages } = await describe_("app/versions");
    assert.deepEqual([VersionIdsToStages?.[first], VersionIdsToStages?.[second]], [undefined, ["AWSPENDING"]]);
  });
});
