import { CreateTableCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { type KindFaults, NO_TOKEN } from "../fault";

/** Milliseconds by which a slow call is answered late; the time-out of such a cell is shorter. */
const LATE = 8000;

export const sdkFaults: KindFaults = {
  kind: "sdk",
  async work(cloud, name, behaviour) {
    await cloud.dynamodb.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [{ AttributeName: "app", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "app", AttributeType: "S" }],
      }),
    );
    const Item = { app: { S: "work" }, text: { S: behaviour === "large" ? "x".repeat(300_000) : "" } };
    await cloud.dynamodb.send(new PutItemCommand({ TableName: name, Item }));
    if (behaviour === "slow") {
      cloud.proxy.delay(name, LATE);
    }
    const resources = [`arn:{{partition}}:dynamodb:{{region}}:{{account}}:table/${name}`];
    const item = { TableName: name, Item: { app: { S: "work" } } };
    if (behaviour === "large") {
      return {
        kind: "sdk",
        service: "dynamodb",
        action: "getItem",
        arguments: { TableName: name, Key: { app: { S: "work" } } },
        resources,
      };
    }
    const condition = behaviour === "fails" ? { ConditionExpression: "attribute_not_exists(app)" } : {};
    return { kind: "sdk", service: "dynamodb", action: "putItem", arguments: { ...item, ...condition }, resources };
  },
  verdicts: {
    "task error": { error: "DynamoDb.ConditionalCheckFailedException", says: /conditional request failed/i },
    throttle: { error: "DynamoDb.ThrottlingException", says: /Rate exceeded/ },
    "time-out": { error: "States.Timeout", says: /Run task/ },
    "heartbeat lost": NO_TOKEN,
    "access denied": { error: "DynamoDb.DynamoDbException", says: /not authorized to perform: dynamodb:PutItem/ },
    "result too large": { error: "States.DataLimitExceeded", says: /exceeding the maximum number of bytes/ },
  },
};
