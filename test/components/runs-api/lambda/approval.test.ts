import assert from "node:assert/strict";
import type { RunsConfig } from "../../../../components/runs-api/lambda/config";
import { answerRuns, type RunsCall } from "../../../../components/runs-api/lambda/runs";

const PREFIX = "arn:aws:states:eu-central-1:111111111111:execution:shop-dev:";
const LEADS = "aws#shop-dev#shop-dev_leads#111111111111";
const VIEWERS = "aws#shop-dev#shop-dev_viewer#111111111111";
const config: RunsConfig = {
  environment: "shop-dev",
  parentAliasArn: "arn:aws:states:eu-central-1:111111111111:stateMachine:shop-dev:live",
  executionPrefix: PREFIX,
  apps: ["db"],
  callers: [
    { who: { group: LEADS }, may: ["observe", "approve"] },
    { who: { group: VIEWERS }, may: ["observe"] },
    { who: { client: "shop-dev_runner" }, may: ["start", "observe", "approve"] },
    { who: { agent: "shop-dev_planner" }, approval: true, may: ["start", "observe", "stop", "approve"] },
    { who: { agent: "shop-dev_helper" }, may: ["start", "observe", "stop"] },
  ],
};

const times = { iat: "1767225600", exp: "1767225900", jti: "AT.1", iss: "https://example.okta.com/oauth2/aus1" };
const client = (id: string) => ({ ...times, sub: id, cid: id, scp: "[app-of-apps.runs.approve]" });
const person = (group: string) => ({
  ...times,
  sub: "ann@example.com",
  cid: "shop-dev_native",
  uid: "00u1",
  groups: `[${group}]`,
});

const TOKEN = "AQC+waits/here=";
const entered = (id: number, name: string) => ({
  id,
  previousEventId: id - 1,
  type: "TaskStateEntered",
  stateEnteredEventDetails: { name },
});
const scheduled = (id: number, token: string | undefined, type = "TaskScheduled") => ({
  id,
  previousEventId: id - 1,
  type,
  taskScheduledEventDetails: { parameters: JSON.stringify({ Message: JSON.stringify({ default: "x", token }) }) },
});
const WAITING = [
  { id: 1, previousEventId: 0, type: "ExecutionStarted" },
  entered(2, "Await approval"),
  scheduled(3, TOKEN),
];

/** A Step Functions that remembers what it was asked; an answer that is an Error is thrown. */
function tools(answers: Readonly<Record<string, unknown>> = { GetExecutionHistory: { events: WAITING } }) {
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

const answer = (verdict: string, claims: object = person(LEADS), name = "r"): RunsCall => ({
  routeKey: `POST /runs/{name}/${verdict}`,
  claims: claims as RunsCall["claims"],
  name,
});

describe("runs API: approval", () => {
  it("answers the waiting state with who approved and when, and shows no token", async () => {
    const { sent, tools: made } = tools();
    const { status, body } = await answerRuns(answer("approve"), made);
    assert.equal(status, 200);
    const { taskToken, output } = sent[1]?.input ?? {};
    assert.deepEqual([sent[0]?.input.executionArn, sent[1]?.name, taskToken], [`${PREFIX}r`, "SendTaskSuccess", TOKEN]);
    const { by, time, ...others } = JSON.parse(String(output));
    assert.deepEqual([by, others], ["ann@example.com", {}]);
    assert.match(time, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.deepEqual(body, { name: "r", execution: `${PREFIX}r`, approved: { by, time } });
    assert.ok(!JSON.stringify(body).includes(TOKEN));
  });

  it("ends the run where a person refuses", async () => {
    const { sent, tools: made } = tools();
    assert.equal((await answerRuns(answer("refuse"), made)).status, 200);
    const { taskToken, error, cause } = sent[1]?.input ?? {};
    assert.deepEqual([sent[1]?.name, taskToken, error], ["SendTaskFailure", TOKEN, "ApprovalRefused"]);
    assert.match(String(cause), /^Refused by ann@example\.com, 20/);
  });

  it("uses the token of the last try", async () => {
    const { sent, tools: made } = tools({ GetExecutionHistory: { events: [...WAITING, scheduled(4, "second")] } });
    await answerRuns(answer("approve"), made);
    assert.equal(sent[1]?.input.taskToken, "second");
  });

  const refused: Record<string, object> = {
    "the agent itself, even where a map would let it": client("shop-dev_planner"),
    "another agent": client("shop-dev_helper"),
    "a machine, even where a map would let it": client("shop-dev_runner"),
    "a person without approve": person(VIEWERS),
    "a person of no group": person("x"),
    "an agent with the claim of a group": { ...client("shop-dev_planner"), groups: `[${LEADS}]` },
    "an agent with the subject of a person": { ...client("shop-dev_planner"), sub: "ann@example.com" },
  };
  for (const [who, claims] of Object.entries(refused)) {
    it(`is not given by ${who}`, async () => {
      for (const verdict of ["approve", "refuse"]) {
        const { sent, tools: made } = tools();
        const { status, body } = await answerRuns(answer(verdict, claims), made);
        assert.equal(status, 403);
        assert.match(String(body.message), /is not allowed to approve runs of shop-dev; fix: /);
        assert.deepEqual(sent, []);
      }
    });
  }

  const late: Record<string, readonly unknown[]> = {
    "has not begun": [],
    "waits no longer": [...WAITING, entered(4, "db")],
    "waits in another state": [entered(1, "db"), scheduled(2, TOKEN)],
    "has a message without a token": [entered(1, "Await approval"), scheduled(2, undefined)],
    "has arguments that are no JSON": [
      entered(1, "Await approval"),
      { ...scheduled(2, TOKEN), taskScheduledEventDetails: { parameters: "{" } },
    ],
  };
  for (const [what, events] of Object.entries(late)) {
    it(`answers 409 for a run that ${what}`, async () => {
      const { sent, tools: made } = tools({ GetExecutionHistory: { events } });
      const { status, body } = await answerRuns(answer("approve"), made);
      assert.equal(status, 409);
      assert.match(String(body.message), /^The run "r" does not wait for approval; fix: /);
      assert.equal(sent.length, 1);
    });
  }

  it("answers 409 to the second of two people, and 404 for an unknown run", async () => {
    const gone = Object.assign(new Error("gone"), { name: "TaskTimedOut" });
    const second = tools({ GetExecutionHistory: { events: WAITING }, SendTaskSuccess: gone });
    assert.equal((await answerRuns(answer("approve"), second.tools)).status, 409);
    const none = tools({ GetExecutionHistory: Object.assign(new Error("none"), { name: "ExecutionDoesNotExist" }) });
    assert.equal((await answerRuns(answer("approve"), none.tools)).status, 404);
    assert.equal((await answerRuns(answer("approve", person(LEADS), "a:b"), none.tools)).status, 404);
  });
});

describe("runs API: agents", () => {
  const start = (claims: object, body = "{}"): RunsCall => ({
    routeKey: "POST /runs",
    claims: claims as RunsCall["claims"],
    body,
  });
  const identityOf = (input: unknown) => JSON.parse(String(input)).identity;

  it("start runs that say so, and that wait where the map says", async () => {
    const { sent, tools: made } = tools();
    await answerRuns(start(client("shop-dev_planner")), made);
    await answerRuns(start(client("shop-dev_helper")), made);
    await answerRuns(start(client("shop-dev_runner")), made);
    assert.deepEqual(
      sent.map(({ input }) => [identityOf(input.input).wayIn, identityOf(input.input).approval]),
      [
        ["agent", "required"],
        ["agent", undefined],
        ["machine", undefined],
      ],
    );
  });

  for (const body of [
    { identity: { approval: "no" } },
    { approval: { by: "ann@example.com" } },
    { "identity.approval": null },
    { name: "{% $states.input %}" },
    { name: "arn:aws:states:eu-central-1:111111111111:execution:shop-dev:r" },
    { constructor: { prototype: {} } },
    JSON.parse('{"__proto__": {"approval": "no"}}'),
  ]) {
    it(`cannot change their identity by a request: ${JSON.stringify(body).slice(0, 40)}`, async () => {
      const { sent, tools: made } = tools();
      assert.equal((await answerRuns(start(client("shop-dev_planner"), JSON.stringify(body)), made)).status, 400);
      assert.deepEqual(sent, []);
    });
  }

  it("cannot change it by other claims of their token", async () => {
    const { sent, tools: made } = tools();
    const claims = { ...client("shop-dev_planner"), approval: "no", wayIn: "person", groups: `[${LEADS}]` };
    await answerRuns(start(claims), made);
    const { wayIn, approval } = identityOf(sent[0]?.input.input);
    assert.deepEqual([wayIn, approval], ["agent", "required"]);
  });

  it("stop their own runs and nobody else's", async () => {
    const stop = (by: string | undefined) => {
      const identity = by === undefined ? {} : { identity: { client: by } };
      const made = tools({ DescribeExecution: { input: JSON.stringify(identity) } });
      const call = { routeKey: "POST /runs/{name}/stop", claims: client("shop-dev_planner"), name: "r" };
      return answerRuns(call, made.tools).then(({ status }) => [
        status,
        made.sent.some(({ name }) => name === "StopExecution"),
      ]);
    };
    assert.deepEqual(await stop("shop-dev_planner"), [202, true]);
    for (const other of ["shop-dev_helper", "shop-dev_runner", "shop-dev_native", undefined]) {
      assert.deepEqual(await stop(other), [403, false]);
    }
  });

  for (const [status, events] of [
    ["WAITING", WAITING],
    ["APPROVED", [...WAITING, { id: 4, previousEventId: 3, type: "TaskSucceeded" }]],
    ["NOT_APPROVED", [...WAITING, { id: 4, previousEventId: 3, type: "TaskFailed" }]],
    ["NOT_APPROVED", [...WAITING, { id: 4, previousEventId: 3, type: "TaskTimedOut" }]],
    [undefined, [entered(1, "db")]],
  ] as const) {
    it(`read whether a run waits: ${status}`, async () => {
      const { tools: made } = tools({ DescribeExecution: { status: "RUNNING" }, GetExecutionHistory: { events } });
      const { body } = await answerRuns(
        { routeKey: "GET /runs/{name}", claims: client("shop-dev_helper"), name: "r" },
        made,
      );
      assert.equal(body.approval, status);
      assert.deepEqual(
        (body.apps as { app: string }[]).map(({ app }) => app),
        ["db"],
      );
    });
  }
});
