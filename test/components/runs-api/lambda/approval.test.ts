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

  it("writes the reason of a refusal into the run's failure", async () => {
    const { sent, tools: made } = tools();
    await answerRuns({ ...answer("refuse"), body: '{"why": " not on a Friday "}' }, made);
    assert.match(String(sent[1]?.input.cause), /^Refused by ann@example\.com, 20[^ ]+: not on a Friday$/);
  });

  for (const body of ["[]", "{", '{"why": 3}', '{"why": "a\\nb"}', '{"why": "no", "by": "x"}', '{"by": "x"}']) {
    it(`refuses a body that is not a reason: ${body}`, async () => {
      const { sent, tools: made } = tools();
      const { status, body: answered } = await answerRuns({ ...answer("refuse"), body }, made);
      assert.equal(status, 400);
      assert.match(String(answered.message), /^body: is not \{"why": "TEXT"\}, one line of 3 to 300 characters; fix: /);
      assert.deepEqual(sent, []);
    });
  }

  it("lists the runs that wait, oldest first, with who asks and until when, and shows no token", async () => {
    const since = new Date("2026-05-04T11:55:00Z");
    const identity = { subject: "shop-dev_planner", wayIn: "agent" };
    const waiting = [
      { id: 1, type: "ExecutionStarted", executionStartedEventDetails: { input: JSON.stringify({ identity }) } },
      { ...entered(2, "Await approval"), timestamp: since },
      scheduled(3, TOKEN),
    ];
    const { sent, tools: made } = tools({ GetExecutionHistory: { events: waiting } });
    const pages = [{ executions: [{ name: "new" }], nextToken: "more" }, { executions: [{ name: "old" }] }];
    const send = made.client.send as (command: object) => Promise<unknown>;
    made.client.send = (async (command: { constructor: { name: string } }) =>
      command.constructor.name === "ListExecutionsCommand" ? pages.shift() : send(command)) as never;
    const call = { ...answer("approve"), routeKey: "GET /approvals" };
    const { status, body } = await answerRuns(call, made);
    const times = { since: since.toISOString(), until: "2026-05-04T12:55:00.000Z" };
    assert.deepEqual(
      [status, body],
      [200, { approvals: ["old", "new"].map((name) => ({ name, startedBy: identity, ...times })) }],
    );
    assert.deepEqual(
      sent.map(({ input }) => input.executionArn),
      [`${PREFIX}new`, `${PREFIX}old`],
    );
    assert.equal((await answerRuns({ ...call, claims: person(VIEWERS) }, made)).status, 403);
    assert.equal((await answerRuns({ ...call, claims: client("shop-dev_planner") }, made)).status, 403);
  });

  it("lists no run that does not wait any more", async () => {
    const { tools: made } = tools({
      ListExecutions: { executions: [{ name: "r" }] },
      GetExecutionHistory: { events: [...WAITING, entered(4, "db")] },
    });
    const { body } = await answerRuns({ ...answer("approve"), routeKey: "GET /approvals" }, made);
    assert.deepEqual(body, { approvals: [] });
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
        const fix = who.startsWith("a person") ? "give the entry" : "ask a person; people alone answer";
        assert.match(String(body.message), new RegExp(`is not allowed to approve runs of shop-dev; fix: ${fix}`));
        assert.deepEqual(sent, []);
      }
    });
  }

  const event = (type: string, details: object) => ({ id: 4, previousEventId: 3, type, ...details });
  const approved = JSON.stringify({ by: "bob", time: "T" });
  const failed = (error: string) =>
    event("TaskFailed", { taskFailedEventDetails: { error, cause: "Refused by bob, T" } });
  const late: Record<string, readonly [events: readonly unknown[], message: string]> = {
    "has not begun": [[], "does not wait for approval"],
    "waits in another state": [[entered(1, "db"), scheduled(2, TOKEN)], "does not wait for approval"],
    "has a message without a token": [
      [entered(1, "Await approval"), scheduled(2, undefined)],
      "does not wait for approval",
    ],
    "has arguments that are no JSON": [
      [entered(1, "Await approval"), { ...scheduled(2, TOKEN), taskScheduledEventDetails: { parameters: "{" } }],
      "does not wait for approval",
    ],
    "goes on": [[...WAITING, entered(4, "db")], "waits no longer"],
    "was approved": [
      [...WAITING, event("TaskSucceeded", { taskSucceededEventDetails: { output: approved } }), entered(5, "db")],
      "was approved by bob, T",
    ],
    "was refused": [[...WAITING, failed("ApprovalRefused")], "was refused: Refused by bob, T"],
    "nobody answered": [[...WAITING, event("TaskTimedOut", {})], "was not answered within 60 minutes"],
    "was stopped": [[...WAITING, event("ExecutionAborted", {})], "was stopped before it was answered"],
  };
  for (const [what, [events, message]] of Object.entries(late)) {
    it(`answers 409 for a run that ${what}, and says so`, async () => {
      const { sent, tools: made } = tools({ GetExecutionHistory: { events } });
      const { status, body } = await answerRuns(answer("approve"), made);
      assert.deepEqual([status, body.message], [409, `The run "r" ${message}; fix: list the runs that wait`]);
      assert.equal(sent.length, 1);
    });
  }

  it("still waits after a message that could not be sent and was sent again", async () => {
    const events = [...WAITING, failed("SNS.ThrottledException"), scheduled(5, "second")];
    const { sent, tools: made } = tools({ GetExecutionHistory: { events } });
    assert.equal((await answerRuns(answer("approve"), made)).status, 200);
    assert.equal(sent[1]?.input.taskToken, "second");
  });

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
