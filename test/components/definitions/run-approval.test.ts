import assert from "node:assert/strict";
import { BUDGETS, budgetsOf } from "../../../components/definitions/budgets";
import { environmentMachines } from "../../../components/definitions/index";
import { APPROVAL_SECONDS } from "../../../components/definitions/run-approval";
import type { JsonObject } from "../../../sandbox/aws/interpreter/language/json";
import { names, shop } from "./samples";
import { causeOf, entered, output, World } from "./world";

const HOUR = 3600;
const AGENT = "shop-test_planner";
const identity = (more: JsonObject = {}): JsonObject => ({
  subject: AGENT,
  wayIn: "agent",
  approval: "required",
  expires: Math.floor(Date.now() / 1000) + 300,
  ...more,
});
const YES = { by: "ann@example.com", time: "2026-01-01T00:00:00.000Z" };

describe("approval of a run", () => {
  const world = () => new World(shop, undefined, HOUR, true);

  it("lets the run go on, and is in its output beside the identity", async () => {
    const made = world();
    made.answer = (tokens, token) => tokens.succeed(token, JSON.stringify(YES));
    const run = await made.release({ identity: identity() });
    assert.equal(run.end?.status, "SUCCEEDED", run.end?.cause);
    assert.deepEqual(entered(run).slice(0, 3), ["Start run", "Is approval required", "Await approval"]);
    assert.deepEqual((output(run) as JsonObject).approval, YES);
    assert.equal(made.messages.length, 1);
  });

  it("is asked for in one message that says who, which run and the answers, and has no token", async () => {
    const made = world();
    await made.release({ identity: identity() });
    const { Subject, MessageStructure, Message, MessageAttributes } = made.messages[0] ?? {};
    assert.equal(Subject, "[shop/test] shop-test_planner asks to run");
    assert.equal(MessageStructure, "json");
    const { default: text, token, ...others } = JSON.parse(String(Message));
    assert.deepEqual(others, {});
    assert.equal(
      text,
      [
        "Asks to run: shop-test_planner",
        "Environment: shop/test",
        "Run: run-1",
        "Waits: 60 minutes",
        "Approve: npm run -s approve -- --stack test --run run-1",
        'Refuse: the same with --refuse --why "<reason>"',
      ].join("\n"),
    );
    assert.ok(!JSON.stringify([text, Subject, MessageAttributes]).includes(token));
  });

  it("that is refused ends the run with one failure message, before anything is started or rolled back", async () => {
    const made = world();
    made.answer = (tokens, token) => tokens.fail(token, "ApprovalRefused", "Refused by ann@example.com");
    const run = await made.release({ identity: identity() });
    assert.deepEqual([run.end?.status, run.end?.error], ["FAILED", "ApprovalRefused"]);
    assert.equal(causeOf(run).cause, "Refused by ann@example.com");
    assert.equal(made.executions.size, 1);
    assert.equal(made.messages.length, 2);
    assert.match(String(made.messages[1]?.Message), /Error: ApprovalRefused\nCause: Refused by ann@example\.com\n/);
    assert.match(String(made.messages[1]?.Message), /\nStarted by: shop-test_planner\n/);
  });

  it("that nobody gives ends the run after an hour, with one failure message", async () => {
    const made = world();
    const begun = made.clock.now();
    const run = await made.release({ identity: identity() });
    assert.deepEqual([run.end?.status, run.end?.error], ["FAILED", "ApprovalExpired"]);
    assert.equal(causeOf(run).cause, "Nobody approved within 60 minutes");
    assert.equal(Math.round((made.clock.now() - begun) / 1000), APPROVAL_SECONDS);
    assert.equal(made.executions.size, 1);
    assert.equal(made.messages.length, 2);
  });

  it("is in the failure of a run that goes on and fails", async () => {
    const made = world();
    made.answer = (tokens, token) => tokens.succeed(token, JSON.stringify(YES));
    made.ends.ui = { status: "TIMED_OUT" };
    const run = await made.release({ identity: identity() });
    assert.equal(run.end?.status, "FAILED");
    assert.deepEqual(causeOf(run).approval, YES);
    const last = String(made.messages.at(-1)?.Message);
    assert.match(last, /\nApproved by: ann@example\.com, 2026-01-01T00:00:00\.000Z\n/);
  });

  const free: Record<string, JsonObject> = {
    "a person or a machine": { identity: identity({ approval: null }) },
    "a rehearsal of such an agent, which changes nothing": { identity: identity(), rehearse: true },
    "a text that only resembles the member": { identity: identity({ approval: "Required" }) },
    "an approval outside the identity": { identity: identity({ approval: null }), approval: "required" },
  };
  for (const [what, input] of Object.entries(free)) {
    it(`is not asked for: ${what}`, async () => {
      const made = world();
      const run = await made.release(input);
      assert.equal(run.end?.status, "SUCCEEDED", run.end?.cause);
      assert.equal((output(run) as JsonObject).approval, null);
      assert.deepEqual(made.messages, []);
    });
  }

  it("cannot be given by the run's input", async () => {
    const made = world();
    const forged = { approval: YES, context: { approval: YES }, identity: identity({ by: "ann@example.com" }) };
    const run = await made.release(forged);
    assert.equal(run.end?.error, "ApprovalExpired");
  });

  it("adds nothing where no agent asks for it, and stays within the parent's budget where one does", () => {
    const size = (approvals: boolean) => {
      const { apps, parent, runRollback } = environmentMachines(names, shop, undefined, HOUR, approvals);
      const [, used] = budgetsOf(
        {
          apps: Object.fromEntries(Object.entries(apps).map(([app, { release }]) => [app, release])),
          parent,
          ...(runRollback === undefined ? {} : { runRollback }),
        },
        shop,
      );
      assert.ok(used !== undefined && used.used <= used.limit, JSON.stringify(used));
      return { bytes: used.used, text: JSON.stringify(parent.definition) };
    };
    const [off, on] = [size(false), size(true)];
    assert.doesNotMatch(off.text, /[Aa]pprov/);
    assert.ok(on.bytes - off.bytes <= 2_500, `${on.bytes - off.bytes} bytes`);
    assert.ok(BUDGETS.parent > on.bytes - off.bytes);
  });
});
