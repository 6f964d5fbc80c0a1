import { GetPublicKeyCommand } from "@aws-sdk/client-kms";
import type { Fault } from "../kit/handler";
import type { PackageDefinition } from "../kit/plugin";
import type { PackageDeclarations } from "../kit/schema";
import { isRecord, type Props } from "../kit/values";
import { type Aws, checkAwsConfig, connectAws } from "./connection";
import declarations from "./declarations.json";
import * as resources from "./resources";
import { MARK } from "./tags";

/** The embedded AWS as a Pulumi package: the types of `@pulumi/aws` that are in use, nothing else. */
export const awsPackage: PackageDefinition<Aws> = {
  name: "aws",
  declarations: declarations as PackageDeclarations,
  handlers: Object.values(resources),
  configure: connectAws,
  checkConfig: checkAwsConfig,
  validate: (service, inputs) => [...regionFaults(service, inputs), ...tagFaults(inputs)],
  derive: (service, { outputs }, inputs) => ({
    ...(outputs.includes("region") ? { region: service.region } : {}),
    ...(outputs.includes("tagsAll") ? { tagsAll: service.tags.all(tagsIn(inputs)) } : {}),
  }),
  functions: {
    "aws:kms/getPublicKey:getPublicKey": async ({ kms }, { keyId }) => {
      const found = await kms.send(new GetPublicKeyCommand({ KeyId: String(keyId) }));
      return {
        arn: found.KeyId,
        customerMasterKeySpec: found.KeySpec,
        encryptionAlgorithms: found.EncryptionAlgorithms ?? [],
        id: found.KeyId,
        keyId,
        keyUsage: found.KeyUsage,
        publicKey: Buffer.from(found.PublicKey ?? []).toString("base64"),
        signingAlgorithms: found.SigningAlgorithms ?? [],
      };
    },
    "aws:index/getCallerIdentity:getCallerIdentity": async ({ account, caller }) => ({
      accountId: account,
      arn: caller.arn,
      id: account,
      userId: caller.userId,
    }),
    "aws:index/getPartition:getPartition": async ({ partition }) => ({
      dnsSuffix: "amazonaws.com",
      id: partition,
      partition,
      reverseDnsPrefix: "com.amazonaws",
    }),
    "aws:index/getRegion:getRegion": async ({ region }) => ({
      description: region,
      endpoint: `ec2.${region}.amazonaws.com`,
      id: region,
      name: region,
      region,
    }),
  },
};

function regionFaults(service: Aws, { region }: Props): Fault[] {
  if (region === undefined || region === service.region) {
    return [];
  }
  return [
    {
      property: "region",
      reason: `is ${JSON.stringify(region)}, but the embedded cloud has only the provider's region, ${service.region}`,
    },
  ];
}

// https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html#id_tags_naming_best_practices
function tagFaults({ tags }: Props): Fault[] {
  if (!isRecord(tags)) {
    return [];
  }
  return Object.entries(tags).flatMap(([name, value]) => {
    const property = `tags[${JSON.stringify(name)}]`;
    if (name.toLowerCase().startsWith("aws:")) {
      return [{ property, reason: "begins with aws:, which is AWS's own" }];
    }
    if (name === MARK) {
      return [{ property, reason: "is the tag by which the embedded cloud's provider knows its own objects" }];
    }
    if (name.length > 128 || String(value).length > 256) {
      return [{ property, reason: "must be up to 128 characters with a value up to 256" }];
    }
    return [];
  });
}

function tagsIn(inputs: Props): Record<string, string> {
  const tags = inputs.tags;
  return isRecord(tags) ? (tags as Record<string, string>) : {};
}
