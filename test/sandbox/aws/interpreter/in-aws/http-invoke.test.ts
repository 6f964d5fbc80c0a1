import assert from "node:assert/strict";
import {
  CreateConnectionCommand,
  DeleteConnectionCommand,
  DescribeConnectionCommand,
  UpdateConnectionCommand,
} from "@aws-sdk/client-eventbridge";
import { ListSecretsCommand } from "@aws-sdk/client-secrets-manager";
import { ACCOUNT, type Clients, REGION, serviceRole } from "../../../../helpers/embedded-aws";
import { type LoopbackServer, startLoopbackServer } from "../../../../helpers/loopback-server";
import { InterpreterInAws, machineArn } from "./interpreter-in-aws";

const STATES = "states.amazonaws.com";
const ENDPOINT = "https://api.example.com/v1";

/** What is proven: IAM decides, the connection authorizes, answers become results or errors. Not proven: that AWS words its causes so. */
describe("interpreter in the embedded AWS: HTTP tasks", function () {
  this.timeout(60_000);
  let aws: InterpreterInAws;
  let clients: Clients;
  let server: LoopbackServer;
  let connection: string;
  let machines = 0;

  before(async () => {
    server = await startLoopbackServer(({ url, method }, response) => {
      const json = (status: number, body: unknown) =>
        response.writeHead(status, { "content-type": "application/json", "x-seen": "yes" }).end(JSON.stringify(body));
      if (url.startsWith("/v1/big")) {
        return json(200, "x".repeat(300_000));
      }
      if (url.startsWith("/v1/busy")) {
        return json(503, { message: "busy" });
      }
      if (url.startsWith("/v1/binary")) {
        return response.writeHead(200, { "content-type": "image/png" }).end("x");
      }
      if (url.startsWith("/v1/cut")) {
        return response.destroy();
      }
      if (url.startsWith("/v1/empty")) {
        return response.writeHead(204).end();
      }
      return json(200, { method });
    });
    aws = await InterpreterInAws.start({
      hosts: { "api.example.com": server.url, "far.example.com": "http://192.0.2.1" },
    });
    clients = aws.clients;
    const { ConnectionArn = "" } = await clients.events.send(
      new CreateConnectionCommand({
        Name: "api",
        AuthorizationType: "API_KEY",
        AuthParameters: {
          ApiKeyAuthParameters: { ApiKeyName: "X-Api-Key", ApiKeyValue: "very-secret" },
          InvocationHttpParameters: {
            HeaderParameters: [{ Key: "X-Team", Value: "connection" }],
            QueryStringParameters: [{ Key: "page", Value: "2" }],
            BodyParameters: [{ Key: "source", Value: "connection" }],
          },
        },
      }),
    );
    connection = ConnectionArn;
  });
  after(async () => {
    await aws?.stop();
    await server?.stop();
  });

  const invoke = (condition: object) => ({
    Action: "states:InvokeHTTPEndpoint",
    Resource: `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:*`,
    Condition: condition,
  });
  const only = (endpoint: string, method: string) =>
    invoke({ StringEquals: { "states:HTTPEndpoint": endpoint, "states:HTTPMethod": method } });
  const retrieve = () => ({ Action: "events:RetrieveConnectionCredentials", Resource: connection });
  const secret = (...actions: string[]) => ({
    Action: actions.map((action) => `secretsmanager:${action}`),
    Resource: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:events!connection/api/*`,
  });
  const all = (path = "", method = "POST") => [
    only(`${ENDPOINT}${path}`, method),
    retrieve(),
    secret("DescribeSecret", "GetSecretValue"),
  ];

  async function run(statements: object[], args: object = {}) {
    machines += 1;
    const role = `http-${machines}`;
    await serviceRole(clients, role, STATES, statements);
    const task = {
      Type: "Task",
      Resource: "arn:aws:states:::http:invoke",
      Arguments: {
        ApiEndpoint: ENDPOINT,
        Method: "POST",
        InvocationConfig: { ConnectionArn: connection },
        RequestBody: { app: "orders" },
        ...args,
      },
      End: true,
    };
    const end = await aws.run(await aws.machine(role, { T: task }, { role }));
    return { ...end, result: JSON.parse(end.output ?? "null") };
  }

  it("calls with what the connection adds, which wins, and returns status, headers and body", async () => {
    const { result, error, cause, executionArn } = await run(all(), {
      Headers: { "X-Team": "task", Accept: "application/json" },
      QueryParameters: { page: "1", size: "a b" },
      RequestBody: { app: "orders", source: "task" },
    });
    assert.equal(error, undefined, cause);
    assert.deepEqual([result.StatusCode, result.StatusText, result.ResponseBody], [200, "OK", { method: "POST" }]);
    assert.deepEqual(result.Headers["x-seen"], ["yes"]);
    const sent = server.arrived.at(-1) ?? assert.fail();
    assert.deepEqual([sent.method, sent.url], ["POST", "/v1?page=2&size=a+b"]);
    assert.deepEqual(JSON.parse(sent.body), { app: "orders", source: "connection" });
    const { "x-api-key": key, "x-team": team, accept, host, range } = sent.headers;
    assert.deepEqual(
      [key, team, accept, host, range],
      ["very-secret", "connection", "application/json", "api.example.com", "bytes=0-262144"],
    );
    assert.ok(!JSON.stringify(await aws.events(executionArn)).includes("very-secret"));
  });

  it("stores credentials in a secret that is deleted with the connection, and never returns them", async () => {
    const named = async () =>
      ((await clients.secrets.send(new ListSecretsCommand({}))).SecretList ?? []).map(({ Name = "" }) => Name);
    const created = await clients.events.send(
      new CreateConnectionCommand({
        Name: "basic",
        AuthorizationType: "BASIC",
        AuthParameters: { BasicAuthParameters: { Username: "ann", Password: "hidden-1" } },
      }),
    );
    assert.match(created.ConnectionArn ?? "", /:connection\/basic\/[0-9a-f-]{36}$/);
    const described = await clients.events.send(new DescribeConnectionCommand({ Name: "basic" }));
    assert.match(described.SecretArn ?? "", /:secret:events!connection\/basic\/[0-9a-f-]{36}-\w{6}$/);
    assert.ok(!JSON.stringify(described).includes("hidden-1"));
    await clients.events.send(
      new UpdateConnectionCommand({
        Name: "basic",
        AuthorizationType: "BASIC",
        AuthParameters: { BasicAuthParameters: { Username: "ann", Password: "hidden-2" } },
      }),
    );
    assert.equal((await named()).filter((name) => name.startsWith("events!connection/basic/")).length, 1);
    await clients.events.send(new DeleteConnectionCommand({ Name: "basic" }));
    assert.deepEqual(
      (await named()).filter((name) => name.startsWith("events!connection/basic/")),
      [],
    );
  });

  it("is refused without any one of its four permissions, or with another address or method", async () => {
    const before = server.arrived.length;
    const denied = "States.Http.AccessDenied";
    const noConnection = "Events.ConnectionResource.AccessDenied";
    const [call, use, read] = all();
    assert.ok(call && use && read);
    const cases: [string, object[]][] = [
      [denied, [use, read]],
      [denied, [only(`${ENDPOINT}/other`, "POST"), use, read]],
      [denied, [only(ENDPOINT, "GET"), use, read]],
      [noConnection, [call, read]],
      [noConnection, [call, use, secret("GetSecretValue")]],
      [noConnection, [call, use, secret("DescribeSecret")]],
    ];
    for (const [error, statements] of cases) {
      assert.equal((await run(statements)).error, error, JSON.stringify(statements));
    }
    assert.equal(server.arrived.length, before);
  });

  it("refuses a permission for another machine", async () => {
    const statements = all().map((one) => ("Condition" in one ? { ...one, Resource: machineArn("another") } : one));
    assert.equal((await run(statements)).error, "States.Http.AccessDenied");
  });

  it("fails with the status that the API answered, its body as the cause", async () => {
    const { error, cause } = await run(all("/busy"), { ApiEndpoint: `${ENDPOINT}/busy` });
    assert.deepEqual([error, cause], ["States.Http.StatusCode.503", '{"message":"busy"}']);
  });

  it("returns no body without one in the answer", async () => {
    const { result, error, cause } = await run(all("/empty", "DELETE"), {
      ApiEndpoint: `${ENDPOINT}/empty`,
      Method: "DELETE",
    });
    assert.equal(error, undefined, cause);
    assert.deepEqual([result.StatusCode, "ResponseBody" in result], [204, false]);
  });

  it("fails for an answer that is too large, cut off or no text", async () => {
    for (const [path, error] of [
      ["/big", "States.DataLimitExceeded"],
      ["/cut", "States.Http.Socket"],
      ["/binary", "States.Runtime"],
    ]) {
      assert.equal((await run(all(path), { ApiEndpoint: `${ENDPOINT}${path}` })).error, error);
    }
  });

  it("is refused with Credentials, which AWS does not document for it, whatever the roles are allowed", async () => {
    const task = {
      Type: "Task",
      Resource: "arn:aws:states:::http:invoke",
      Credentials: { RoleArn: `arn:aws:iam::${ACCOUNT}:role/http-task` },
      Arguments: { ApiEndpoint: ENDPOINT, Method: "POST", InvocationConfig: { ConnectionArn: connection } },
      End: true,
    };
    await serviceRole(clients, "http-chained", STATES, [
      ...all(),
      { Action: "sts:AssumeRole", Resource: task.Credentials.RoleArn },
    ]);
    const end = await aws.run(await aws.machine("http-chained", { T: task }, { role: "http-chained" }));
    assert.equal(end.error, "States.Runtime");
    assert.match(end.cause ?? "", /does not run http:invoke with Credentials.*machine's role/s);
  });

  it("reaches no host but those of this machine", async () => {
    for (const host of ["nowhere.example.com", "far.example.com"]) {
      const ApiEndpoint = `https://${host}/`;
      const { error, cause } = await run([only(ApiEndpoint, "POST"), ...all().slice(1)], { ApiEndpoint });
      assert.deepEqual([error, cause?.includes(host)], ["States.Http.Socket", true]);
    }
  });

  it("fails for an unknown connection, and for headers that it is not allowed to set", async () => {
    const gone = `arn:aws:events:${REGION}:${ACCOUNT}:connection/gone/81210c42-8af1-456b-9c4a-6ff02fc664ac`;
    const rights = [all()[0] ?? {}, { Action: "events:RetrieveConnectionCredentials", Resource: gone }];
    const { error } = await run(rights, { InvocationConfig: { ConnectionArn: gone } });
    assert.equal(error, "Events.ConnectionResource.ResourceNotFound");
    for (const Headers of [{ Authorization: "x" }, { "X-Amz-Date": "x" }]) {
      assert.equal((await run(all(), { Headers })).error, "States.Runtime");
    }
    assert.equal((await run(all(), { ApiEndpoint: "http://api.example.com/v1" })).error, "States.Runtime");
  });
});
