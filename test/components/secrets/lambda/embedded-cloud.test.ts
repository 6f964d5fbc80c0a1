import assert from "node:assert/strict";
import { CreateLogGroupCommand, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateAliasCommand, CreateKeyCommand } from "@aws-sdk/client-kms";
import { AddPermissionCommand } from "@aws-sdk/client-lambda";
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  RotateSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import { environmentNames, scopeOf } from "../../../../components/core/names";
import { bundleRotation } from "../../../../components/secrets/lambda/bundle";
import { rotationLogGroup, rotationStatements } from "../../../../components/secrets/rotation-permissions";
import type { EmbeddedAws } from "../../../../sandbox/aws";
import {
  ACCOUNT,
  type Clients,
  clientsOf,
  eventually,
  nodeFunction,
  REGION,
  serviceRole,
  startTestCloud,
} from "../../../helpers/embedded-aws";

const names = environmentNames(scopeOf({ blueprint: "retail", environment: "test", account: ACCOUNT, region: REGION }));
const own = names.app("orders-db").secret("password");
const foreign = names.app("elsewhere").secret("password");

/**
 * The bundled function under the very permissions that the component gives it. It proves the four steps against an emulated Secrets Manager that
 * calls the function and enforces IAM; not how the real service spaces its retries.
 */
describe("rotation function on the embedded cloud", function () {
  this.timeout(120_000);
  let cloud: EmbeddedAws;
  let clients: Clients;
  let functionArn: string;

  before(async () => {
    cloud = await startTestCloud();
    clients = clientsOf(cloud);
    const { KeyMetadata } = await clients.kms.send(new CreateKeyCommand({}));
    await clients.kms.send(new CreateAliasCommand({ AliasName: names.keyAlias.name, TargetKeyId: KeyMetadata?.KeyId }));
    await clients.logs.send(new CreateLogGroupCommand({ logGroupName: rotationLogGroup(names) }));
    const statements = rotationStatements(names, [own.iamArn]);
    const role = await serviceRole(clients, names.rotationRole.name, "lambda.amazonaws.com", statements);
    functionArn = await nodeFunction(clients, names.rotationFunction.name, role, bundleRotation(), { Timeout: 120 });
    await clients.lambda.send(
      new AddPermissionCommand({
        FunctionName: names.rotationFunction.name,
        StatementId: "SecretsManager",
        Action: "lambda:InvokeFunction",
        Principal: "secretsmanager.amazonaws.com",
        SourceAccount: ACCOUNT,
      }),
    );
    for (const { name } of [own, foreign]) {
      await clients.secrets.send(new CreateSecretCommand({ Name: name, KmsKeyId: names.keyAlias.name }));
    }
  });

  after(async () => await cloud?.stop());

  const rotate = async (name: string) =>
    await clients.secrets.send(
      new RotateSecretCommand({
        SecretId: name,
        RotationLambdaARN: functionArn,
        RotationRules: { AutomaticallyAfterDays: 29 },
        RotateImmediately: true,
      }),
    );
  const current = async (name: string) => {
    const { VersionIdsToStages = {} } = await clients.secrets.send(new DescribeSecretCommand({ SecretId: name }));
    return Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes("AWSCURRENT"))?.[0];
  };
  const value = async (name: string) =>
    (await clients.secrets.send(new GetSecretValueCommand({ SecretId: name }))).SecretString ?? "";
  const log = async () => {
    const { events = [] } = await clients.logs.send(
      new FilterLogEventsCommand({ logGroupName: rotationLogGroup(names) }),
    );
    return events.map(({ message }) => message).join("\n");
  };

  it("makes the first value of an empty secret, then another, and logs neither", async () => {
    await rotate(own.name);
    const first = await eventually("the first version", () => current(own.name), 60);
    const before = await value(own.name);
    assert.equal(before.length, 40);
    // Refused, or not taken up, while the function of the first rotation still returns.
    const another = async () => {
      await rotate(own.name).catch((error: Error) => assert.equal(error.name, "InvalidRequestException"));
      return (await current(own.name)) !== first;
    };
    await eventually("the second version", another, 60);
    const after = await value(own.name);
    assert.notEqual(after, before);
    const lines = await eventually(
      "the last step in the log",
      async () => {
        const text = await log();
        return text.split('"step":"finishSecret"').length > 2 && text;
      },
      30,
    );
    assert.equal(lines.includes(before) || lines.includes(after), false);
  });

  it("cannot touch a secret that its permissions do not name, and gives up after a minute", async () => {
    await rotate(foreign.name).catch(() => undefined);
    await eventually(
      "the refusal in the log",
      async () => /rotation step failed[^\n]*AccessDenied/.test(await log()),
      100,
    );
    assert.equal(await current(foreign.name), undefined);
  });
});
