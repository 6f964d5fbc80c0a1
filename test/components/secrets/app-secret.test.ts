import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { AppSecret, LONGEST_INTERVAL_DAYS, rotationDays } from "../../../components/secrets/app-secret";
import { RotationFunction } from "../../../components/secrets/rotation-function";
import { rotationLogGroup, rotationStatements } from "../../../components/secrets/rotation-permissions";
import { NAMES, TAGS } from "../../helpers/environment-names";
import { record } from "../../helpers/mocks";

const secret = NAMES.app("orders-db").secret("password");

/** Of the runtimes that the provider knows, those of Node, the newest last. */
const [NEWEST_NODE_RUNTIME] = Object.values(aws.lambda.Runtime)
  .filter((name) => /^nodejs\d+\.x$/.test(name))
  .sort((a, b) => b.localeCompare(a, "en", { numeric: true }));

const recorded = () =>
  record(() => {
    const rotation = new RotationFunction("rotation", {
      function: NAMES.rotationFunction,
      role: NAMES.rotationRole,
      logGroupName: rotationLogGroup(NAMES),
      description: "Rotates the secrets of retail-dev",
      account: "111111111111",
      statements: rotationStatements(NAMES, [secret.iamArn]),
      boundaryArn: NAMES.boundary.arn,
      keyArn: "arn:key",
      retentionDays: 365,
      tags: TAGS,
    });
    return new AppSecret("orders-db-password", {
      secretName: secret.name,
      app: "orders-db",
      maxAgeDays: 30,
      keyArn: "arn:key",
      rotation,
      recoveryWindowDays: 0,
      tags: TAGS,
    });
  });

describe("AppSecret", () => {
  it("is created without a value, encrypted, and rotates a day before it would be too old", async () => {
    const { get, all } = await recorded();
    assert.deepEqual(get("aws:secretsmanager/secret:Secret", "orders-db-password").inputs, {
      name: "retail/dev/orders-db/password",
      description: "Secret of orders-db; its values are made by rotation and known to nobody",
      kmsKeyId: "arn:key",
      recoveryWindowInDays: 0,
      tags: TAGS,
    });
    assert.deepEqual(get("aws:secretsmanager/secretRotation:SecretRotation", "orders-db-password").inputs, {
      secretId: "orders-db-password-id",
      rotationLambdaArn: "arn:mock:rotation",
      rotateImmediately: true,
      rotationRules: { automaticallyAfterDays: 29 },
    });
    assert.deepEqual(all("aws:secretsmanager/secretVersion:SecretVersion"), []);
  });

  it("rotates after the function and its permissions exist", async () => {
    const { get } = await recorded();
    const { dependencies } = get("aws:secretsmanager/secretRotation:SecretRotation", "orders-db-password");
    assert.ok(dependencies.includes(get("aws:lambda/permission:Permission", "rotation").urn));
    assert.ok(dependencies.includes(get("aws:iam/rolePolicy:RolePolicy", "rotation").urn));
  });
});

describe("RotationFunction", () => {
  it("is allowed to rotate exactly the secrets, with the environment's key, and to write its own log", async () => {
    const { inputs } = (await recorded()).get("aws:iam/rolePolicy:RolePolicy", "rotation");
    assert.deepEqual(JSON.parse(String(inputs.policy)), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "RotateSecrets",
          Effect: "Allow",
          Action: [
            "secretsmanager:DescribeSecret",
            "secretsmanager:GetSecretValue",
            "secretsmanager:PutSecretValue",
            "secretsmanager:UpdateSecretVersionStage",
          ],
          Resource: ["arn:aws:secretsmanager:eu-central-1:111111111111:secret:retail/dev/orders-db/password-??????"],
        },
        {
          Sid: "UseKey",
          Effect: "Allow",
          Action: ["kms:Decrypt", "kms:GenerateDataKey"],
          Resource: ["arn:aws:kms:eu-central-1:111111111111:key/*"],
          Condition: {
            StringEquals: { "kms:ViaService": "secretsmanager.eu-central-1.amazonaws.com" },
            StringLike: {
              "kms:EncryptionContext:SecretARN": "arn:aws:secretsmanager:eu-central-1:111111111111:secret:retail/dev/*",
            },
          },
        },
        {
          Sid: "WriteLog",
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: ["arn:aws:logs:eu-central-1:111111111111:log-group:/aws/lambda/retail-dev_rotation:log-stream:*"],
        },
      ],
    });
  });

  it("is called by Secrets Manager of this account only", async () => {
    assert.deepEqual((await recorded()).get("aws:lambda/permission:Permission", "rotation").inputs, {
      statementId: "SecretsManager",
      function: "retail-dev_rotation",
      action: "lambda:InvokeFunction",
      principal: "secretsmanager.amazonaws.com",
      sourceAccount: "111111111111",
    });
  });

  it("carries its code with it and no secret in its settings", async () => {
    const { code, ...rest } = (await recorded()).get("aws:lambda/function:Function", "rotation").inputs;
    assert.ok(pulumi.asset.Archive.isInstance(code));
    assert.deepEqual(rest, {
      name: "retail-dev_rotation",
      description: "Rotates the secrets of retail-dev",
      role: "arn:mock:rotation",
      runtime: NEWEST_NODE_RUNTIME,
      handler: "index.handler",
      timeout: 120,
      memorySize: 256,
      loggingConfig: { logFormat: "JSON", logGroup: "/aws/lambda/retail-dev_rotation" },
      tags: TAGS,
    });
  });
});

describe("rotationDays", () => {
  for (const [maxAge, days] of [
    [1, 1],
    [2, 1],
    [30, 29],
    [90, 89],
    [91, 90],
    [365, 90],
  ] as const) {
    it(`is ${days} for an age of ${maxAge}`, () => assert.equal(rotationDays(maxAge), days));
  }

  it("is never more than the allowed age or the longest interval", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 365 }), (maxAge) => {
        const days = rotationDays(maxAge);
        assert.ok(days >= 1 && days <= maxAge && days <= LONGEST_INTERVAL_DAYS);
      }),
    );
  });
});
