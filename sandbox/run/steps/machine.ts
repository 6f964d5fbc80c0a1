import type { RunContext } from "../context";
import { runAndShow } from "../executions/parent-run";
import { machineSession } from "../people/identities";
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
  const aged = await ageOneSecret(context);
  const run = await runAndShow(context, session.access, `machine-${Date.now()}`);
  if (aged) {
    const secrets = run.apps.flatMap((app) => app.secrets);
    const rotated = secrets.filter((secret) => secret.rotated).map((secret) => secret.name);
    checks.expect(
      `the old secret was rotated before its app ran, and no other`,
      rotated.join() === aged,
      rotated.join(),
    );
  }
  await expectGoodRun(context, run);
}

/** Days beyond any age that a blueprint allows. */
const TOO_OLD_DAYS = 400;

/** Makes the first secret of the environment too old, so that the run shows what becomes of it. */
async function ageOneSecret(context: RunContext): Promise<string | undefined> {
  const secret = Object.values(context.outputs.apps).flatMap((app) => app.secrets)[0];
  if (secret === undefined) {
    return undefined;
  }
  await context.cloud.aws.ageSecret(secret, TOO_OLD_DAYS);
  context.console.fact(`the last rotation of ${secret} is set back by ${TOO_OLD_DAYS} days`);
  return secret;
}
