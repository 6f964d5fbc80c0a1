import type { RunContext } from "../context";
import { destroyStack } from "../deployment";

/** Destroys the stack, takes the sample apps away and shows that neither AWS nor Okta holds anything any more. */
export async function tearDown(context: RunContext): Promise<void> {
  const { console, checks, cloud } = context;
  const summary = await destroyStack(context.stack, console, context.signal);
  console.fact(`${summary.changes.delete ?? 0} resources deleted in ${summary.seconds.toFixed(0)} s`);
  await context.samples.remove();
  await context.inbox.remove();
  const aws = Object.entries(await cloud.aws.inventory()).flatMap(([kind, names]) =>
    names.map((name) => `${kind} ${name}`),
  );
  checks.expect("nothing is left in the AWS account", aws.length === 0, aws.join(", "));
  const okta = Object.entries(cloud.okta.inventory()).flatMap(([kind, names]) =>
    names.map((name) => `${kind} ${name}`),
  );
  checks.expect("nothing is left in the Okta org", okta.length === 0, okta.join(", "));
}
