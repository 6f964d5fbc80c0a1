import assert from "node:assert/strict";
import { appSubject, rehearsalOutput, rehearseParent } from "../../../../components/versions/rehearsal/environment";
import type { ExecutionState } from "../../../../components/versions/step-functions-api";
import { names } from "../../definitions/samples";
import { FakeStepFunctions, named } from "../fake-step-functions";
import { CUT, cells, rehearsed, verdict } from "./rows";

const ARN = `${names.parent.arn}:4`;
const APPS = ["carts", "orders"];
const subjectOf = (app: string) => {
  const { machineRole, taskRole } = names.app(app);
  return appSubject(app, { machine: { role: machineRole, statements: [] }, task: { role: taskRole, statements: [] } });
};
const chain = (app: string) => `shop-test_${app}_machine -> shop-test_${app}_task`;
const FAILED = { status: "FAILED", error: "States.TaskFailed", cause: "cannot start orders" };

/** A rehearsal of the parent that ends like this; children by app, as their own executions ended. */
async function rehearse(end: ExecutionState | Error, children: Record<string, ExecutionState> = {}) {
  const stepFunctions = new FakeStepFunctions();
  if (end instanceof Error) {
    stepFunctions.refusals.set(ARN, [end]);
  } else {
    stepFunctions.ends.set(ARN, [end]);
  }
  const describeExecution = stepFunctions.describeExecution.bind(stepFunctions);
  stepFunctions.describeExecution = async (execution) => {
    const name = stepFunctions.started[0]?.name ?? "";
    const app = APPS.find((one) => execution === `${names.app(one).machine.executionPrefix}${name}`);
    return app === undefined ? await describeExecution(execution) : children[app];
  };
  let waited = 0;
  const wait = async (milliseconds: number) => {
    waited += milliseconds;
  };
  const { apps, parent } = await rehearseParent(
    { stepFunctions, wait },
    { names, apps: APPS.map(subjectOf), arn: ARN },
  );
  return { stepFunctions, apps, parent, waited };
}

describe("rehearseParent", () => {
  it("reads one row for every app from the context that the parent puts out", async () => {
    const secret = { name: "password", ageDays: null, due: true };
    const { apps, parent, stepFunctions } = await rehearse(
      rehearsed({ orders: verdict({ secrets: [secret] }), carts: verdict() }),
    );
    assert.deepEqual(
      apps.map(({ app, verdict: found, chain: walked, secrets }) => [app, found, walked, secrets]),
      [
        ["carts", "proven", chain("carts"), []],
        ["orders", "proven", chain("orders"), [secret]],
      ],
    );
    assert.deepEqual(parent, {
      app: "shop-test",
      chain: names.parentRole.name,
      role: null,
      secrets: [],
      verdict: "proven",
    });
    assert.deepEqual(
      stepFunctions.started.map(({ arn, input }) => [arn, input]),
      [[ARN, { rehearse: true, quiet: true }]],
      "nobody else is notified",
    );
  });

  it("tells broken apps from the parent, which ends well", async () => {
    const { apps, parent } = await rehearse(rehearsed({ orders: verdict(CUT), carts: verdict() }));
    assert.deepEqual(cells([...apps, parent]), [
      ["carts", "proven", undefined],
      ["orders", "broken", "States.TaskFailed"],
      ["shop-test", "proven", undefined],
    ]);
    assert.match(apps[1]?.next ?? "", /^aws iam get-role --role-name shop-test_orders_task /);
  });

  for (const [what, context] of [
    ["that the parent does not speak of", { carts: verdict() }],
    ["with the result of a run", { carts: verdict(), orders: { released: 7 } }],
  ] as const) {
    it(`takes an app for broken ${what}`, async () => {
      const { apps } = await rehearse(rehearsed(context));
      assert.deepEqual(cells(apps), [
        ["carts", "proven", undefined],
        ["orders", "broken", "NoVerdict"],
      ]);
    });
  }

  it("reads the children's own executions where the parent fails, and names its failure", async () => {
    const { apps, parent, stepFunctions } = await rehearse(FAILED, {
      carts: rehearsed({ carts: verdict() }),
      orders: rehearsed({ orders: verdict(CUT) }),
    });
    assert.deepEqual(cells([...apps, parent]), [
      ["carts", "proven", undefined],
      ["orders", "broken", "States.TaskFailed"],
      ["shop-test", "broken", "States.TaskFailed"],
    ]);
    assert.equal(parent.cause, "cannot start orders");
    assert.equal(stepFunctions.started.length, 1, "a parent that failed has notified on-call: it is not started again");
  });

  it("says that a child was not even started", async () => {
    const { apps } = await rehearse(FAILED, { carts: rehearsed({ carts: verdict() }) });
    assert.deepEqual(cells(apps), [
      ["carts", "proven", undefined],
      ["orders", "broken", "NotStarted"],
    ]);
    assert.match(apps[1]?.next ?? "", /describe-state-machine-alias .*shop-test_orders:live$/);
  });

  it("takes a parent for broken that ends well and puts out no verdicts", async () => {
    const children = { carts: rehearsed({ carts: verdict() }), orders: rehearsed({ orders: verdict() }) };
    const { apps, parent } = await rehearse({ status: "SUCCEEDED", output: '{"context": {"carts": {"verd' }, children);
    assert.deepEqual(cells([...apps, parent]), [
      ["carts", "proven", undefined],
      ["orders", "proven", undefined],
      ["shop-test", "broken", "SUCCEEDED"],
    ]);
  });

  it("has a row for a parent that cannot be started", async () => {
    const { apps, parent } = await rehearse(named("AccessDeniedException", "not authorized"));
    assert.deepEqual([apps, parent.error, parent.cause], [[], "AccessDeniedException", "not authorized"]);
  });

  it("waits ten minutes and two seconds for each app, and no longer", async () => {
    const { parent, waited } = await rehearse({ status: "RUNNING" });
    assert.equal(parent.error, "RehearsalTimedOut");
    assert.ok(waited >= 604_000 && waited < 609_000, String(waited));
  });
});

describe("appSubject", () => {
  it("ends the chain at the machine's role where no task role is assumed", () => {
    const { machineRole } = names.app("api");
    assert.deepEqual(appSubject("api", { machine: { role: machineRole, statements: [] } }), {
      app: "api",
      chain: "shop-test_api_machine",
      verifiedRole: "shop-test_api_machine",
    });
  });
});

describe("rehearsalOutput", () => {
  it("contains nothing that changes from one proven up to the next, in the order of names", () => {
    assert.deepEqual(rehearsalOutput(["ui", "carts"].map(subjectOf)), [
      { app: "carts", chain: chain("carts"), verdict: "proven" },
      { app: "ui", chain: chain("ui"), verdict: "proven" },
    ]);
  });
});
