import assert from "node:assert/strict";
import { join } from "node:path";
import { CreateConnectionCommand } from "@aws-sdk/client-eventbridge";
import { CreateStateMachineAliasCommand, CreateStateMachineCommand, SendTaskSuccessCommand } from "@aws-sdk/client-sfn";
import { CreateQueueCommand } from "@aws-sdk/client-sqs";
import type { Blueprint } from "../../components/blueprint/blueprint";
import { loadBlueprint } from "../../components/blueprint/load";
import { ended, nextMessage } from "../helpers/embedded-aws";
import { type LoopbackServer, startLoopbackServer } from "../helpers/loopback-server";
import { TaskCloud } from "../helpers/task-cloud";

const FILE = join(__dirname, "../../docs/examples/calls.json");

/** The example as it stands in the documentation, one app after the other, with what an environment has to have for it. */
describe("example of kinds that call somebody else", function () {
  this.timeout(60_000);
  let cloud: TaskCloud;
  let server: LoopbackServer;
  let blueprint: Blueprint;

  before(async () => {
    server = await startLoopbackServer((_, response) =>
      response.writeHead(201, { "content-type": "application/json" }).end('{"id": 7}'),
    );
    cloud = await TaskCloud.start({ hosts: { "api.example.com": server.url } });
    const { ConnectionArn = "" } = await cloud.clients.events.send(
      new CreateConnectionCommand({
        Name: "releases",
        AuthorizationType: "BASIC",
        AuthParameters: { BasicAuthParameters: { Username: "releases", Password: "a-password" } },
      }),
    );
    const loaded = loadBlueprint(FILE, { "releases-api": ConnectionArn });
    assert.ok("blueprint" in loaded, JSON.stringify(loaded));
    blueprint = loaded.blueprint;
  });
  after(async () => {
    await cloud?.stop();
    await server?.stop();
  });

  const deploy = (app: string) => {
    const { task, timeoutSeconds } = blueprint.apps[app] ?? assert.fail();
    return cloud.app(app, task, { timeoutSeconds });
  };

  it("can be read without the values of an environment, too", () => {
    assert.ok("blueprint" in loadBlueprint(FILE));
  });

  it("approval waits for whoever has the token", async () => {
    const { QueueUrl } = await cloud.clients.sqs.send(new CreateQueueCommand({ QueueName: "release-approvals-test" }));
    const execution = await cloud.start(await deploy("approval"));
    const taskToken = (await nextMessage(cloud.clients, QueueUrl, 5))?.body.token;
    await cloud.clients.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"by": "ann"}' }));
    const end = await ended(cloud.clients, execution);
    assert.deepEqual(JSON.parse(end.output ?? "{}").context, { approval: { by: "ann" } });
  });

  it("reindex runs the machine behind the alias", async () => {
    const roleArn = await cloud.role("search", { Service: "states.amazonaws.com" }, []);
    const state = { Type: "Pass", Output: { documents: 3, for: "{% $states.input.context.approval.by %}" }, End: true };
    const { stateMachineVersionArn } = await cloud.clients.sfn.send(
      new CreateStateMachineCommand({
        name: "search-reindex-test",
        roleArn,
        definition: JSON.stringify({ QueryLanguage: "JSONata", StartAt: "S", States: { S: state } }),
        publish: true,
      }),
    );
    await cloud.clients.sfn.send(
      new CreateStateMachineAliasCommand({
        name: "live",
        routingConfiguration: [{ stateMachineVersionArn, weight: 100 }],
      }),
    );
    const result = await cloud.result("reindex", await deploy("reindex"), { approval: { by: "ann" } });
    assert.deepEqual(result, { documents: 3, for: "ann" });
  });

  it("announce tells the API what the apps before it left, as whom the connection says", async () => {
    const context = { approval: { by: "ann" }, reindex: { documents: 3 } };
    const result = await cloud.result("announce", await deploy("announce"), context);
    assert.deepEqual(result, { status: 201, body: { id: 7 } });
    const [sent] = server.arrived;
    const { run, ...body } = JSON.parse(sent?.body ?? "{}");
    assert.match(run, /:execution:shop-test_announce:/);
    assert.deepEqual(body, { by: "ann", documents: 3 });
    assert.equal(sent?.url, "/v1/releases?environment=test");
    assert.equal(sent?.headers.authorization, `Basic ${Buffer.from("releases:a-password").toString("base64")}`);
  });
});
