import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { type Interpreter, startInterpreter } from "../../../../sandbox/aws/interpreter/server";

const TOKEN = "a token of the test";

interface Line {
  readonly event?: { readonly type: string };
  readonly end?: { readonly status: string; readonly output?: string; readonly error?: string };
}

const request = (name: string, states: Record<string, object>, input = "{}") => ({
  executionArn: `arn:aws:states:us-east-1:123456789012:execution:m:${name}`,
  name,
  stateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:m",
  stateMachineName: "m",
  definition: JSON.stringify({ QueryLanguage: "JSONata", StartAt: Object.keys(states)[0], States: states }),
  input,
  roleArn: "arn:aws:iam::123456789012:role/m",
  startDate: Date.now(),
  redriveCount: 0,
  credentials: { accessKeyId: "ASIA", secretAccessKey: "-", sessionToken: "-" },
});
const waits = { W: { Type: "Wait", Seconds: 600, End: true } };

/** No task reaches AWS here: the endpoint is a closed port. */
describe("interpreter server", () => {
  let interpreter: Interpreter;

  beforeEach(async () => {
    interpreter = await startInterpreter({ endpoint: "http://127.0.0.1:9", region: "us-east-1", token: TOKEN });
  });
  afterEach(() => interpreter.stop());

  const post = (path: string, body: object, token = TOKEN, signal?: AbortSignal) =>
    fetch(`${interpreter.url}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
      ...(signal ? { signal } : {}),
    });
  const lines = async (response: Response): Promise<Line[]> =>
    (await response.text())
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));

  it("listens on the loopback address and refuses requests without the token", async () => {
    assert.match(interpreter.url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal((await post("/executions", request("a", waits), "wrong")).status, 401);
    assert.equal((await fetch(`${interpreter.url}/health`)).status, 401);
    const health = await fetch(`${interpreter.url}/health`, { headers: { authorization: `Bearer ${TOKEN}` } });
    assert.equal(health.status, 200);
  });

  it("streams the events and then the end", async () => {
    const states = { P: { Type: "Pass", Output: "{% $states.input.n * 2 %}", End: true } };
    const told = await lines(await post("/executions", request("a", states, '{"n":4}')));
    assert.deepEqual(
      told.map(({ event, end }) => event?.type ?? end),
      [
        "ExecutionStarted",
        "PassStateEntered",
        "PassStateExited",
        "ExecutionSucceeded",
        { status: "SUCCEEDED", output: "8" },
      ],
    );
  });

  it("reports the missing members of a request", async () => {
    const { credentials, name, ...rest } = request("a", waits);
    const answer = await post("/executions", rest);
    assert.equal(answer.status, 400);
    assert.deepEqual(await answer.json(), { message: "The request lacks name, credentials or credentialsError." });
    assert.ok(credentials && name);
  });

  it("a task fails with the launcher's error if the machine's role could not be assumed", async () => {
    const Resource = "arn:aws:states:::aws-sdk:sts:getCallerIdentity";
    const { credentials, ...rest } = request("a", { T: { Type: "Task", Resource, End: true } });
    assert.ok(credentials);
    const credentialsError = { error: "States.Permissions", cause: "no trust" };
    const told = await lines(await post("/executions", { ...rest, credentialsError }));
    assert.deepEqual(told.at(-1)?.end, { status: "FAILED", error: "States.Permissions", cause: "no trust" });
  });

  it("a service that does not answer is an SdkClientException", async () => {
    const Resource = "arn:aws:states:::aws-sdk:sts:getCallerIdentity";
    const told = await lines(await post("/executions", request("a", { T: { Type: "Task", Resource, End: true } })));
    assert.equal(told.at(-1)?.end?.error, "Sts.SdkClientException");
  });

  it("stops an execution, once", async () => {
    const running = request("a", waits);
    const response = await post("/executions", running);
    const stop = () => post("/executions/stop", { executionArn: running.executionArn, error: "E", cause: "C" });
    assert.equal((await stop()).status, 200);
    assert.deepEqual((await lines(response)).at(-1)?.end, { status: "ABORTED", error: "E", cause: "C" });
    assert.equal((await stop()).status, 404);
  });

  it("stops an execution whose launcher has ended", async () => {
    const running = request("a", waits);
    const gone = new AbortController();
    await post("/executions", running, TOKEN, gone.signal);
    gone.abort();
    await setTimeout(500);
    const stop = await post("/executions/stop", { executionArn: running.executionArn });
    assert.equal(stop.status, 404, "still running");
  });

  it("answers for task tokens as the API does", async () => {
    const answer = await post("/tasks/success", { taskToken: "?", output: "1" });
    assert.equal(answer.status, 400);
    assert.equal(((await answer.json()) as { code: string }).code, "InvalidToken");
  });

  it("validates a definition", async () => {
    const answer = await post("/validate", { definition: '{"StartAt":"A","States":{}}' });
    assert.equal(((await answer.json()) as { diagnostics: unknown[] }).diagnostics.length, 1);
  });

  it("stop() ends what is under way and closes the port", async () => {
    const response = await post("/executions", request("a", waits));
    const told = lines(response);
    await interpreter.stop();
    assert.equal((await told).at(-1)?.end?.status, "ABORTED");
    await assert.rejects(post("/executions", request("b", waits)), /fetch failed/);
  });
});
