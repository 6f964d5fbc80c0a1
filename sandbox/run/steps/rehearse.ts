import type { RunContext } from "../context";
import { OWN_BLUEPRINT } from "../environment/load";
import { REHEARSED_HEADER, type RehearseResult, rehearsedTable, runRehearse } from "../executions/rehearse-command";

/** Milliseconds without a message after which none is expected. */
const SETTLE_MILLISECONDS = 500;

/** The deployed environment is rehearsed by the command: everything is proven, and nobody is notified. */
export async function environmentIsRehearsed(context: RunContext): Promise<void> {
  const { console, checks, blueprint } = context;
  const result = await rehearse(context);
  if (result === undefined) {
    return;
  }
  console.table(REHEARSED_HEADER, rehearsedTable(result.rows));
  checks.expect("rehearse exits 0", result.status === 0, `${result.status} ${result.stderr}`);
  const apps = Object.keys(blueprint.apps);
  const proven = result.rows.filter(
    ({ verdict, permissions }) => verdict === "proven" && permissions?.denied.length === 0,
  );
  const missing = apps.filter((app) => !proven.some((row) => row.app === app));
  checks.expect(
    `rehearse proves all ${apps.length} apps, with every permission simulated`,
    missing.length === 0,
    missing.join(", "),
  );
  const messages = await context.inbox.drain(SETTLE_MILLISECONDS);
  checks.expect(
    "a rehearsal notifies nobody",
    messages.length === 0,
    messages.map(({ subject }) => subject).join("; "),
  );
}

/** With the chain of one app cut, the command exits 1 and finds exactly that app broken. */
export async function rehearsalFindsCutChain(context: RunContext, app: string): Promise<void> {
  const result = await rehearse(context);
  if (result === undefined) {
    return;
  }
  const broken = result.rows.filter(({ verdict }) => verdict === "broken").map((row) => row.app);
  context.checks.expect(
    `rehearse exits 1 and finds ${app} broken, and no other`,
    result.status === 1 && broken.join() === app,
    `exit ${result.status}: ${broken.join(", ")}`,
  );
}

/** Undefined for another blueprint than the one of the stack's file, which is the one that the command reads. */
async function rehearse({ stack, console, cloud, signal }: RunContext): Promise<RehearseResult | undefined> {
  const { value: blueprint } = await stack.getConfig("app-of-apps:blueprint");
  if (blueprint !== OWN_BLUEPRINT) {
    console.fact(
      "the command rehearse reads the blueprint of stacks/Pulumi.sandbox.yaml: it is not run for another one",
    );
    return undefined;
  }
  return await runRehearse(cloud.aws.env, signal);
}
