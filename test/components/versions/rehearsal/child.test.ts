import assert from "node:assert/strict";
import { rehearseChild } from "../../../../components/versions/rehearsal/child";
import { FakeControl, named } from "../fake-control";

const ARN = "arn:aws:states:eu-central-1:1:stateMachine:shop-test_orders:7";
const CHAIN = "machine -> task";

const ended = (verdict: object) => ({
  status: "SUCCEEDED",
  output: JSON.stringify({ context: { orders: { role: "r", chain: CHAIN, secrets: [], ...verdict } } }),
});
const PROVEN = ended({ verdict: "proven" });
const MISSING = ended({ verdict: "broken", error: "PermissionMissing", cause: "task may not x", next: "show task" });

async function rehearse(prepare: (control: FakeControl) => void) {
  const control = new FakeControl();
  control.ends.set(ARN, [PROVEN]);
  prepare(control);
  let waited = 0;
  const wait = async (milliseconds: number) => {
    waited += milliseconds;
  };
  const row = await rehearseChild({ control, wait }, "orders", ARN);
  return { control, row, waited };
}

describe("rehearseChild", () => {
  it("starts the version with nothing but the wish to rehearse, and reads its verdict", async () => {
    const { control, row } = await rehearse(() => {});
    assert.deepEqual(row, { app: "orders", verdict: "proven", role: "r", chain: CHAIN });
    assert.deepEqual(
      control.started.map(({ arn, input }) => [arn, input]),
      [[ARN, { rehearse: true }]],
    );
    assert.match(control.started[0]?.name ?? "", /^rehearsal-[0-9a-f-]{36}$/);
  });

  it("never starts a version that knows no rehearsal: it would do the real thing", async () => {
    const { control, row } = await rehearse((made) => made.definitions.set(ARN, "{}"));
    assert.deepEqual([row.verdict, row.error], ["broken", "CannotRehearse"]);
    assert.deepEqual(control.started, []);
  });

  it("asks again while a permission is missing, for IAM is late, and gives up after three tries", async () => {
    const late = await rehearse((control) => control.ends.set(ARN, [MISSING, PROVEN]));
    assert.deepEqual([late.row.verdict, late.control.started.length], ["proven", 2]);
    const never = await rehearse((control) => control.ends.set(ARN, [MISSING]));
    assert.deepEqual(never.row, {
      app: "orders",
      verdict: "broken",
      role: "r",
      chain: CHAIN,
      error: "PermissionMissing",
      cause: "task may not x",
      next: "show task",
    });
    assert.equal(never.control.started.length, 3);
  });

  it("asks again where IAM was too busy to answer", async () => {
    const busy = ended({ verdict: "broken", error: "Iam.IamException", cause: "Rate exceeded" });
    const { control, row } = await rehearse((made) => made.ends.set(ARN, [busy, busy, PROVEN]));
    assert.deepEqual([row.verdict, control.started.length], ["proven", 3]);
  });

  it("says what to run next, by the verdict, the execution or the machine", async () => {
    const next = async (prepare: (control: FakeControl) => void) => (await rehearse(prepare)).row.next;
    const machine = `aws stepfunctions describe-state-machine --region eu-central-1 --state-machine-arn ${ARN}`;
    assert.equal(await next(() => {}), undefined);
    assert.equal(await next((control) => control.ends.set(ARN, [MISSING])), "show task");
    assert.equal(await next((control) => control.definitions.set(ARN, "{}")), machine);
    assert.equal(await next((control) => control.refusals.set(ARN, [named("AccessDeniedException")])), machine);
    assert.match(
      (await next((control) => control.ends.set(ARN, [{ status: "FAILED" }]))) ?? "",
      /^aws stepfunctions get-execution-history --reverse-order --max-items 10 --execution-arn rehearsal-/,
    );
  });

  it("does not ask again for what the machine itself has tried already", async () => {
    const cut = ended({ verdict: "broken", role: null, error: "States.TaskFailed", cause: "not authorized" });
    const { control, row } = await rehearse((made) => made.ends.set(ARN, [cut]));
    assert.deepEqual([row.role, row.error, control.started.length], [null, "States.TaskFailed", 1]);
  });

  it("takes a machine that is not known everywhere yet, and one that never is for broken", async () => {
    const gone = () => named("StateMachineDoesNotExist");
    const late = await rehearse((control) => control.refusals.set(ARN, [gone(), gone()]));
    assert.equal(late.row.verdict, "proven");
    const never = await rehearse((control) => control.refusals.set(ARN, [gone(), gone(), gone()]));
    assert.deepEqual([never.row.verdict, never.row.error], ["broken", "StateMachineDoesNotExist"]);
  });

  it("takes everything else for broken, with the reason", async () => {
    const of = async (prepare: (control: FakeControl) => void) => {
      const { row } = await rehearse(prepare);
      return [row.verdict, row.error];
    };
    const refused = (control: FakeControl) => control.refusals.set(ARN, [named("AccessDeniedException")]);
    assert.deepEqual(await of(refused), ["broken", "AccessDeniedException"]);
    const end = (state: object) => (control: FakeControl) => control.ends.set(ARN, [{ status: "FAILED", ...state }]);
    assert.deepEqual(await of(end({ error: "States.Runtime", cause: "x" })), ["broken", "States.Runtime"]);
    assert.deepEqual(await of(end({ status: "ABORTED" })), ["broken", "ABORTED"]);
    for (const output of ["{}", "not JSON", JSON.stringify({ context: { orders: { verdict: "fine" } } })]) {
      assert.deepEqual(await of(end({ status: "SUCCEEDED", output })), ["broken", "NoVerdict"]);
    }
  });

  it("waits five minutes and no longer", async () => {
    const { row, waited } = await rehearse((control) => control.ends.set(ARN, [{ status: "RUNNING" }]));
    assert.deepEqual([row.verdict, row.error], ["broken", "RehearsalTimedOut"]);
    assert.ok(waited >= 300_000 && waited < 305_000, String(waited));
  });
});
