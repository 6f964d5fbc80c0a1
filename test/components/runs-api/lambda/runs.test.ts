import assert from "node:assert/strict";
import type { RunsConfig } from "../../../../components/runs-api/lambda/config";
import { answerRuns, type RunsCall } from "../../../../components/runs-api/lambda/runs";

const PREFIX = "arn:aws:states:eu-central-1:111111111111:execution:shop-dev:";
const GROUP = "aws#shop-dev#shop-dev_operator#111111111111";
const config: RunsConfig = {
  environment: "shop-dev",
  parentAliasArn: "arn:aws:states:eu-central-1:111111111111:stateMachine:shop-dev:live",
  executionPrefix: PREFIX,
  apps: ["db", "orders"],
  callers: [
    { who: { client: "shop-dev_runner" }, may: ["start", "observe"] },
    { who: { group: GROUP }, may: ["start", "observe", "stop"] },
  ],
};

const machine = {
  sub: "shop-dev_runner",
  cid: "shop-dev_runner",
  scp: "[app-of-apps.runs.start app-of-apps.runs.read]",
  jti: "AT.1",
  iss: "https://example.okta.com/oauth2/aus1",
  iat: "1767225600",
  exp: "1767225900",
};
const person = { ...machine, sub: "ann@example.com", cid: "shop-dev_native", uid: "00u1", groups: `[x ${GROUP}]` };

/** A Step Functions that remembers what it was asked; an answer that is an Error is thrown. */
function tools(answers: Readonly<Record<string, unknown>> = {}) {
  const sent: { name: string; input: Record<string, unknown> }[] = [];
  const send = async (command: { input: Record<string, unknown>; constructor: { name: string } }) => {
    const name = command.constructor.name.replace(/Command$/, "");
    sent.push({ name, input: command.input });
    const answer = answers[name] ?? {};
    if (answer instanceof Error) {
      throw answer;
    }
    return answer;
  };
  return { sent, tools: { config, client: { send: send as never } } };
}

const failure = (name: string) => Object.assign(new Error(name), { name });
const post = (more: Partial<RunsCall> = {}): RunsCall => ({ routeKey: "POST /runs", claims: machine, ...more });

describe("runs API: starting", () => {
  it("starts the parent by its alias with the identity of the verified claims", async () => {
    const { sent, tools: made } = tools();
    const { status, body } = await answerRuns(post({ body: "{}" }), made);
    assert.equal(status, 202);
    const { stateMachineArn, name, input } = sent[0]?.input ?? {};
    assert.equal(stateMachineArn, config.parentAliasArn);
    assert.deepEqual(body, { name, execution: `${PREFIX}${name}` });
    assert.deepEqual(JSON.parse(String(input)), {
      identity: {
        subject: "shop-dev_runner",
        client: "shop-dev_runner",
        groups: [],
        scopes: ["app-of-apps.runs.start", "app-of-apps.runs.read"],
        tokenId: "AT.1",
        issuer: "https://example.okta.com/oauth2/aus1",
        wayIn: "machine",
        time: "2026-01-01T00:00:00.000Z",
        expires: 1_767_225_900,
      },
    });
  });

  it("names of a person's groups those that the access map has", async () => {
    const { sent, tools: made } = tools();
    await answerRuns(post({ claims: person, body: '{"rehearse":true,"name":"mine"}' }), made);
    const input = JSON.parse(String(sent[0]?.input.input));
    assert.deepEqual(
      [input.rehearse, input.quiet, input.identity.wayIn, input.identity.groups],
      [true, true, "person", [GROUP]],
    );
    assert.equal(sent[0]?.input.name, "mine");
  });

  it("has the same name and input for the same token and request, and another name for another", async () => {
    const { sent, tools: made } = tools();
    const calls = [post(), post(), post({ claims: { ...machine, jti: "AT.2" } }), post({ body: '{"rehearse":true}' })];
    for (const call of calls) {
      await answerRuns(call, made);
    }
    const [first, second, third, fourth] = sent.map(({ input }) => input);
    assert.deepEqual(first, second);
    assert.equal(new Set([first?.name, third?.name, fourth?.name]).size, 3);
  });

  it("answers a repeated request as the first, and a name that is taken with 409", async () => {
    const { tools: made } = tools({ StartExecution: failure("ExecutionAlreadyExists") });
    assert.equal((await answerRuns(post(), made)).status, 202);
    const taken = await answerRuns(post({ body: '{"name":"mine"}' }), made);
    assert.equal(taken.status, 409);
    assert.match(String(taken.body.message), /"mine" exists; fix: /);
  });

  it("lists everything that is wrong with a request in one message", async () => {
    const { sent, tools: made } = tools();
    const body = JSON.stringify({ name: "a b", rehearse: "yes", identity: { subject: "root" }, context: {} });
    const { status, body: answer } = await answerRuns(post({ body }), made);
    assert.equal(status, 400);
    const lines = String(answer.message).split("\n");
    assert.deepEqual(
      lines.map((line) => line.split(":")[0]),
      ["name", "rehearse", "identity", "context"],
    );
    assert.ok(lines.every((line) => line.includes("fix: ")));
    assert.deepEqual(sent, []);
  });

  for (const body of ["[]", "null", '"x"', "{", "7"]) {
    it(`refuses a body that is not an object: ${body}`, async () => {
      assert.equal((await answerRuns(post({ body }), tools().tools)).status, 400);
    });
  }
});

describe("runs API: who is allowed", () => {
  const refused: Record<string, RunsCall> = {
    "a machine that the map does not name": post({ claims: { ...machine, sub: "other", cid: "other" } }),
    "a machine that may not stop": { routeKey: "POST /runs/{name}/stop", claims: machine, name: "r" },
    "a person without a group of the map": post({ claims: { ...person, groups: "[x]" } }),
    "a group as part of another": post({ claims: { ...person, groups: `[${GROUP}0]` } }),
    "a person with the client of a machine": post({ claims: { ...person, cid: "shop-dev_runner", groups: "[]" } }),
    "a machine with a group's claim": post({
      claims: { ...machine, sub: "other", cid: "other", groups: `[${GROUP}]` },
    }),
    "no claims at all": post({ claims: {} }),
  };
  for (const [what, call] of Object.entries(refused)) {
    it(`refuses with 403: ${what}`, async () => {
      const { sent, tools: made } = tools();
      const claims = { iat: machine.iat, ...call.claims };
      const { status, body } = await answerRuns({ ...call, claims }, made);
      assert.equal(status, 403);
      assert.match(String(body.message), /is not allowed to \w+ runs of shop-dev; fix: /);
      assert.deepEqual(sent, []);
    });
  }
});

describe("runs API: reading and stopping", () => {
  const get = (name: string): RunsCall => ({ routeKey: "GET /runs/{name}", claims: machine, name });
  const events = [
    { id: 1, previousEventId: 0, type: "ExecutionStarted" },
    { id: 2, previousEventId: 1, type: "TaskStateEntered", stateEnteredEventDetails: { name: "db" } },
    { id: 3, previousEventId: 2, type: "TaskScheduled" },
    { id: 4, previousEventId: 3, type: "TaskSucceeded" },
    { id: 5, previousEventId: 4, type: "TaskStateExited" },
    { id: 6, previousEventId: 5, type: "TaskStateEntered", stateEnteredEventDetails: { name: "orders" } },
    { id: 7, previousEventId: 6, type: "TaskFailed" },
  ];

  it("answers with status, who started it, and each app", async () => {
    const identity = { subject: "ann@example.com" };
    const { tools: made } = tools({
      DescribeExecution: { status: "RUNNING", input: JSON.stringify({ identity }), startDate: new Date(0) },
      GetExecutionHistory: { events },
    });
    const { status, body } = await answerRuns(get("r"), made);
    assert.equal(status, 200);
    assert.deepEqual(body, {
      name: "r",
      execution: `${PREFIX}r`,
      status: "RUNNING",
      rehearse: false,
      startedBy: identity,
      started: "1970-01-01T00:00:00.000Z",
      apps: [
        { app: "db", status: "SUCCEEDED" },
        { app: "orders", status: "FAILED" },
      ],
    });
  });

  it("answers for a run that does not exist, or cannot, with 404", async () => {
    const { sent, tools: made } = tools({
      DescribeExecution: failure("ExecutionDoesNotExist"),
      StopExecution: failure("ExecutionDoesNotExist"),
    });
    assert.equal((await answerRuns(get("none"), made)).status, 404);
    assert.equal(
      (await answerRuns({ ...get("none"), claims: person, routeKey: "POST /runs/{name}/stop" }, made)).status,
      404,
    );
    assert.equal(sent.length, 2);
    assert.equal((await answerRuns(get("shop-dev:other*"), made)).status, 404);
    assert.equal(sent.length, 2);
  });

  it("stops a run and says who did", async () => {
    const { sent, tools: made } = tools();
    const { status } = await answerRuns({ routeKey: "POST /runs/{name}/stop", claims: person, name: "r" }, made);
    assert.equal(status, 202);
    assert.deepEqual(sent[0]?.input, {
      executionArn: `${PREFIX}r`,
      error: "Stopped",
      cause: "Stopped by ann@example.com",
    });
  });

  it("hands on what AWS refuses", async () => {
    const { tools: made } = tools({ StartExecution: failure("AccessDeniedException") });
    await assert.rejects(answerRuns(post(), made), { name: "AccessDeniedException" });
  });
});
