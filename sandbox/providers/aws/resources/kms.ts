import {
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  type KeySpec,
  type KeyUsageType,
  type KMSClient,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  paginateListAliases,
  paginateListKeys,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateKeyDescriptionCommand,
} from "@aws-sdk/client-kms";
import type { AliasArgs, KeyArgs } from "@pulumi/aws/kms";
import { between, nameFault, oneOf } from "../../kit/faults";
import { handler } from "../../kit/handler";
import type { Aws } from "../connection";
import { must, orGone, type Plain, tagsTouched, touches } from "../service";
import { isMine, syncTags, type TagMap } from "../tags";

/** Customer-managed keys: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html */
export const key = handler<Aws, Plain<KeyArgs>>({
  type: "aws:kms/key:Key",
  supports: [
    "bypassPolicyLockoutSafetyCheck",
    "customerMasterKeySpec",
    "deletionWindowInDays",
    "description",
    "enableKeyRotation",
    "isEnabled",
    "keyUsage",
    "multiRegion",
    "policy",
    "region",
    "rotationPeriodInDays",
    "tags",
  ],
  replaceOn: ["customerMasterKeySpec", "keyUsage", "multiRegion", "region"],
  defaults: {
    bypassPolicyLockoutSafetyCheck: false,
    customerMasterKeySpec: "SYMMETRIC_DEFAULT",
    enableKeyRotation: false,
    isEnabled: true,
    keyUsage: "ENCRYPT_DECRYPT",
    multiRegion: false,
  },
  chosenByService: ["description", "policy", "region", "rotationPeriodInDays"],
  documents: { policy: "policy" },
  validate: (inputs) => [
    ...between(inputs.deletionWindowInDays, "deletionWindowInDays", 7, 30, " days"),
    ...between(inputs.rotationPeriodInDays, "rotationPeriodInDays", 90, 2560, " days"),
    ...oneOf(inputs.keyUsage, "keyUsage", ["ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"]),
  ],
  // A key has no name that a second create would find: without this an interrupted create would leave a key for ever.
  async existing({ service, marker }) {
    for await (const page of paginateListKeys({ client: service.kms }, {})) {
      for (const { KeyId } of page.Keys ?? []) {
        const found = await orGone(service.kms.send(new DescribeKeyCommand({ KeyId })));
        if (found?.KeyMetadata?.KeyManager !== "CUSTOMER" || found.KeyMetadata.KeyState === "PendingDeletion") {
          continue;
        }
        if (isMine(await tagsOf(service.kms, must(KeyId, "KeyId")), marker)) {
          return { id: must(KeyId, "KeyId"), mine: true };
        }
      }
    }
    return undefined;
  },
  async create({ service, marker }, inputs) {
    const answer = await service.kms.send(
      new CreateKeyCommand({
        BypassPolicyLockoutSafetyCheck: inputs.bypassPolicyLockoutSafetyCheck,
        Description: inputs.description,
        KeySpec: inputs.customerMasterKeySpec as KeySpec | undefined,
        KeyUsage: inputs.keyUsage as KeyUsageType | undefined,
        MultiRegion: inputs.multiRegion,
        Policy: inputs.policy,
        Tags: tagList(service.tags.written(inputs.tags, marker)),
      }),
    );
    const id = must(answer.KeyMetadata?.KeyId, "KeyId");
    if (inputs.enableKeyRotation) {
      await rotate(service.kms, id, inputs);
    }
    if (inputs.isEnabled === false) {
      await service.kms.send(new DisableKeyCommand({ KeyId: id }));
    }
    return id;
  },
  async read({ service }, id, known) {
    const found = (await orGone(service.kms.send(new DescribeKeyCommand({ KeyId: id }))))?.KeyMetadata;
    if (found === undefined || found.KeyState === "PendingDeletion") {
      return undefined;
    }
    const [policy, rotation, tags] = await Promise.all([
      service.kms.send(new GetKeyPolicyCommand({ KeyId: id, PolicyName: "default" })),
      service.kms.send(new GetKeyRotationStatusCommand({ KeyId: id })),
      tagsOf(service.kms, id),
    ]);
    return {
      arn: found.Arn,
      customerMasterKeySpec: found.KeySpec ?? found.CustomerMasterKeySpec,
      description: found.Description ?? "",
      enableKeyRotation: rotation.KeyRotationEnabled ?? false,
      isEnabled: found.Enabled,
      keyId: found.KeyId,
      keyUsage: found.KeyUsage,
      multiRegion: found.MultiRegion ?? false,
      policy: policy.Policy,
      rotationPeriodInDays: rotation.RotationPeriodInDays,
      ...service.tags.reported(tags, known.tags),
    };
  },
  async update({ service, marker }, id, change) {
    const { news } = change;
    const { kms } = service;
    if (touches(change, "isEnabled") && news.isEnabled !== false) {
      await kms.send(new EnableKeyCommand({ KeyId: id }));
    }
    if (touches(change, "description")) {
      await kms.send(new UpdateKeyDescriptionCommand({ KeyId: id, Description: news.description ?? "" }));
    }
    if (touches(change, "policy") && news.policy !== undefined) {
      const BypassPolicyLockoutSafetyCheck = news.bypassPolicyLockoutSafetyCheck;
      await kms.send(
        new PutKeyPolicyCommand({
          KeyId: id,
          PolicyName: "default",
          Policy: news.policy,
          BypassPolicyLockoutSafetyCheck,
        }),
      );
    }
    if (touches(change, "enableKeyRotation", "rotationPeriodInDays")) {
      if (news.enableKeyRotation) {
        await rotate(kms, id, news);
      } else {
        await kms.send(new DisableKeyRotationCommand({ KeyId: id }));
      }
    }
    if (tagsTouched(change)) {
      await syncTags(
        await tagsOf(kms, id),
        service.tags.written(news.tags, marker),
        (tags) => kms.send(new TagResourceCommand({ KeyId: id, Tags: tagList(tags) })),
        (TagKeys) => kms.send(new UntagResourceCommand({ KeyId: id, TagKeys })),
      );
    }
    if (touches(change, "isEnabled") && news.isEnabled === false) {
      await kms.send(new DisableKeyCommand({ KeyId: id }));
    }
  },
  async delete({ service }, id, outputs) {
    const found = await orGone(service.kms.send(new DescribeKeyCommand({ KeyId: id })));
    if (found === undefined || found.KeyMetadata?.KeyState === "PendingDeletion") {
      return;
    }
    const days = outputs.deletionWindowInDays;
    const PendingWindowInDays = typeof days === "number" ? days : undefined;
    await orGone(service.kms.send(new ScheduleKeyDeletionCommand({ KeyId: id, PendingWindowInDays })));
  },
});

/**
 * Aliases of keys. They carry no tags, so an alias left by an interrupted create is known by its content: the key it
 * names.
 */
export const keyAlias = handler<Aws, Plain<AliasArgs>>({
  type: "aws:kms/alias:Alias",
  supports: ["name", "region", "targetKeyId"],
  replaceOn: ["name", "region"],
  chosenByService: ["region"],
  autoName: { longest: 256, prefix: "alias/" },
  normalize: (name, value) =>
    name === "targetKeyId" && typeof value === "string" ? value.slice(value.lastIndexOf("/") + 1) : value,
  validate: (inputs) =>
    nameFault(
      inputs.name,
      /^alias\/(?!aws\/)[a-zA-Z0-9:/_-]{1,250}$/,
      "must be alias/ and letters, digits or :/_- (alias/aws/ is AWS's own)",
    ),
  async existing({ service }, inputs) {
    const name = must(inputs.name, "a name");
    return (await findAlias(service, name)) === undefined ? undefined : { id: name, mine: undefined };
  },
  async create({ service }, inputs) {
    const AliasName = must(inputs.name, "a name");
    await service.kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: inputs.targetKeyId }));
    return AliasName;
  },
  async read({ service }, id) {
    const found = await findAlias(service, id);
    if (found === undefined) {
      return undefined;
    }
    return {
      arn: found.AliasArn,
      name: found.AliasName,
      targetKeyArn: `arn:${service.partition}:kms:${service.region}:${service.account}:key/${found.TargetKeyId}`,
      targetKeyId: found.TargetKeyId,
    };
  },
  async update({ service }, id, { news }) {
    await service.kms.send(new UpdateAliasCommand({ AliasName: id, TargetKeyId: news.targetKeyId }));
  },
  async delete({ service }, id) {
    await orGone(service.kms.send(new DeleteAliasCommand({ AliasName: id })));
  },
});

async function findAlias(service: Aws, name: string) {
  for await (const page of paginateListAliases({ client: service.kms }, {})) {
    const found = page.Aliases?.find((alias) => alias.AliasName === name);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

async function rotate(kms: KMSClient, KeyId: string, inputs: Plain<KeyArgs>): Promise<void> {
  await kms.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: inputs.rotationPeriodInDays }));
}

async function tagsOf(kms: KMSClient, KeyId: string): Promise<TagMap> {
  const answer = await kms.send(new ListResourceTagsCommand({ KeyId, Limit: 50 }));
  return Object.fromEntries((answer.Tags ?? []).map((tag) => [tag.TagKey ?? "", tag.TagValue ?? ""]));
}

function tagList(tags: TagMap): { TagKey: string; TagValue: string }[] {
  return Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
}
