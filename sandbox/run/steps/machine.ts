import type { RunContext } from "../context";
import { machineSession } from "../identities";
import { runAndShow } from "../parent-run";
import { expectGoodRun } from "./good-run";

/** The automation runner trades a token for its own key for credentials and starts the parent; no AWS key is stored. */
export async function machineRuns(context: RunContext): Promise<void> {
  const { console, checks, outputs, runnerKey } = context;
  const session = await machineSession(context.cloud, outputs, runnerKey.privateKey, runnerKey.id);
  console.fact(
    `client ${outputs.okta.runnerClientId} got a token from ${outputs.okta.issuer} and holds ${outputs.roles.runner}`,
  );
  console.fact(`credentials end at ${session.expiresAt.toISOString()}`);
  const seconds = (session.expiresAt.getTime() - Date.now()) / 1000;
  checks.expect("the machine's credentials last an hour at the most", seconds <= 3600, `${Math.round(seconds)} s`);
  const run = await runAndShow(context, session.access, `machine-${Date.now()}`);
  await expectGoodRun(context, run);
}
