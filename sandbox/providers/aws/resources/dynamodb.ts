import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListTagsOfResourceCommand,
  type ScalarAttributeType,
  type TableDescription,
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
import type { Aws } from "../connection";
import { arnFault, must, orGone, type Plain, touches } from "../service";
import { tagged } from "../tagged";
import { fromPairs, pairs } from "../tags";

type Inputs = Plain<TableArgs>;

/** Seconds for which a table may be made or deleted. */
const PATIENCE = 30;

/** Tables with on-demand capacity; the id is the name. */
export const table = tagged<Inputs, TableDescription>({
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
  locate: (_, { name }) => must(name, "a name"),
  find: describe,
  unfinished: ["pointInTimeRecovery", "ttl"],
  async create(service, inputs, tags) {
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
        Tags: pairs(tags),
      }),
    );
    await waitUntilTableExists({ client: service.tables, maxWaitTime: PATIENCE, minDelay: 1 }, { TableName });
    await setRecovery(service, inputs);
    if (inputs.ttl !== undefined) {
      await setTimeToLive(service, inputs);
    }
    return must(TableName, "a name");
  },
  async outputs(found, { service: { tables }, id, known }) {
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
    };
  },
  async update(service, TableName, change) {
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
  },
  tags: ({ tables }, _id, found) => {
    const ResourceArn = must(found.TableArn, "TableArn");
    return {
      list: async () => fromPairs((await tables.send(new ListTagsOfResourceCommand({ ResourceArn }))).Tags),
      put: (tags) => tables.send(new TagResourceCommand({ ResourceArn, Tags: pairs(tags) })),
      remove: (TagKeys) => tables.send(new UntagResourceCommand({ ResourceArn, TagKeys })),
    };
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
