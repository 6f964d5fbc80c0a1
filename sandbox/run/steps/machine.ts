import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import type { AwsAccess } from "../aws-access";
import type { RunContext } from "../context";
import { runAndShow } from "../executions/parent-run";
import { machineSession } from "../people/identities";
import { expectGoodRun } from "./good-run";

/** The automation runner gets credentials for a token, and starts a run with another; no key of AWS is stored. */
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
  await forgedIdentityIsRefused(context, session.access);
  const run = await runAndShow(context, { machine: runnerKey }, session.access, `machine-${Date.now()}`);
  if (aged) {
    const secrets = run.apps.flatMap((app) => app.secrets);
    const rotated = secrets.filter((secret) => secret.rotated).map((secret) => secret.name);
    checks.expect(
      `the old secret was rotated before its app ran, and no other`,
      rotated.join() === aged,
      rotated.join(),
    );
  }
  await expectGoodRun(context, run, outputs.okta.runnerClientId ?? "");
}

/** An identity that no token was verified for: only the runs API may start the parent, so nobody can write one. */
async function forgedIdentityIsRefused({ checks, outputs }: RunContext, access: AwsAccess): Promise<void> {
  const identity = { subject: "somebody.else@example.com", wayIn: "person", expires: Math.floor(Date.now() / 1000) };
  const command = new StartExecutionCommand({
    stateMachineArn: outputs.parent.aliasArn,
    input: JSON.stringify({ identity }),
  });
  const refusal = await new SFNClient(access.config).send(command).then(
    () => "the run was started",
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );
  checks.expect("a forged identity is refused: no role may start the parent", refusal === DENIED, refusal);
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/CommonErrors.html */
const DENIED = "AccessDeniedException";

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
