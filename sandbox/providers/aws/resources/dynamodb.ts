import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListTagsOfResourceCommand,
  type ScalarAttributeType,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";
import type { TableArgs } from "@pulumi/aws/dynamodb";
import { nameFault, oneOf } from "../../kit/faults";
import { handler } from "../../kit/handler";
import type { Aws } from "../connection";
import { arnFault, must, orGone, type Plain, tagsTouched, touches } from "../service";
import { fromPairs, isMine, pairs, syncTags, type TagMap } from "../tags";

type Inputs = Plain<TableArgs>;

/** Seconds for which a table may be made or deleted. */
const PATIENCE = 30;

/** Tables with on-demand capacity; the id is the name. */
export const table = handler<Aws, Inputs>({
  type: "aws:dynamodb/table:Table",
  supports: [
    "attributes",
    "billingMode",
    "deletionProtectionEnabled",
    "hashKey",
    "name",
    "pointInTimeRecovery",
    "rangeKey",
    "region",
    "serverSideEncryption",
    "tags",
    "ttl",
  ],
  replaceOn: ["hashKey", "name", "rangeKey", "region"],
  defaults: { billingMode: "PAY_PER_REQUEST", deletionProtectionEnabled: false },
  chosenByService: ["region"],
  sets: ["attributes"],
  autoName: { longest: 255 },
  validate: (inputs) => [
    ...nameFault(inputs.name, /^[\w.-]{3,255}$/, "must be 3 to 255 letters, digits or _.-"),
    ...oneOf(inputs.billingMode, "billingMode", ["PAY_PER_REQUEST"]),
    ...arnFault(inputs.serverSideEncryption?.kmsKeyArn, "serverSideEncryption.kmsKeyArn"),
    ...(inputs.attributes ?? []).flatMap(({ name }) =>
      [inputs.hashKey, inputs.rangeKey].includes(name)
        ? []
        : [{ property: "attributes", reason: `defines ${name}, which is no key: DynamoDB refuses it` }],
    ),
  ],
  async existing({ service, marker }, inputs) {
    const id = must(inputs.name, "a name");
    const found = await describe(service, id);
    return found?.TableArn === undefined
      ? undefined
      : {
          id,
          mine: isMine(await tagsOf(service, found.TableArn), marker),
          unfinished: ["pointInTimeRecovery", "ttl"],
        };
  },
  async create({ service, marker }, inputs) {
    const { name: TableName, hashKey, rangeKey, attributes = [] } = inputs;
    await service.tables.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        DeletionProtectionEnabled: inputs.deletionProtectionEnabled,
        KeySchema: [
          { AttributeName: must(hashKey, "hashKey"), KeyType: "HASH" },
          ...(rangeKey === undefined ? [] : [{ AttributeName: rangeKey, KeyType: "RANGE" as const }]),
        ],
        AttributeDefinitions: attributes.map(({ name, type }) => ({
          AttributeName: name,
          AttributeType: type as ScalarAttributeType,
        })),
        ...encryption(inputs),
        Tags: pairs(service.tags.written(inputs.tags, marker)),
      }),
    );
    await waitUntilTableExists({ client: service.tables, maxWaitTime: PATIENCE, minDelay: 1 }, { TableName });
    await setRecovery(service, inputs);
    if (inputs.ttl !== undefined) {
      await setTimeToLive(service, inputs);
    }
    return must(TableName, "a name");
  },
  async read({ service }, id, known) {
    const found = await describe(service, id);
    if (found?.TableArn === undefined) {
      return undefined;
    }
    const { tables } = service;
    const backups = await tables.send(new DescribeContinuousBackupsCommand({ TableName: id }));
    const ttl = (await tables.send(new DescribeTimeToLiveCommand({ TableName: id }))).TimeToLiveDescription;
    const recovery = backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
    const sse = found.SSEDescription;
    const keyOf = (type: string) => found.KeySchema?.find(({ KeyType }) => KeyType === type)?.AttributeName;
    return {
      arn: found.TableArn,
      attributes: (found.AttributeDefinitions ?? []).map(({ AttributeName, AttributeType }) => ({
        name: AttributeName,
        type: AttributeType,
      })),
      billingMode: found.BillingModeSummary?.BillingMode,
      deletionProtectionEnabled: found.DeletionProtectionEnabled ?? false,
      hashKey: keyOf("HASH"),
      name: id,
      pointInTimeRecovery:
        known.pointInTimeRecovery === undefined
          ? undefined
          : { enabled: recovery?.PointInTimeRecoveryStatus === "ENABLED" },
      rangeKey: keyOf("RANGE"),
      serverSideEncryption:
        sse === undefined ? undefined : { enabled: sse.Status === "ENABLED", kmsKeyArn: sse.KMSMasterKeyArn },
      ttl:
        known.ttl === undefined
          ? undefined
          : { attributeName: ttl?.AttributeName, enabled: ttl?.TimeToLiveStatus === "ENABLED" },
      ...service.tags.reported(await tagsOf(service, found.TableArn), known.tags),
    };
  },
  async update({ service, marker }, TableName, change) {
    const { news } = change;
    if (touches(change, "serverSideEncryption", "deletionProtectionEnabled")) {
      const DeletionProtectionEnabled = news.deletionProtectionEnabled;
      await service.tables.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled, ...encryption(news) }));
    }
    if (touches(change, "pointInTimeRecovery")) {
      await setRecovery(service, news);
    }
    if (touches(change, "ttl")) {
      await setTimeToLive(service, news);
    }
    if (!tagsTouched(change)) {
      return;
    }
    const ResourceArn = must((await describe(service, TableName))?.TableArn, "TableArn");
    await syncTags(
      await tagsOf(service, ResourceArn),
      service.tags.written(news.tags, marker),
      (tags) => service.tables.send(new TagResourceCommand({ ResourceArn, Tags: pairs(tags) })),
      (TagKeys) => service.tables.send(new UntagResourceCommand({ ResourceArn, TagKeys })),
    );
  },
  async delete({ service }, TableName) {
    const client = service.tables;
    if ((await orGone(client.send(new DeleteTableCommand({ TableName })))) !== undefined) {
      await waitUntilTableNotExists({ client, maxWaitTime: PATIENCE, minDelay: 1 }, { TableName });
    }
  },
});

async function describe(service: Aws, TableName: string) {
  return (await orGone(service.tables.send(new DescribeTableCommand({ TableName }))))?.Table;
}

function encryption({ serverSideEncryption: sse }: Inputs) {
  return sse === undefined
    ? {}
    : {
        SSESpecification: {
          Enabled: sse.enabled,
          ...(sse.kmsKeyArn === undefined ? {} : { SSEType: "KMS" as const, KMSMasterKeyId: sse.kmsKeyArn }),
        },
      };
}

async function setRecovery(service: Aws, { name: TableName, pointInTimeRecovery }: Inputs): Promise<void> {
  const PointInTimeRecoveryEnabled = pointInTimeRecovery?.enabled ?? false;
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled };
  await service.tables.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
}

async function setTimeToLive(service: Aws, { name: TableName, ttl }: Inputs): Promise<void> {
  const TimeToLiveSpecification = { AttributeName: ttl?.attributeName, Enabled: ttl?.enabled ?? false };
  await service.tables.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
}

async function tagsOf(service: Aws, ResourceArn: string): Promise<TagMap> {
  return fromPairs((await service.tables.send(new ListTagsOfResourceCommand({ ResourceArn }))).Tags);
}
