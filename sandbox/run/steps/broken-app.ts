import { ancestorsOf, dependenciesOf } from "../../../components/blueprint/dependencies";
import { ENVIRONMENT } from "../../place";
import { appToBreak } from "../choose-app";
import type { RunContext } from "../context";
import { messageLine } from "../executions/inbox";
import { type ParentRun, runAndShow } from "../executions/parent-run";
import { machineSession } from "../people/identities";
import { expectStarter } from "./good-run";

/** Milliseconds without a further message after which the inbox is taken to be complete. */
const SETTLE_MILLISECONDS = 1500;

/** One app fails on purpose: one message, rollbacks in reverse order, the parent FAILED. */
export async function brokenAppIsRolledBack(context: RunContext): Promise<void> {
  const { console, checks, blueprint, outputs, runnerKey } = context;
  const app = appToBreak(blueprint);
  const task = app === undefined ? undefined : blueprint.apps[app]?.task;
  if (app === undefined || task?.kind !== "lambda") {
    console.fact("no app of this blueprint calls a function, so none is broken here");
    return;
  }
  console.fact(`${app} will fail: its function ${task.function} throws ReleaseFailed`);
  await context.samples.breakApp(task.function, app, "the new version does not answer its health check");
  const session = await machineSession(context.cloud, outputs, runnerKey.privateKey, runnerKey.id);
  const run = await runAndShow(context, { machine: runnerKey }, session.access, `broken-${Date.now()}`);
  await context.samples.breakApp(task.function, app, undefined);

  const starter = outputs.okta.runnerClientId ?? "";
  checks.expect("the parent FAILED", run.execution.status === "FAILED", run.execution.status);
  expectStarter(checks, run, starter, 1);
  const failed = run.apps.find((candidate) => candidate.app === app);
  checks.expect(`${app} failed with ReleaseFailed`, failed?.error === "ReleaseFailed", failed?.error ?? failed?.status);
  const messages = await context.inbox.drain(SETTLE_MILLISECONDS);
  checks.expect(
    "on-call got exactly one message",
    messages.length === 1,
    `${messages.length}: ${messages.map((message) => message.subject).join("; ")}`,
  );
  for (const message of messages) {
    console.line();
    console.quote(`${message.subject}\n\n${message.body}`);
    console.line();
  }
  checks.expect(
    "the message says who started the run",
    messages[0] !== undefined && messageLine(messages[0], "Started by") === starter,
    messages[0]?.body,
  );
  checks.expect(
    "the message names the app and the error",
    messages[0]?.subject === `[${blueprint.name}/${ENVIRONMENT}] ${app} failed: ReleaseFailed` &&
      messageLine(messages[0], "App") === app &&
      messageLine(messages[0], "Error") === "ReleaseFailed",
    `${messages[0]?.subject}\n${messages[0]?.body}`,
  );
  expectRollbacks(context, run, app);
}

function expectRollbacks(context: RunContext, run: ParentRun, broken: string): void {
  const { console, checks, blueprint } = context;
  const dependencies = dependenciesOf(blueprint.apps);
  const declaresRollback = (app: string) => blueprint.apps[app]?.rollback !== undefined;
  // What the broken app waited for had succeeded, or it would not have run; in addition, what other apps had finished
  // by then.
  const expected = [
    ...new Set([
      ...ancestorsOf(broken, dependencies).filter(declaresRollback),
      ...run.apps.filter((one) => one.status === "SUCCEEDED" && declaresRollback(one.app)).map((one) => one.app),
    ]),
  ];
  if (expected.length === 0) {
    console.fact("no app that had succeeded declares a rollback: nothing to roll back");
    return;
  }
  const order = run.rollbacks.map((rollback) => rollback.app);
  console.fact(`rolled back, in this order: ${order.join(", ")}`);
  checks.expect(
    "every app that had succeeded and declares a rollback was rolled back",
    [...order].sort().join() === [...expected].sort().join() &&
      run.rollbacks.every((one) => one.status === "SUCCEEDED"),
    order.join(", "),
  );
  const wrong = run.rollbacks.filter((rollback) =>
    run.rollbacks.some(
      (other) => ancestorsOf(other.app, dependencies).includes(rollback.app) && other.endedAt > rollback.startedAt,
    ),
  );
  checks.expect("rollbacks ran in reverse dependency order", wrong.length === 0, order.join(", "));
}
