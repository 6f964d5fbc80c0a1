import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DeleteResourcePolicyCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  type DescribeSecretResponse,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
  RotateSecretCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import type { SecretArgs, SecretPolicyArgs, SecretRotationArgs } from "@pulumi/aws/secretsmanager";
import { between, nameFault } from "../../kit/faults";
import { handler } from "../../kit/handler";
import type { Aws } from "../connection";
import { arnFault, must, onceSpread, orGone, type Plain, touches } from "../service";
import { tagged } from "../tagged";
import { fromPairs, pairs } from "../tags";

/**
 * Secrets, without a value; the id is the ARN with its random ending:
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
 */
export const secret = tagged<Plain<SecretArgs>, DescribeSecretResponse>({
  type: "aws:secretsmanager/secret:Secret",
  supports: ["description", "kmsKeyId", "name", "policy", "recoveryWindowInDays", "region", "tags"],
  replaceOn: ["name", "region"],
  defaults: { recoveryWindowInDays: 30 },
  // A secret's policy may come from a SecretPolicy, so an unset one is never a difference.
  chosenByService: ["policy", "region"],
  documents: { policy: "policy" },
  autoName: { longest: 512 },
  validate: (inputs) => [
    ...nameFault(inputs.name, /^[\w/+=.@-]{1,512}$/, "must be up to 512 letters, digits or /_+=.@-"),
    ...(inputs.recoveryWindowInDays === 0
      ? []
      : between(inputs.recoveryWindowInDays, "recoveryWindowInDays", 7, 30, " days (or 0: immediately)")),
  ],
  async locate({ service }, { name }) {
    return (await describe(service, must(name, "a name")))?.ARN;
  },
  find: describe,
  async create({ secrets }, inputs, tags) {
    const answer = await secrets.send(
      new CreateSecretCommand({
        Name: inputs.name,
        Description: inputs.description,
        KmsKeyId: inputs.kmsKeyId,
        Tags: pairs(tags),
      }),
    );
    const id = must(answer.ARN, "ARN");
    if (inputs.policy) {
      await secrets.send(new PutResourcePolicyCommand({ SecretId: id, ResourcePolicy: inputs.policy }));
    }
    return id;
  },
  async outputs(found, { service, id }) {
    const policy = await service.secrets.send(new GetResourcePolicyCommand({ SecretId: id }));
    return {
      arn: found.ARN,
      description: found.Description,
      kmsKeyId: found.KmsKeyId,
      name: found.Name,
      policy: policy.ResourcePolicy,
    };
  },
  async update({ secrets }, SecretId, change) {
    const { description, kmsKeyId, policy } = change.news;
    if (touches(change, "description", "kmsKeyId")) {
      await secrets.send(new UpdateSecretCommand({ SecretId, Description: description ?? "", KmsKeyId: kmsKeyId }));
    }
    if (touches(change, "policy") && policy) {
      await secrets.send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy: policy }));
    }
  },
  tags: ({ secrets }, SecretId, found) => ({
    list: () => fromPairs(found.Tags),
    put: (tags) => secrets.send(new TagResourceCommand({ SecretId, Tags: pairs(tags) })),
    remove: (TagKeys) => secrets.send(new UntagResourceCommand({ SecretId, TagKeys })),
  }),
  async delete({ service }, id, outputs) {
    if ((await describe(service, id)) === undefined) {
      return;
    }
    const days = Number(outputs.recoveryWindowInDays ?? 30);
    const when = days === 0 ? { ForceDeleteWithoutRecovery: true } : { RecoveryWindowInDays: days };
    await orGone(service.secrets.send(new DeleteSecretCommand({ SecretId: id, ...when })));
  },
});

/**
 * Rotation of a secret; the id is the secret's:
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
 */
export const secretRotation = handler<Aws, Plain<SecretRotationArgs>>({
  type: "aws:secretsmanager/secretRotation:SecretRotation",
  supports: ["region", "rotateImmediately", "rotationLambdaArn", "rotationRules", "secretId"],
  replaceOn: ["region", "secretId"],
  defaults: { rotateImmediately: true },
  chosenByService: ["region"],
  validate: ({ rotationLambdaArn, rotationRules: rules }) => [
    ...arnFault(rotationLambdaArn, "rotationLambdaArn"),
    ...between(rules?.automaticallyAfterDays, "rotationRules.automaticallyAfterDays", 1, 1000, " days"),
    ...(rules?.automaticallyAfterDays !== undefined && rules.scheduleExpression !== undefined
      ? [
          {
            property: "rotationRules.scheduleExpression",
            reason: "conflicts with rotationRules.automaticallyAfterDays: only one says when",
          },
        ]
      : []),
  ],
  async create(context, inputs) {
    await rotate(context.service, inputs);
    return inputs.secretId;
  },
  async read({ service }, id) {
    const found = await describe(service, id);
    if (found?.RotationEnabled !== true) {
      return undefined;
    }
    const { AutomaticallyAfterDays, Duration, ScheduleExpression } = found.RotationRules ?? {};
    return {
      rotationEnabled: true,
      rotationLambdaArn: found.RotationLambdaARN,
      // The service computes days from a schedule too; only what was configured is reported.
      rotationRules: {
        automaticallyAfterDays: ScheduleExpression === undefined ? AutomaticallyAfterDays : undefined,
        duration: Duration,
        scheduleExpression: ScheduleExpression,
      },
      secretId: id,
    };
  },
  async update({ service }, _id, { news }) {
    await rotate(service, news);
  },
  async delete({ service }, id) {
    if ((await describe(service, id))?.RotationEnabled !== true) {
      return;
    }
    await orGone(service.secrets.send(new CancelRotateSecretCommand({ SecretId: id })));
  },
});

/** A secret's resource policy; the id is the secret's ARN. */
export const secretPolicy = handler<Aws, Plain<SecretPolicyArgs>>({
  type: "aws:secretsmanager/secretPolicy:SecretPolicy",
  supports: ["blockPublicPolicy", "policy", "region", "secretArn"],
  replaceOn: ["region", "secretArn"],
  defaults: { blockPublicPolicy: false },
  chosenByService: ["region"],
  documents: { policy: "policy" },
  validate: (inputs) => arnFault(inputs.secretArn, "secretArn"),
  async create({ service }, inputs) {
    await putPolicy(service, inputs);
    return inputs.secretArn;
  },
  async read({ service }, id) {
    if ((await describe(service, id)) === undefined) {
      return undefined;
    }
    const { ResourcePolicy } = await service.secrets.send(new GetResourcePolicyCommand({ SecretId: id }));
    return ResourcePolicy === undefined || ResourcePolicy === ""
      ? undefined
      : { policy: ResourcePolicy, secretArn: id };
  },
  async update({ service }, _id, { news }) {
    await putPolicy(service, news);
  },
  async delete({ service }, id) {
    if ((await describe(service, id)) === undefined) {
      return;
    }
    await orGone(service.secrets.send(new DeleteResourcePolicyCommand({ SecretId: id })));
  },
});

/** A secret that waits for its deletion is as good as gone: nothing can be done with it but restoring it. */
async function describe(service: Aws, SecretId: string): Promise<DescribeSecretResponse | undefined> {
  const found = await orGone(service.secrets.send(new DescribeSecretCommand({ SecretId })));
  return found?.DeletedDate === undefined ? found : undefined;
}

async function rotate(service: Aws, inputs: Plain<SecretRotationArgs>): Promise<void> {
  const { rotationRules: rules } = inputs;
  const command = () =>
    new RotateSecretCommand({
      SecretId: inputs.secretId,
      RotateImmediately: inputs.rotateImmediately ?? true,
      RotationLambdaARN: inputs.rotationLambdaArn,
      RotationRules: rules && {
        AutomaticallyAfterDays: rules.automaticallyAfterDays,
        Duration: rules.duration,
        ScheduleExpression: rules.scheduleExpression,
      },
    });
  await onceSpread(/^AccessDeniedException/, () => service.secrets.send(command()));
}

async function putPolicy(service: Aws, inputs: Plain<SecretPolicyArgs>): Promise<void> {
  const BlockPublicPolicy = inputs.blockPublicPolicy ?? false;
  await service.secrets.send(
    new PutResourcePolicyCommand({ SecretId: inputs.secretArn, ResourcePolicy: inputs.policy, BlockPublicPolicy }),
  );
}
