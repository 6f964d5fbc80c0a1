import assert from "node:assert/strict";
import { environmentNames, scopeOf } from "../../../components/core/names";
import { policyJson } from "../../../components/core/policy-document";
import { grantRecordSchema } from "../../../components/evidence/grant-record";
import { DENIAL_CHARACTERS, mostGrants } from "../../../components/grants/denials";
import type { Grant, GrantEnd, GrantPast } from "../../../components/grants/grant";
import { grantMachine, grantTransitions } from "../../../components/grants/machine";
import { grantsNames } from "../../../components/grants/names";
import { INLINE_LIMIT } from "../../../components/iam/inline-policy";
import { runExecution } from "../../../sandbox/aws/interpreter/execution";
import type { HistoryEvent } from "../../../sandbox/aws/interpreter/history";
import { StateError } from "../../../sandbox/aws/interpreter/language/errors";
import type { Json, JsonObject } from "../../../sandbox/aws/interpreter/language/json";
import { TaskTokens } from "../../../sandbox/aws/interpreter/tasks/task-tokens";
import { VirtualClock } from "../../sandbox/aws/interpreter/virtual-clock";

const place = { blueprint: "retail", environment: "dev", account: "123456789012", region: "eu-central-1" };
const names = environmentNames(scopeOf(place));
const roleArns = [names.role("on-call").arn];
const machine = grantMachine({ names, roleArns, evidence: false });
const recording = grantMachine({ names, roleArns, evidence: true });

const GRANT: Grant = {
  id: "on-call-1",
  entry: "on-call",
  role: "retail-dev_on-call",
  person: { id: "00u1", login: "ann@example.com" },
  minutes: 60,
  reason: "INC-42 orders",
  ticket: "",
  approval: true,
  breakGlass: false,
  eligibility: ["retail-dev-engineer"],
  identity: null,
};

interface Answers {
  /** What is answered to a Task that waits, by its action; absent: nothing. */
  readonly answer?: (tokens: TaskTokens, token: string) => void;
  /** Calls that fail, by action and change. */
  readonly fails?: readonly string[];
  readonly others?: number;
  /** Whether the entry has left the access map. */
  readonly roleLeft?: boolean;
  /** Whether the bucket has the record already. */
  readonly recorded?: boolean;
  readonly cleanup?: GrantEnd;
  readonly before?: GrantPast;
  /** @default the one that keeps no evidence */
  readonly definition?: object;
}

/** One workflow under the interpreter, with a clock of its own and services that answer as told. It judges no permissions. */
async function run(
  grant: Grant,
  {
    answer,
    fails = [],
    others = 0,
    definition = machine.definition,
    recorded,
    roleLeft = false,
    ...more
  }: Answers = {},
) {
  const clock = new VirtualClock();
  const tokens = new TaskTokens();
  const events: HistoryEvent[] = [];
  const calls: [string, JsonObject][] = [];
  const begun = clock.now();
  const service = async (action: string, args: JsonObject): Promise<Json> => {
    const change = String((args.Payload as JsonObject | undefined)?.change ?? "");
    calls.push([`${action}${change === "" ? "" : ` ${change}`}`, args]);
    if (fails.includes(calls.at(-1)?.[0] ?? "")) {
      throw new StateError(action.startsWith("aws-sdk:dynamodb") ? "DynamoDb.DynamoDbException" : "Failed", "down");
    }
    if (recorded && action === "aws-sdk:s3:putObject") {
      throw new StateError(
        "S3.S3Exception",
        "At least one of the pre-conditions failed (Service: S3, Status Code: 412)",
      );
    }
    const text = JSON.stringify(args);
    const token = /"token\\*":\\*"([^"\\]+)/.exec(text)?.[1] ?? /":token":\{"S":"([^"]+)"/.exec(text)?.[1];
    if (token !== undefined) {
      answer?.(tokens, token);
    }
    const values = args.ExpressionAttributeValues as { ":until"?: Json } | undefined;
    return action === "aws-sdk:dynamodb:query"
      ? { Count: others }
      : {
          Attributes: { until: values?.[":until"] ?? null },
          Payload: { outcome: roleLeft ? "no such group" : "done" },
        };
  };
  const end = await runExecution(
    {
      executionArn: `${grantsNames(names).machine.executionPrefix}${grant.id}`,
      name: grant.id,
      stateMachineArn: grantsNames(names).machine.arn,
      stateMachineName: grantsNames(names).machine.name,
      definition: JSON.stringify(definition),
      input: JSON.stringify({ grant, ...more }),
      roleArn: names.role("access_grants_machine").arn,
      startDate: begun,
      redriveCount: 0,
      credentials: { accessKeyId: "ASIA", secretAccessKey: "-", sessionToken: "-" },
    },
    {
      clock,
      tokens,
      runner: {
        run: ({ resource, arguments: args }) =>
          service(resource.arn.replace("arn:aws:states:::", "").replace(".waitForTaskToken", ""), args as JsonObject),
      },
      waitScale: 1,
      draw: () => 0.5,
    },
    new AbortController().signal,
    (event) => events.push(event),
  );
  const states = events.filter(({ type }) => type.endsWith("StateEntered")).length;
  const output = JSON.parse(end.output ?? "{}") as { end?: GrantEnd; transitions?: { to: string }[] };
  return { end, output, calls, states, seconds: Math.round((clock.now() - begun) / 1000) };
}

const permissionsOf = (count: number) => [
  {
    Effect: "Allow" as const,
    Action: ["states:ListExecutions"],
    Resource: Array.from({ length: count }, (_, index) => `${grantsNames(names).machine.arn}${index}`),
  },
];
const actionsOf = (calls: [string, JsonObject][]) => calls.map(([action]) => action);
const approve = (tokens: TaskTokens, token: string) =>
  tokens.succeed(token, JSON.stringify({ approved: true, by: "lea@example.com", time: "2026-01-01T00:00:00.000Z" }));

describe("the workflow of a grant", () => {
  const records = (calls: [string, JsonObject][]) =>
    calls.flatMap(([action, { Key, Body }]) =>
      action === "aws-sdk:s3:putObject" ? [{ Key, record: grantRecordSchema.parse(Body) }] : [],
    );

  it("ends a request that nobody answers after an hour: nobody joins, and a later answer finds nothing", async () => {
    let token = "";
    let used: TaskTokens | undefined;
    const { end, output, calls, seconds } = await run(GRANT, {
      answer: (tokens, one) => {
        [used, token] = [tokens, one];
      },
    });
    assert.equal(end.status, "SUCCEEDED", end.cause);
    assert.deepEqual([output.end?.outcome, seconds], ["notApproved", 3600]);
    assert.ok(
      !actionsOf(calls).some((action) => action.startsWith("lambda:invoke") || action.startsWith("aws-sdk:iam")),
    );
    assert.throws(() => used?.succeed(token, "{}"));
  });

  it("takes as many state transitions as the plan prints, from request to cleanup, with an approval, and ends by time", async () => {
    const approved = async (definition: object) => {
      let asked = false;
      return await run(GRANT, {
        definition,
        answer: (tokens, token) => {
          if (!asked) {
            asked = true;
            approve(tokens, token);
          }
        },
      });
    };
    const { output, states, calls } = await approved(machine.definition);
    assert.equal(output.end?.outcome, "expired");
    assert.deepEqual([states, grantTransitions(names, false)], [21, 21]);
    assert.deepEqual([(await approved(recording.definition)).states, grantTransitions(names, true)], [22, 22]);
    assert.deepEqual(
      actionsOf(calls).filter((action) => !action.startsWith("dynamodb")),
      [
        "sns:publish",
        "lambda:invoke join",
        "aws-sdk:dynamodb:updateItem",
        "aws-sdk:dynamodb:query",
        "aws-sdk:iam:putRolePolicy",
        "lambda:invoke leave",
        "aws-sdk:iam:putRolePolicy",
        "aws-sdk:iam:deleteRolePolicy",
      ],
    );
  });

  it("denies first all sessions, then those that began before, of one person only", async () => {
    const { calls } = await run({ ...GRANT, approval: false });
    const denials = calls.flatMap(([action, { PolicyDocument }]) =>
      action === "aws-sdk:iam:putRolePolicy" ? [JSON.parse(String(PolicyDocument)).Statement[0]] : [],
    );
    assert.deepEqual(denials[0], {
      Effect: "Deny",
      Action: "*",
      Resource: "*",
      Condition: { StringLike: { "aws:userid": "*:ann@example.com" } },
    });
    const until = denials[1].Condition.DateLessThan["aws:TokenIssueTime"];
    assert.ok(Math.abs(Date.parse(until) - Date.now() - 360_000) < 60_000, until);
  });

  it("has a denial of as many characters as are counted of a role's inline policies, and none of its others exceeds it", async () => {
    const { calls } = await run({ ...GRANT, approval: false, person: { id: "1", login: "a".repeat(64) } });
    const lengths = calls.flatMap(([action, { PolicyDocument }]) =>
      action === "aws-sdk:iam:putRolePolicy" ? [String(PolicyDocument).length] : [],
    );
    assert.equal(Math.max(...lengths), DENIAL_CHARACTERS);
    for (const statements of [[], permissionsOf(1), permissionsOf(40)]) {
      const used = policyJson(statements).length;
      const most = mostGrants(statements);
      assert.ok(used + (most + 5) * DENIAL_CHARACTERS <= INLINE_LIMIT && most > 0, String(most));
      assert.ok(used + (most + 6) * DENIAL_CHARACTERS > INLINE_LIMIT);
    }
  });

  it("ends access where nobody can count the other grants, and ends nothing of another grant that is open", async () => {
    const uncounted = await run({ ...GRANT, approval: false }, { fails: ["aws-sdk:dynamodb:query"] });
    assert.ok(actionsOf(uncounted.calls).includes("lambda:invoke leave"));
    const other = await run({ ...GRANT, approval: false }, { others: 1 });
    assert.deepEqual(
      actionsOf(other.calls).filter((action) => /leave|put/.test(action)),
      ["dynamodb:putItem"],
    );
  });

  it("fails with one message where a person cannot join or leave, and is not an emergency of which nobody is told", async () => {
    for (const fails of ["lambda:invoke join", "lambda:invoke leave"]) {
      const { end, calls } = await run({ ...GRANT, approval: false }, { fails: [fails] });
      assert.equal(end.status, "FAILED");
      assert.match(end.cause ?? "", /^\[notified\] /);
      assert.equal(actionsOf(calls).filter((action) => action === "sns:publish").length, 1);
    }
    const silent = await run({ ...GRANT, approval: false, breakGlass: true }, { fails: ["sns:publish"] });
    assert.equal(silent.end.status, "FAILED");
    assert.ok(!actionsOf(silent.calls).includes("lambda:invoke join"));
  });

  it("changes nothing of a role that has left the access map, and ends with its record at once", async () => {
    const { end, calls, seconds } = await run(
      { ...GRANT, approval: false },
      { definition: recording.definition, roleLeft: true },
    );
    assert.deepEqual([end.status, seconds <= 3600], ["SUCCEEDED", true], end.cause);
    assert.equal(actionsOf(calls).filter((action) => action === "aws-sdk:iam:putRolePolicy").length, 1);
    const [{ record } = assert.fail("no record")] = records(calls);
    assert.deepEqual(
      record.transitions.slice(-3).map(({ to }) => to),
      ["out of the group", "role deleted", "ended"],
    );
  });

  it("begins with the cleanup where it continues another workflow, and tells of a member whom nobody granted anything", async () => {
    const cleanup = { outcome: "unexplained", by: "reconciler", why: "member of the group without a grant" } as const;
    const { output, calls } = await run(GRANT, { cleanup });
    assert.deepEqual(output.end, cleanup);
    assert.deepEqual(actionsOf(calls).slice(0, 2), ["dynamodb:updateItem", "aws-sdk:dynamodb:query"]);
    assert.equal(actionsOf(calls).filter((action) => action === "sns:publish").length, 1);
  });

  it("writes one record when access has ended, before the denial is deleted", async () => {
    const identity = {
      subject: "ann@example.com",
      client: "c",
      groups: ["retail-dev-engineer"],
      scopes: ["app-of-apps.grants"],
      tokenId: "AT.1",
      issuer: "https://example.okta.com",
      wayIn: "person",
      time: "2026-01-01T00:00:00Z",
      expires: 1,
    } as const;
    let asked = false;
    const { end, calls } = await run(
      { ...GRANT, identity },
      {
        definition: recording.definition,
        answer: (tokens, token) => {
          if (!asked) {
            asked = true;
            approve(tokens, token);
          }
        },
      },
    );
    assert.equal(end.status, "SUCCEEDED", end.cause);
    const [written, ...more] = records(calls);
    assert.ok(written !== undefined && more.length === 0);
    const { record, Key } = written;
    assert.equal(Key, `dev/grants/${record.requestedAt.slice(0, 10)}/on-call-1.json`);
    assert.deepEqual([record.identity, record.eligibility], [identity, ["retail-dev-engineer"]]);
    assert.deepEqual(record.approval, { by: "lea@example.com", time: "2026-01-01T00:00:00.000Z" });
    assert.deepEqual([record.end.outcome, record.end.by, record.failures], ["expired", "time", []]);
    assert.deepEqual(
      record.transitions.map(({ to }) => to),
      ["requested", "approved", "active", "ending", "sessions denied", "out of the group", "ended"],
    );
    const order = actionsOf(calls).slice(-3);
    assert.deepEqual(order, ["aws-sdk:s3:putObject", "aws-sdk:iam:deleteRolePolicy", "dynamodb:deleteItem"]);
  });

  it("has in the record of a cleanup what the workflow before it did, and why that one ended", async () => {
    const failure = { execution: "arn:first", status: "ABORTED", error: null, cause: "stopped by hand" };
    const before: GrantPast = {
      requested: "2026-01-01T08:00:00.000Z",
      transitions: [
        { to: "requested", at: "2026-01-01T08:00:01.000Z" },
        { to: "active", at: "2026-01-01T08:00:02.000Z" },
        { to: "sessions denied", at: "2026-01-01T08:30:00.000Z" },
      ],
      approval: { by: "lea@example.com", time: "2026-01-01T08:00:01.500Z" },
      until: Date.parse("2026-01-01T09:00:00Z"),
      failures: [failure],
    };
    const cleanup = { outcome: "revoked", by: "ann@example.com", why: "given back" } as const;
    const { calls } = await run(GRANT, { cleanup, before, definition: recording.definition });
    const [{ Key, record } = assert.fail("no record")] = records(calls);
    assert.equal(Key, "dev/grants/2026-01-01/on-call-1.json");
    assert.deepEqual([record.recordedBy, record.failures, record.approval], ["cleanup", [failure], before.approval]);
    assert.deepEqual([record.activeFrom, record.activeUntil], ["2026-01-01T08:00:02.000Z", "2026-01-01T09:00:00.000Z"]);
    assert.equal(record.sessionsDeniedAt, "2026-01-01T08:30:00.000Z");
    assert.equal(record.executions.length, 2);
  });

  it("goes on where its record is there already, and fails with a message where it cannot be written", async () => {
    const { end, calls } = await run(GRANT, {
      definition: recording.definition,
      fails: ["aws-sdk:s3:putObject"],
      cleanup: { outcome: "broken", by: "reconciler", why: "its workflow ended ABORTED" },
    });
    assert.equal(end.status, "FAILED");
    assert.ok(!actionsOf(calls).includes("dynamodb:deleteItem"));
    const again = await run(GRANT, {
      definition: recording.definition,
      recorded: true,
      cleanup: { outcome: "broken", by: "reconciler", why: "its workflow ended ABORTED" },
    });
    assert.equal(again.end.status, "SUCCEEDED", again.end.cause);
    assert.equal(actionsOf(again.calls).at(-1), "dynamodb:deleteItem");
  });

  it("is at most 19,500 bytes, 22,000 where it writes a record, whatever the number of roles on request", () => {
    const many = grantMachine({
      names,
      roleArns: Array.from({ length: 20 }, (_, index) => names.role(`r${index}`).arn),
      evidence: false,
    });
    assert.deepEqual(many.definition, machine.definition);
    assert.ok(JSON.stringify(machine.definition).length <= 19_500);
    assert.ok(JSON.stringify(recording.definition).length <= 22_000);
  });
});
