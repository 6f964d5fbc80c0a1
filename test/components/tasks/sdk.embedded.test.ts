import assert from "node:assert/strict";
import { CreateTableCommand, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { type SdkTask, sdkKind } from "../../../components/tasks/sdk";
import { TaskCloud } from "../../helpers/task-cloud";

/** Runs on the embedded cloud: the call, the roles and IAM are real, on its DynamoDB. It does not prove how AWS words a cause. */
describe("task kind sdk on the embedded cloud", function () {
  this.timeout(60_000);
  let cloud: TaskCloud;
  const resources = ["arn:{{partition}}:dynamodb:{{region}}:{{account}}:table/releases-{{environment}}"];
  const TableName = "releases-{{environment}}";
  const put = (more: Partial<SdkTask> = {}): SdkTask => ({
    kind: "sdk",
    service: "dynamodb",
    action: "putItem",
    arguments: {
      TableName,
      Item: {
        app: { S: "{{app}}" },
        by: { S: "{{execution}}" },
        image: { S: "{{context.images.carts.tag}}" },
        note: { S: "{{action}} of {{context.images.carts.tag}} to {{environment}}" },
      },
    },
    resources,
    ...more,
  });
  const context = { images: { carts: { tag: 'v"7' } } };

  before(async () => {
    cloud = await TaskCloud.start();
    await cloud.dynamodb.send(
      new CreateTableCommand({
        TableName: "releases-test",
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [{ AttributeName: "app", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "app", AttributeType: "S" }],
      }),
    );
  });
  after(() => cloud?.stop());

  it("calls the action with what the run knows filled in, whatever characters it holds", async () => {
    assert.equal(typeof (await cloud.result("carts", await cloud.app("carts", put()), context)), "object");
    const { Item } = await cloud.dynamodb.send(
      new GetItemCommand({ TableName: "releases-test", Key: { app: { S: "carts" } } }),
    );
    assert.match(Item?.by?.S ?? "", /:execution:shop-test_carts:/);
    assert.deepEqual([Item?.image?.S, Item?.note?.S], ['v"7', 'release of v"7 to test']);
  });

  it("keeps the members of the answer that are asked for", async () => {
    const get = put({ action: "getItem", arguments: { TableName, Key: { app: { S: "carts" } } }, keep: ["Item"] });
    const result = (await cloud.result("get", await cloud.app("get", get), context)) as { Item: { app: unknown } };
    assert.deepEqual(Object.keys(result), ["Item"]);
    assert.deepEqual(result.Item.app, { S: "carts" });
  });

  it("fails when the context has not what is asked for", async () => {
    const end = await cloud.run(await cloud.app("missing", put()), {});
    assert.deepEqual([end.status, end.error], ["FAILED", "States.QueryEvaluationError"]);
    assert.match(end.cause ?? "", /The context of missing has no images\.carts\.tag/);
  });

  it("is refused on what is not among the resources, and without the action", async () => {
    const [statement] = sdkKind.permissions(put(), cloud.names.scope, "");
    const { Resource = [] } = statement ?? assert.fail();
    for (const [app, rights] of [
      ["table", [{ Effect: "Allow", Action: ["dynamodb:PutItem"], Resource: [`${Resource[0]}-other`] }]],
      ["action", [{ Effect: "Allow", Action: ["dynamodb:GetItem"], Resource }]],
    ] as const) {
      const end = await cloud.run(await cloud.app(`no-${app}`, put(), { rights }), context);
      assert.deepEqual([end.status, end.error], ["FAILED", "DynamoDb.DynamoDbException"], end.cause);
      assert.match(end.cause ?? "", /not authorized to perform: dynamodb:PutItem/);
    }
  });
});
