import assert from "node:assert/strict";
import { CreateConnectionCommand } from "@aws-sdk/client-eventbridge";
import { type HttpTask, httpKind } from "../../../components/tasks/http";
import { type LoopbackServer, startLoopbackServer } from "../../helpers/loopback-server";
import { TaskCloud } from "../../helpers/task-cloud";

/** Runs on the embedded cloud: a server of this machine stands for the API; IAM and the connection's secret are real. It does not prove how AWS words a cause. */
describe("task kind http on the embedded cloud", function () {
  this.timeout(60_000);
  let cloud: TaskCloud;
  let server: LoopbackServer;
  let connection: string;

  const task = (path: string, more: Partial<HttpTask> = {}): HttpTask => ({
    kind: "http",
    endpoint: `https://api.example.com${path}`,
    method: "POST",
    connection,
    ...more,
  });
  const sentTo = (path: string) => server.arrived.filter(({ url }) => url.split("?")[0] === path);

  before(async () => {
    server = await startLoopbackServer(({ url }, response, before) => {
      const json = (status: number, body: unknown) =>
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
      if (url === "/busy") {
        return before < 2 ? json(503, {}) : json(200, { tries: before + 1 });
      }
      if (url === "/broken") {
        return json(502, { message: "upstream" });
      }
      if (url === "/list") {
        return json(200, [7]);
      }
      return json(201, { version: 3 });
    });
    cloud = await TaskCloud.start({ hosts: { "api.example.com": server.url } });
    const { ConnectionArn } = await cloud.clients.events.send(
      new CreateConnectionCommand({
        Name: "releases",
        AuthorizationType: "API_KEY",
        AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "X-Api-Key", ApiKeyValue: "very-secret" } },
      }),
    );
    connection = ConnectionArn ?? assert.fail();
  });
  after(async () => {
    await cloud?.stop();
    await server?.stop();
  });

  it("tells the API who it is for and what the apps before it left, and gives its status and answer", async () => {
    const machine = await cloud.app("told", task("/told"));
    assert.deepEqual(await cloud.result("told", machine, { db: { ready: true } }), {
      status: 201,
      body: { version: 3 },
    });
    const [sent] = sentTo("/told");
    const { execution, ...told } = JSON.parse(sent?.body ?? "{}");
    assert.match(execution, /:execution:shop-test_told:/);
    assert.deepEqual(told, { app: "told", environment: "test", action: "release", context: { db: { ready: true } } });
    assert.equal(sent?.headers["x-api-key"], "very-secret");
  });

  it("sends what the blueprint writes, with what the run knows filled in", async () => {
    const asks = task("/asks", {
      method: "PUT",
      headers: { Accept: "application/json" },
      query: { stage: "{{environment}}", version: "{{context.db.version}}" },
      body: { to: "{{context.db.version}}", note: "{{app}} {{context.db.version}}", fixed: [1, true, null] },
    });
    await cloud.result("asks", await cloud.app("asks", asks), { db: { version: 7 } });
    const [sent] = sentTo("/asks");
    assert.equal(sent?.url, "/asks?stage=test&version=7");
    assert.deepEqual(JSON.parse(sent?.body ?? "{}"), { to: 7, note: "asks 7", fixed: [1, true, null] });
    assert.equal(sent?.headers["idempotency-key"], undefined);
  });

  it("tries again where nothing was done, under the same key", async () => {
    assert.deepEqual(await cloud.result("busy", await cloud.app("busy", task("/busy"))), {
      status: 200,
      body: { tries: 3 },
    });
    const keys = sentTo("/busy").map(({ headers }) => headers["idempotency-key"]);
    assert.equal(keys.length, 3);
    assert.equal(new Set(keys).size, 1);
    assert.match(String(keys[0]), /^busy-release-[0-9a-f-]{36}$/);
  });

  it("keeps a list of one as it is", async () => {
    const machine = await cloud.app("list", task("/list", { method: "GET" }));
    assert.deepEqual(await cloud.result("list", machine), { status: 200, body: [7] });
    assert.equal(sentTo("/list")[0]?.body, "");
  });

  it("asks twice after a failure of unknown effect only where the API may be asked twice", async () => {
    for (const [app, more, tries] of [
      ["once", {}, 1],
      ["again", { idempotent: true }, 5],
      ["put", { method: "PUT" }, 5],
      ["never", { method: "PUT", idempotent: false }, 1],
    ] as const) {
      const before = sentTo("/broken").length;
      const end = await cloud.run(await cloud.app(app, task("/broken", more)));
      assert.deepEqual([end.status, end.error], ["FAILED", "States.Http.StatusCode.502"]);
      assert.match(end.cause ?? "", /upstream/);
      assert.equal(sentTo("/broken").length - before, tries, app);
    }
  });

  it("is refused without any of its rights, and for another address or method", async () => {
    const all = httpKind.permissions(task("/told"), cloud.names.scope, "MACHINE");
    const actions = all.flatMap(({ Action }) => Action);
    assert.equal(actions.length, 4);
    const before = server.arrived.length;
    for (const missing of actions) {
      const app = `no-${missing.split(":")[1]?.toLowerCase()}`.slice(0, 40);
      const rights = all
        .map((one) => ({ ...one, Action: one.Action.filter((action) => action !== missing) }))
        .map((one) => ({
          ...one,
          Resource: one.Resource?.map((arn) => arn.replace("MACHINE", cloud.names.app(app).machine.arn)) ?? [],
        }))
        .filter(({ Action }) => Action.length > 0);
      const error = missing.startsWith("states:")
        ? "States.Http.AccessDenied"
        : "Events.ConnectionResource.AccessDenied";
      const end = await cloud.run(await cloud.app(app, task("/told"), { rights }));
      assert.deepEqual([end.status, end.error], ["FAILED", error], end.cause);
    }
    for (const [app, other] of [
      ["other-address", task("/other")],
      ["other-method", task("/told", { method: "DELETE" })],
    ] as const) {
      const rights = httpKind.permissions(task("/told"), cloud.names.scope, cloud.names.app(app).machine.arn);
      assert.equal((await cloud.run(await cloud.app(app, other, { rights }))).error, "States.Http.AccessDenied", app);
    }
    assert.equal(server.arrived.length, before);
  });
});
