import assert from "node:assert/strict";
import { rehearseChild } from "../../../../components/versions/rehearsal/child";
import { FakeStepFunctions, named } from "../fake-step-functions";
import { CUT, rehearsed, SESSION, verdict } from "./rows";

const ARN = "arn:aws:states:eu-central-1:1:stateMachine:shop-test_orders:7";
const SUBJECT = { app: "orders", chain: "machine -> task" };
const APP = { ...SUBJECT, verifiedRole: "task" };
const PASSWORD = { name: "shop/test/orders/password", ageDays: 12, due: false };

async function rehearse(prepare: (stepFunctions: FakeStepFunctions) => void) {
  const stepFunctions = new FakeStepFunctions();
  stepFunctions.ends.set(ARN, [rehearsed({ orders: verdict({ secrets: [PASSWORD] }) })]);
  prepare(stepFunctions);
  let waited = 0;
  const wait = async (milliseconds: number) => {
    waited += milliseconds;
  };
  const row = await rehearseChild({ stepFunctions, wait }, APP, ARN);
  return { stepFunctions, row, waited };
}

describe("rehearseChild", () => {
  it("starts the version with the input of a rehearsal and nothing else, and reads its verdict", async () => {
    const { stepFunctions, row } = await rehearse(() => {});
    assert.deepEqual(row, { ...SUBJECT, verdict: "proven", role: SESSION, secrets: [PASSWORD] });
    assert.deepEqual(
      stepFunctions.started.map(({ arn, input }) => [arn, input]),
      [[ARN, { rehearse: true }]],
    );
    assert.match(stepFunctions.started[0]?.name ?? "", /^rehearsal-[0-9a-f-]{36}$/);
  });

  it("takes the verdict of a machine that is broken, and does not start it again", async () => {
    const { row, stepFunctions } = await rehearse((made) =>
      made.ends.set(ARN, [rehearsed({ orders: verdict({ ...CUT, next: "show task" }) })]),
    );
    assert.deepEqual(row, { ...SUBJECT, ...CUT, secrets: [], next: "show task" });
    assert.equal(stepFunctions.started.length, 1);
  });

  it("says what to run next, by the verdict, the execution or the machine", async () => {
    const next = async (prepare: (stepFunctions: FakeStepFunctions) => void) => (await rehearse(prepare)).row.next;
    const machine = `aws stepfunctions describe-state-machine --region eu-central-1 --state-machine-arn ${ARN}`;
    const history =
      /^aws stepfunctions get-execution-history --reverse-order --max-items 10 --execution-arn rehearsal-/;
    assert.equal(await next(() => {}), undefined);
    const nextOf = async (found: object) => next((made) => made.ends.set(ARN, [rehearsed({ orders: verdict(found) })]));
    assert.equal(await nextOf({ ...CUT, next: "show it" }), "show it");
    assert.equal(await nextOf(CUT), "aws iam get-role --role-name task --query Role.AssumeRolePolicyDocument");
    assert.match((await nextOf({ ...CUT, role: SESSION })) ?? "", history);
    assert.match((await next((made) => made.ends.set(ARN, [{ status: "FAILED" }]))) ?? "", history);
    assert.equal(await next((made) => made.refusals.set(ARN, [named("AccessDeniedException")])), machine);
  });

  it("waits for a machine that is not known everywhere yet, and takes one that never is for broken", async () => {
    const gone = () => named("StateMachineDoesNotExist");
    const late = await rehearse((made) => made.refusals.set(ARN, [gone(), gone()]));
    assert.equal(late.row.verdict, "proven");
    const never = await rehearse((made) => made.refusals.set(ARN, [gone(), gone(), gone()]));
    assert.deepEqual([never.row.verdict, never.row.error], ["broken", "StateMachineDoesNotExist"]);
  });

  for (const [what, state, error, cause] of [
    ["fails", { status: "FAILED", error: "States.Runtime", cause: "x" }, "States.Runtime", "x"],
    ["is stopped", { status: "ABORTED" }, "ABORTED", "none given"],
    ["puts out nothing", { status: "SUCCEEDED" }, "NoVerdict", /without a verdict/],
    ["puts out no JSON", { status: "SUCCEEDED", output: '{"context": {"ord' }, "NoVerdict", /without a verdict/],
    ["puts out no context", { status: "SUCCEEDED", output: "{}" }, "NoVerdict", /without a verdict/],
    ["speaks of another app", rehearsed({ carts: verdict() }), "NoVerdict", /without a verdict/],
    ["gives a verdict that is none", rehearsed({ orders: verdict({ verdict: "fine" }) }), "NoVerdict", /without/],
    ["leaves the secrets out", rehearsed({ orders: { verdict: "proven", role: null } }), "NoVerdict", /without/],
    ["says of a secret only its name", rehearsed({ orders: verdict({ secrets: [{ name: "x" }] }) }), "NoVerdict", /w/],
  ] as const) {
    it(`takes a machine for broken that ${what}`, async () => {
      const { row } = await rehearse((made) => made.ends.set(ARN, [state]));
      assert.deepEqual([row.verdict, row.error, row.role, row.secrets], ["broken", error, null, []]);
      assert.match(row.cause ?? "", cause instanceof RegExp ? cause : new RegExp(`^${cause}$`));
    });
  }

  it("waits five minutes and no longer", async () => {
    const { row, waited } = await rehearse((made) => made.ends.set(ARN, [{ status: "RUNNING" }]));
    assert.deepEqual([row.verdict, row.error], ["broken", "RehearsalTimedOut"]);
    assert.ok(waited >= 300_000 && waited < 305_000, String(waited));
  });
});
