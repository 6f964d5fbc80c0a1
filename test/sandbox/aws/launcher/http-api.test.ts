import assert from "node:assert/strict";
import {
  CreateApiCommand,
  CreateAuthorizerCommand,
  type CreateAuthorizerCommandInput,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
  DeleteAuthorizerCommand,
  GetApiCommand,
  GetStageCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-apigatewayv2";
import {
  CreateLogGroupCommand,
  FilterLogEventsCommand,
  PutResourcePolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { AddPermissionCommand, RemovePermissionCommand } from "@aws-sdk/client-lambda";
import type { EmbeddedAws } from "../../../../sandbox/aws";
import { newSigningKey } from "../../../../sandbox/okta/keys";
import {
  ACCOUNT,
  type Clients,
  clientsOf,
  eventually,
  nodeFunction,
  policy,
  REGION,
  refused,
  serviceRole,
  startTestCloud,
} from "../../../helpers/embedded-aws";
import { AUDIENCE, startTokenIssuer, type TokenIssuer } from "../../../helpers/token-issuer";

const ECHO = `exports.handler = async (event) => {
  if (event.body === "fail") { throw new Error("secret of the function"); }
  return { statusCode: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(event) };
};`;
const GROUP = "/aws/vendedlogs/states/probe";
const FORMAT = JSON.stringify({
  id: "$context.requestId",
  route: "$context.routeKey",
  status: "$context.status",
  subject: "$context.authorizer.claims.sub",
  refusal: "$context.authorizer.error",
  integration: "$context.integrationErrorMessage",
  unknown: "$context.nothing",
});

describe("embedded AWS: HTTP APIs", () => {
  let cloud: EmbeddedAws;
  let root: Clients;
  let issuer: TokenIssuer;
  let other: TokenIssuer;
  let apiId = "";
  let endpoint = "";
  let functionArn = "";

  before(async function () {
    this.timeout(60_000);
    [issuer, other] = await Promise.all([startTokenIssuer(), startTokenIssuer("other.example")]);
    cloud = await startTestCloud({ hosts: { [issuer.host]: issuer.url, [other.host]: other.url } });
    root = clientsOf(cloud);
    const role = await serviceRole(root, "function", "lambda.amazonaws.com");
    functionArn = await nodeFunction(root, "echo", role, ECHO);
    const api = await root.api.send(new CreateApiCommand({ Name: "probe", ProtocolType: "HTTP" }));
    apiId = api.ApiId ?? "";
    endpoint = api.ApiEndpoint ?? "";
    await permit("Invoke", "*/*");
    const { IntegrationId } = await root.api.send(
      new CreateIntegrationCommand({
        ApiId: apiId,
        IntegrationType: "AWS_PROXY",
        IntegrationUri: functionArn,
        PayloadFormatVersion: "2.0",
      }),
    );
    const { AuthorizerId } = await root.api.send(new CreateAuthorizerCommand(authorizer()));
    const route = (RouteKey: string, AuthorizationScopes?: string[]) =>
      root.api.send(
        new CreateRouteCommand({
          ApiId: apiId,
          RouteKey,
          Target: `integrations/${IntegrationId}`,
          AuthorizationType: "JWT",
          AuthorizerId,
          AuthorizationScopes,
        }),
      );
    await route("POST /runs", ["runs.start", "runs.all"]);
    await route("GET /runs/{name}");
    await root.logs.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
    await root.api.send(
      new CreateStageCommand({
        ApiId: apiId,
        StageName: "$default",
        AutoDeploy: true,
        AccessLogSettings: { DestinationArn: logGroupArn(), Format: FORMAT },
      }),
    );
  });
  after(async () => {
    await Promise.all([cloud?.stop(), issuer?.stop(), other?.stop()]);
  });

  const logGroupArn = () => `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${GROUP}`;

  const authorizer = (changes: Partial<CreateAuthorizerCommandInput> = {}): CreateAuthorizerCommandInput => ({
    ApiId: apiId,
    Name: "okta",
    AuthorizerType: "JWT",
    IdentitySource: ["$request.header.Authorization"],
    JwtConfiguration: { Issuer: issuer.issuer, Audience: [AUDIENCE] },
    ...changes,
  });

  async function permit(StatementId: string, path: string, api = apiId): Promise<void> {
    await root.lambda.send(
      new AddPermissionCommand({
        FunctionName: "echo",
        StatementId,
        Action: "lambda:InvokeFunction",
        Principal: "apigateway.amazonaws.com",
        SourceArn: `arn:aws:execute-api:${REGION}:${ACCOUNT}:${api}/${path}`,
      }),
    );
  }

  async function call(method: string, path: string, token?: string, body?: string) {
    const answer = await fetch(`${endpoint}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: token }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      body: JSON.parse(text),
      challenge: answer.headers.get("www-authenticate"),
      id: answer.headers.get("apigw-requestid"),
    };
  }

  const now = () => Math.floor(Date.now() / 1000);
  const bearer = async (changes?: Record<string, unknown>) => `Bearer ${await issuer.token(changes)}`;

  it("is reached on loopback under its own address", () => {
    assert.equal(endpoint, `${cloud.endpoint}/_aws/execute-api/${apiId}`);
  });

  it("hands the function payload 2.0 with the claims as strings", async () => {
    const claims = { scp: ["runs.start", "other"], groups: ["a", "b"], admin: true, exp: now() + 60, n: 7 };
    const { status, body, id } = await call("POST", "/runs?a=1&a=2", await bearer(claims), '{"name":"x"}');
    assert.equal(status, 200);
    assert.deepEqual(
      [body.version, body.routeKey, body.rawPath, body.rawQueryString, body.body, body.isBase64Encoded],
      ["2.0", "POST /runs", "/runs", "a=1&a=2", '{"name":"x"}', false],
    );
    const { requestContext } = body;
    assert.deepEqual(
      [requestContext.apiId, requestContext.stage, requestContext.http.method, requestContext.requestId],
      [apiId, "$default", "POST", id],
    );
    const { jwt } = requestContext.authorizer;
    assert.deepEqual(
      [jwt.claims.scp, jwt.claims.groups, jwt.claims.admin, jwt.claims.exp, jwt.claims.n],
      ["[runs.start other]", "[a b]", "true", String(claims.exp), "7"],
    );
    assert.deepEqual(jwt.scopes, ["runs.start"]);
  });

  it("takes the token with and without Bearer, and path parameters", async () => {
    const { body } = await call("GET", "/runs/first-run", await issuer.token());
    assert.deepEqual(body.pathParameters, { name: "first-run" });
    assert.equal((await call("GET", "/runs/x", await bearer())).status, 200);
  });

  const letIn: Record<string, () => Record<string, unknown>> = {
    "one of several audiences": () => ({ aud: ["https://elsewhere.example", AUDIENCE] }),
    "client_id where there is no aud": () => ({ aud: undefined, client_id: AUDIENCE }),
    "nbf in the past": () => ({ nbf: now() - 5 }),
    "no iat": () => ({ iat: undefined }),
  };
  for (const [what, changes] of Object.entries(letIn)) {
    it(`lets in: ${what}`, async () => {
      assert.equal((await call("GET", "/runs/x", await bearer(changes()))).status, 200);
    });
  }

  const refusals: Record<string, () => Promise<string | undefined>> = {
    "no token": async () => undefined,
    "not a token": async () => "Bearer garbage",
    "another audience": () => bearer({ aud: "https://elsewhere.example" }),
    "client_id next to another aud": () => bearer({ aud: "https://elsewhere.example", client_id: AUDIENCE }),
    "no audience": () => bearer({ aud: undefined }),
    "another issuer's claim": () => bearer({ iss: other.issuer }),
    "another issuer": async () => `Bearer ${await other.token()}`,
    "no issuer": () => bearer({ iss: undefined }),
    expired: () => bearer({ exp: now() - 1 }),
    "no exp": () => bearer({ exp: undefined }),
    "not valid yet": () => bearer({ nbf: now() + 60 }),
    "issued in the future": () => bearer({ iat: now() + 60 }),
    "another key under the known kid": async () =>
      `Bearer ${await issuer.token({}, { ...newSigningKey(), kid: issuer.key.kid })}`,
    "a key that is not published": async () => `Bearer ${await issuer.token({}, newSigningKey())}`,
    "alg none": async () => `Bearer ${issuer.unsigned()}`,
    "the public key as a shared secret": async () => `Bearer ${await issuer.symmetric()}`,
  };
  for (const [what, token] of Object.entries(refusals)) {
    it(`refuses with 401: ${what}`, async () => {
      const { status, body, challenge } = await call("GET", "/runs/x", await token());
      assert.deepEqual([status, body], [401, { message: "Unauthorized" }]);
      assert.match(challenge ?? "", what === "no token" ? /^Bearer$/ : /^Bearer error="invalid_token"/);
    });
  }

  it("refuses with 403 a token without one of the route's scopes", async () => {
    const { status, body, challenge } = await call("POST", "/runs", await bearer({ scp: ["runs.start.more"] }), "{}");
    assert.deepEqual([status, body], [403, { message: "Forbidden" }]);
    assert.match(challenge ?? "", /^Bearer scope="runs.start runs.all" error="insufficient_scope"/);
    assert.equal((await call("POST", "/runs", await bearer({ scope: "x runs.all" }), "{}")).status, 200);
    assert.equal((await call("POST", "/runs", await bearer({ scp: ["runs.start"] }), "{}")).status, 200);
  });

  it("answers what no route matches with 404", async () => {
    const { status, body } = await call("DELETE", "/runs/x", await bearer());
    assert.deepEqual([status, body], [404, { message: "Not Found" }]);
  });

  it("answers a function's failure with 500 and none of its text", async () => {
    const { status, body } = await call("POST", "/runs", await bearer({ scp: ["runs.all"] }), "fail");
    assert.deepEqual([status, body], [500, { message: "Internal Server Error" }]);
  });

  it("invokes a function only with its permission for this API and route", async () => {
    const get = async () => (await call("GET", "/runs/x", await bearer())).status;
    await root.lambda.send(new RemovePermissionCommand({ FunctionName: "echo", StatementId: "Invoke" }));
    await permit("OtherApi", "*/*", "abcdef12");
    await permit("OtherRoute", "$default/POST/runs");
    assert.equal(await get(), 500);
    await permit("Route", "*/GET/runs/{name}");
    assert.equal(await get(), 200);
    await permit("Invoke", "*/*");
  });

  it("writes the access log once the group's policy lets log delivery in", async () => {
    const lines = async () => {
      const { events } = await root.logs.send(new FilterLogEventsCommand({ logGroupName: GROUP }));
      return (events ?? []).map(({ message }) => JSON.parse(message ?? ""));
    };
    assert.deepEqual(await lines(), []);
    const delivery = {
      Principal: { Service: "delivery.logs.amazonaws.com" },
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: `${logGroupArn()}:log-stream:*`,
      Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } },
    };
    await root.logs.send(new PutResourcePolicyCommand({ policyName: "probe", policyDocument: policy(delivery) }));
    const good = await call("GET", "/runs/x", await bearer());
    await call("GET", "/runs/x", await bearer({ exp: now() - 1 }));
    const written = await eventually("two lines", async () => {
      const all = await lines();
      return all.length === 2 && all;
    });
    assert.deepEqual(written[0], {
      id: good.id,
      route: "GET /runs/{name}",
      status: "200",
      subject: "good",
      refusal: "-",
      integration: "-",
      unknown: "-",
    });
    assert.equal(written[1].status, "401");
    assert.match(written[1].refusal, /expired/);
  });

  it("throttles a route beyond its burst", async () => {
    const limits = (ThrottlingRateLimit: number, ThrottlingBurstLimit: number) =>
      root.api.send(
        new UpdateStageCommand({
          ApiId: apiId,
          StageName: "$default",
          DefaultRouteSettings: { ThrottlingRateLimit, ThrottlingBurstLimit },
        }),
      );
    await limits(0.01, 2);
    const token = await bearer();
    const answers = [];
    for (let calls = 0; calls < 3; calls += 1) {
      answers.push(await call("GET", "/runs/x", token));
    }
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 429],
    );
    assert.deepEqual(answers[2]?.body, { message: "Too Many Requests" });
    await limits(100, 100);
  });

  it("serves a stage only once it is deployed", async () => {
    await root.api.send(new CreateStageCommand({ ApiId: apiId, StageName: "new" }));
    assert.equal((await call("GET", "/new/runs/x", await bearer())).status, 404);
    await root.api.send(new UpdateStageCommand({ ApiId: apiId, StageName: "new", AutoDeploy: true }));
    assert.equal((await call("GET", "/new/runs/x", await bearer())).status, 200);
  });

  const bad: Record<string, [() => Promise<unknown>, RegExp]> = {
    "an issuer that does not answer": [
      () =>
        root.api.send(
          new CreateAuthorizerCommand(
            authorizer({ JwtConfiguration: { Issuer: "https://nobody.example", Audience: [AUDIENCE] } }),
          ),
        ),
      /Issuer must have a valid discovery endpoint/,
    ],
    "an issuer that calls itself otherwise": [
      () =>
        root.api.send(
          new CreateAuthorizerCommand(
            authorizer({ JwtConfiguration: { Issuer: `${issuer.issuer}/`, Audience: [AUDIENCE] } }),
          ),
        ),
      /Issuer must have a valid discovery endpoint/,
    ],
    "no audience": [
      () =>
        root.api.send(
          new CreateAuthorizerCommand(authorizer({ JwtConfiguration: { Issuer: issuer.issuer, Audience: [] } })),
        ),
      /at least one audience/,
    ],
    "no identity source": [
      () => root.api.send(new CreateAuthorizerCommand(authorizer({ IdentitySource: [] }))),
      /identity source/,
    ],
    "JWT without an authorizer": [
      () => root.api.send(new CreateRouteCommand({ ApiId: apiId, RouteKey: "GET /x", AuthorizationType: "JWT" })),
      /requires a valid JWT authorizer/,
    ],
    "scopes without JWT": [
      () => root.api.send(new CreateRouteCommand({ ApiId: apiId, RouteKey: "GET /x", AuthorizationScopes: ["a"] })),
      /Authorization Scopes are only valid/,
    ],
    "an integration that is not there": [
      () => root.api.send(new CreateRouteCommand({ ApiId: apiId, RouteKey: "GET /x", Target: "integrations/nothing" })),
      /Invalid target/,
    ],
    "a log group that is not there": [
      () =>
        root.api.send(
          new CreateStageCommand({
            ApiId: apiId,
            StageName: "logs",
            AccessLogSettings: { DestinationArn: `${logGroupArn()}-no`, Format: FORMAT },
          }),
        ),
      /existing CloudWatch Logs log group/,
    ],
    "an access log without a request id": [
      () =>
        root.api.send(
          new CreateStageCommand({
            ApiId: apiId,
            StageName: "logs",
            AccessLogSettings: { DestinationArn: logGroupArn(), Format: "$context.status" },
          }),
        ),
      /requestId/,
    ],
  };
  for (const [what, [create, message]] of Object.entries(bad)) {
    it(`refuses to configure: ${what}`, async () => {
      await refused(create(), "BadRequestException", message);
    });
  }

  it("shows tags that were added and removed later", async () => {
    const ResourceArn = `arn:aws:apigateway:${REGION}::/apis/${apiId}`;
    for (const arn of [ResourceArn, `${ResourceArn}/stages/$default`]) {
      await root.api.send(new TagResourceCommand({ ResourceArn: arn, Tags: { a: "1", b: "2" } }));
      await root.api.send(new UntagResourceCommand({ ResourceArn: arn, TagKeys: ["a"] }));
    }
    assert.deepEqual((await root.api.send(new GetApiCommand({ ApiId: apiId }))).Tags, { b: "2" });
    const stage = await root.api.send(new GetStageCommand({ ApiId: apiId, StageName: "$default" }));
    assert.deepEqual(stage.Tags, { b: "2" });
  });

  it("keeps what a route uses, and one route for each key", async () => {
    const { AuthorizerId } = await root.api.send(new CreateAuthorizerCommand(authorizer({ Name: "used" })));
    const create = () =>
      root.api.send(
        new CreateRouteCommand({ ApiId: apiId, RouteKey: "GET /used", AuthorizationType: "JWT", AuthorizerId }),
      );
    await create();
    await refused(create(), "ConflictException", /already exists/);
    await refused(
      root.api.send(new DeleteAuthorizerCommand({ ApiId: apiId, AuthorizerId })),
      "ConflictException",
      /referenced by a route/,
    );
  });
});
