import assert from "node:assert/strict";
import { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { AddPermissionCommand, DeleteFunctionCommand, GetFunctionCommand, InvokeCommand } from "@aws-sdk/client-lambda";
import { CreateTopicCommand, PublishCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import type { EmbeddedAws } from "../../../../sandbox/aws";
import {
  ACCOUNT,
  type Clients,
  clientsOf,
  eventually,
  nodeFunction,
  REGION,
  refused,
  serviceRole,
  startTestCloud,
  user,
} from "../../../helpers/embedded-aws";

describe("embedded AWS: functions", () => {
  let cloud: EmbeddedAws;
  let root: Clients;
  let role: string;

  before(async () => {
    process.env.HOST_SECRET = "of this machine";
    cloud = await startTestCloud();
    root = clientsOf(cloud);
    role = await serviceRole(root, "function", "lambda.amazonaws.com");
  });
  after(async () => {
    delete process.env.HOST_SECRET;
    await cloud.stop();
  });

  const invoke = async (FunctionName: string, payload: unknown = {}, clients = root) => {
    const answer = await clients.lambda.send(
      new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(payload)) }),
    );
    return { error: answer.FunctionError, result: JSON.parse(Buffer.from(answer.Payload ?? []).toString()) };
  };

  it("reports the handler's own error, and reuses the worker that reported it", async () => {
    const source = `
      let calls = 0;
      class ReleaseFailed extends Error { name = "ReleaseFailed"; }
      exports.handler = async (event) => { calls += 1; if (event.fail) throw new ReleaseFailed("no luck"); return calls; };`;
    await nodeFunction(root, "own-error", role, source);
    const { error, result } = await invoke("own-error", { fail: true });
    assert.deepEqual([error, result.errorType, result.errorMessage], ["Unhandled", "ReleaseFailed", "no luck"]);
    assert.match(result.trace[0], /ReleaseFailed: no luck/);
    assert.deepEqual(await invoke("own-error"), { error: undefined, result: 2 });
  });

  it("ends a function at its time-out, in AWS's words", async () => {
    await nodeFunction(root, "slow", role, "exports.handler = () => new Promise(() => setTimeout(() => {}, 60000));", {
      Timeout: 1,
    });
    const { error, result } = await invoke("slow");
    assert.deepEqual([error, result.errorType], ["Unhandled", "Sandbox.Timedout"]);
    assert.match(result.errorMessage, /^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/);
  });

  it("reports what is wrong with a package that cannot be loaded", async () => {
    await nodeFunction(root, "no-handler", role, "exports.other = 1;");
    assert.equal((await invoke("no-handler")).result.errorType, "Runtime.HandlerNotFound");
    await nodeFunction(root, "no-syntax", role, "exports.handler = (");
    assert.equal((await invoke("no-syntax")).result.errorType, "Runtime.UserCodeSyntaxError");
  });

  it("passes a function its own variables and none of this machine's", async () => {
    await nodeFunction(root, "environment", role, "exports.handler = async () => process.env;", {
      Environment: { Variables: { OWN: "value" } },
    });
    const { result } = await invoke("environment");
    assert.equal(result.OWN, "value");
    assert.equal(result.AWS_ENDPOINT_URL, cloud.endpoint);
    assert.equal(result.AWS_LAMBDA_FUNCTION_NAME, "environment");
    assert.match(result.AWS_ACCESS_KEY_ID, /^ASIA/);
    const foreign = Object.keys(result).filter(
      (name) => !/^(AWS_|_X_AMZN|_HANDLER$|LAMBDA_|PATH$|TZ$|LANG$|OWN$|PWD$|SHLVL$|_$|OLDPWD$)/.test(name),
    );
    assert.deepEqual(foreign, []);
  });

  it("is invoked only by a caller with permission", async () => {
    await nodeFunction(root, "guarded", role, "exports.handler = async () => 1;");
    const arn = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:guarded`;
    const allowed = await user(root, "caller", [{ Action: "lambda:InvokeFunction", Resource: arn }]);
    const denied = await user(root, "stranger", [{ Action: "lambda:InvokeFunction", Resource: `${arn}-other` }]);
    assert.equal((await invoke("guarded", {}, clientsOf(cloud, allowed))).result, 1);
    await refused(
      invoke("guarded", {}, clientsOf(cloud, denied)),
      "AccessDeniedException",
      /lambda:InvokeFunction on resource: .*guarded/,
    );
  });

  it("needs a role that Lambda can assume, from a caller with iam:PassRole", async () => {
    const other = await serviceRole(root, "other", "states.amazonaws.com");
    await refused(
      nodeFunction(root, "no-trust", other, "exports.handler = 1"),
      "InvalidParameterValueException",
      /cannot be assumed by Lambda/,
    );
    const creator = await user(root, "creator", [{ Action: "lambda:*", Resource: "*" }]);
    await refused(
      nodeFunction(clientsOf(cloud, creator), "not-passed", role, "exports.handler = 1"),
      "AccessDeniedException",
      /iam:PassRole on resource: .*role\/function/,
    );
    await assert.rejects(root.lambda.send(new GetFunctionCommand({ FunctionName: "not-passed" })));
  });

  it("is invoked by a topic only with a permission for the topic", async () => {
    const Endpoint = await nodeFunction(
      root,
      "subscribed",
      role,
      "exports.handler = async () => console.log('called');",
    );
    const { TopicArn } = await root.sns.send(new CreateTopicCommand({ Name: "calls" }));
    await root.sns.send(new SubscribeCommand({ TopicArn, Protocol: "lambda", Endpoint }));
    const logs = async () => {
      const query = new FilterLogEventsCommand({ logGroupName: "/aws/lambda/subscribed", filterPattern: "called" });
      return (await root.logs.send(query).catch(() => undefined))?.events?.length ?? 0;
    };
    await root.sns.send(new PublishCommand({ TopicArn, Message: "one" }));
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(await logs(), 0);
    await root.lambda.send(
      new AddPermissionCommand({
        FunctionName: "subscribed",
        StatementId: "topic",
        Action: "lambda:InvokeFunction",
        Principal: "sns.amazonaws.com",
        ...(TopicArn === undefined ? {} : { SourceArn: TopicArn }),
      }),
    );
    await root.sns.send(new PublishCommand({ TopicArn, Message: "two" }));
    await eventually("the function's log line", async () => (await logs()) === 1);
  });

  it("serves fifty functions concurrently", async () => {
    const names = Array.from({ length: 50 }, (_, index) => `many-${index}`);
    for (const name of names) {
      await nodeFunction(root, name, role, "exports.handler = async (event) => event.n;", { Timeout: 60 });
    }
    const results = await Promise.all(names.map((name, n) => invoke(name, { n })));
    assert.deepEqual(
      results.map(({ result }) => result),
      names.map((_, n) => n),
    );
    for (const FunctionName of names) {
      await root.lambda.send(new DeleteFunctionCommand({ FunctionName }));
    }
  }).timeout(60_000);
});
