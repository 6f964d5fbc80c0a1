import assert from "node:assert/strict";
import { environmentNames, scopeOf } from "../../../components/core/names";
import type { Grant, GrantEnd } from "../../../components/grants/grant";
import { GRANT_TRANSITIONS, grantMachine } from "../../../components/grants/machine";
import { grantsNames } from "../../../components/grants/names";
import { runExecution } from "../../../sandbox/aws/interpreter/execution";
import type { HistoryEvent } from "../../../sandbox/aws/interpreter/history";
import { StateError } from "../../../sandbox/aws/interpreter/language/errors";
import type { Json, JsonObject } from "../../../sandbox/aws/interpreter/language/json";
import { TaskTokens } from "../../../sandbox/aws/interpreter/tasks/task-tokens";
import { VirtualClock } from "../../sandbox/aws/interpreter/virtual-clock";

const place = { blueprint: "retail", environment: "dev", account: "123456789012", region: "eu-central-1" };
const names = environmentNames(scopeOf(place));
const machine = grantMachine({ names, roleArns: [names.role("on-call").arn] });

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
  identity: null,
};

interface Answers {
  /** What is answered to a Task that waits, by its action; absent: nothing. */
  readonly answer?: (tokens: TaskTokens, token: string) => void;
  /** Calls that fail, by action and change. */
  readonly fails?: readonly string[];
  readonly others?: number;
  readonly cleanup?: GrantEnd;
}

/** One workflow under the interpreter, with a clock of its own and services that answer as told. It judges no permissions. */
async function run(grant: Grant, { answer, fails = [], others = 0, cleanup }: Answers = {}) {
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
    const text = JSON.stringify(args);
    const token = /"token\\*":\\*"([^"\\]+)/.exec(text)?.[1] ?? /":token":\{"S":"([^"]+)"/.exec(text)?.[1];
    if (token !== undefined) {
      answer?.(tokens, token);
    }
    const values = args.ExpressionAttributeValues as { ":until"?: Json } | undefined;
    return action === "aws-sdk:dynamodb:query"
      ? { Count: others }
      : { Attributes: { until: values?.[":until"] ?? null } };
  };
  const end = await runExecution(
    {
      executionArn: `${grantsNames(names).machine.executionPrefix}${grant.id}`,
      name: grant.id,
      stateMachineArn: grantsNames(names).machine.arn,
      stateMachineName: grantsNames(names).machine.name,
      definition: JSON.stringify(machine.definition),
      input: JSON.stringify({ grant, ...(cleanup === undefined ? {} : { cleanup }) }),
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

const actionsOf = (calls: [string, JsonObject][]) => calls.map(([action]) => action);
const approve = (tokens: TaskTokens, token: string) =>
  tokens.succeed(token, JSON.stringify({ approved: true, by: "lea@example.com", time: "2026-01-01T00:00:00.000Z" }));

describe("the workflow of a grant", () => {
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
    let asked = false;
    const { output, states, calls } = await run(GRANT, {
      answer: (tokens, token) => {
        if (!asked) {
          asked = true;
          approve(tokens, token);
        }
      },
    });
    assert.equal(output.end?.outcome, "expired");
    assert.equal(states, GRANT_TRANSITIONS);
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

  it("begins with the cleanup where it continues another workflow, and tells of a member whom nobody granted anything", async () => {
    const cleanup = { outcome: "unexplained", by: "reconciler", why: "member of the group without a grant" } as const;
    const { output, calls } = await run(GRANT, { cleanup });
    assert.deepEqual(output.end, cleanup);
    assert.deepEqual(actionsOf(calls).slice(0, 2), ["dynamodb:updateItem", "aws-sdk:dynamodb:query"]);
    assert.equal(actionsOf(calls).filter((action) => action === "sns:publish").length, 1);
  });

  it("is at most 20,000 bytes, whatever the number of roles on request", () => {
    const many = grantMachine({
      names,
      roleArns: Array.from({ length: 20 }, (_, index) => names.role(`r${index}`).arn),
    });
    assert.deepEqual(many.definition, machine.definition);
    assert.ok(JSON.stringify(machine.definition).length <= 20_000);
  });
});
