import type { RunContext } from "../context";
import { destroyStack } from "../environment/deployment";

/** Destroys the stack, deletes the sample apps and checks that nothing is left in AWS and Okta. */
export async function tearDown(context: RunContext): Promise<void> {
  const { console, checks, cloud } = context;
  const summary = await destroyStack(context.stack, console, context.signal);
  console.fact(`${summary.changes.delete ?? 0} resources deleted in ${summary.seconds.toFixed(0)} s`);
  await context.samples.remove();
  await context.inbox.remove();
  const aws = listed(await cloud.aws.inventory());
  checks.expect("nothing is left in the AWS account", aws.length === 0, aws.join(", "));
  const okta = listed(cloud.okta.inventory());
  checks.expect("nothing is left in the Okta org", okta.length === 0, okta.join(", "));
}

/** An inventory, by kind, as one list of `kind name`. */
function listed(inventory: object): string[] {
  return Object.entries(inventory as Record<string, readonly string[]>).flatMap(([kind, names]) =>
    names.map((name) => `${kind} ${name}`),
  );
}
