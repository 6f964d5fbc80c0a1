import type { RunContext } from "../context";
import { roleArn } from "../environment/outputs";
import { runAndShow } from "../executions/parent-run";
import { personSession } from "../people/identities";
import { expectGoodRun } from "./good-run";

/** A person in the right Okta group signs in, gets short-lived credentials and starts the parent. */
export async function personRuns(context: RunContext): Promise<void> {
  const { console, checks, operator, outputs } = context;
  const role = roleArn(outputs, "operator");
  const session = await personSession(context.cloud, outputs, operator, role);
  console.fact(`${operator.login} signed in at ${context.cloud.okta.orgUrl} and holds ${role}`);
  console.fact(`credentials end at ${session.expiresAt.toISOString()}`);
  const seconds = (session.expiresAt.getTime() - Date.now()) / 1000;
  checks.expect("the person's credentials last an hour at the most", seconds <= 3600, `${Math.round(seconds)} s`);
  const run = await runAndShow(context, { person: operator }, session.access, `person-${Date.now()}`);
  await expectGoodRun(context, run, operator.login);
}
