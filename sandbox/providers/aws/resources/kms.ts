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
  type KeyMetadata,
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
import { must, orGone, type Plain, touches } from "../service";
import { tagged } from "../tagged";
import { isMine, type TagMap } from "../tags";

/** Customer-managed keys: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html */
export const key = tagged<Plain<KeyArgs>, KeyMetadata>({
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
  async locate({ service: { kms }, marker }) {
    for await (const page of paginateListKeys({ client: kms }, {})) {
      for (const { KeyId = "" } of page.Keys ?? []) {
        const found = await describe(kms, KeyId);
        if (found?.KeyManager === "CUSTOMER" && isMine(await tagsOf(kms, KeyId), marker)) {
          return KeyId;
        }
      }
    }
    return undefined;
  },
  find: ({ kms }, id) => describe(kms, id),
  async create({ kms }, inputs, tags) {
    const answer = await kms.send(
      new CreateKeyCommand({
        BypassPolicyLockoutSafetyCheck: inputs.bypassPolicyLockoutSafetyCheck,
        Description: inputs.description,
        KeySpec: inputs.customerMasterKeySpec as KeySpec | undefined,
        KeyUsage: inputs.keyUsage as KeyUsageType | undefined,
        MultiRegion: inputs.multiRegion,
        Policy: inputs.policy,
        Tags: tagList(tags),
      }),
    );
    const id = must(answer.KeyMetadata?.KeyId, "KeyId");
    if (inputs.enableKeyRotation) {
      await rotate(kms, id, inputs);
    }
    if (inputs.isEnabled === false) {
      await kms.send(new DisableKeyCommand({ KeyId: id }));
    }
    return id;
  },
  async outputs(found, { service: { kms }, id }) {
    const [policy, rotation] = await Promise.all([
      kms.send(new GetKeyPolicyCommand({ KeyId: id, PolicyName: "default" })),
      kms.send(new GetKeyRotationStatusCommand({ KeyId: id })),
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
    };
  },
  async update({ kms }, id, change) {
    const { news } = change;
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
    if (touches(change, "isEnabled") && news.isEnabled === false) {
      await kms.send(new DisableKeyCommand({ KeyId: id }));
    }
  },
  tags: ({ kms }, KeyId) => ({
    list: () => tagsOf(kms, KeyId),
    put: (tags) => kms.send(new TagResourceCommand({ KeyId, Tags: tagList(tags) })),
    remove: (TagKeys) => kms.send(new UntagResourceCommand({ KeyId, TagKeys })),
  }),
  async delete({ service }, id, outputs) {
    if ((await describe(service.kms, id)) === undefined) {
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

/** A key that waits for its deletion is as good as gone. */
async function describe(kms: KMSClient, KeyId: string): Promise<KeyMetadata | undefined> {
  const found = (await orGone(kms.send(new DescribeKeyCommand({ KeyId }))))?.KeyMetadata;
  return found?.KeyState === "PendingDeletion" ? undefined : found;
}

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
