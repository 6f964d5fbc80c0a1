import { cp, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DescribeStateMachineAliasCommand, SFNClient } from "@aws-sdk/client-sfn";
import { errorMessage } from "../../../components/core/errors";
import type { RunContext } from "../context";
import { refusalIn } from "../executions/rehearsal";

const BLUEPRINT = "app-of-apps:blueprint";

/**
 * With the chain of an app cut, a change of that app is deployed: `up` publishes the version, rehearses it and refuses
 * to send traffic to it. The change is one second of time-out, in a copy of the blueprint.
 */
export async function upIsRefused(context: RunContext, app: string): Promise<void> {
  const { console, checks, stack, signal } = context;
  const before = await liveVersion(context, app);
  const { value: original } = await stack.getConfig(BLUEPRINT);
  await stack.setConfig(BLUEPRINT, { value: await changedBlueprint(context, app, original) });
  let said = "";
  try {
    console.fact(`${app} is changed and deployed while its chain is cut`);
    await stack.up({ signal, color: "never" });
  } catch (error) {
    said = errorMessage(error);
  } finally {
    await stack.setConfig(BLUEPRINT, { value: original });
  }
  const refusal = refusalIn(said);
  checks.expect("up was refused by the rehearsal", refusal !== undefined, said === "" ? "up went through" : said);
  if (refusal !== undefined) {
    console.line();
    console.quote(refusal);
    console.line();
  }
  checks.expect(`the refusal names ${app}`, refusal?.includes(app) === true, refusal);
  const after = await liveVersion(context, app);
  checks.expect(`traffic of ${app} stays at version ${before}`, after === before, `version ${after}`);
}

/** Number of the version that an app's alias leads to. */
async function liveVersion({ cloud, outputs }: RunContext, app: string): Promise<string | undefined> {
  const stateMachineAliasArn = outputs.apps[app]?.aliasArn;
  const command = new DescribeStateMachineAliasCommand({ stateMachineAliasArn });
  const { routingConfiguration } = await new SFNClient(cloud.root.config).send(command);
  return routingConfiguration?.[0]?.stateMachineVersionArn?.split(":").at(-1);
}

/**
 * A copy of the blueprint in the run's folder, its access rules next to it, in which one app has a time-out of a second
 * more.
 */
async function changedBlueprint({ blueprint, stack }: RunContext, app: string, original: string): Promise<string> {
  const folder = join(stack.workspace.workDir, "changed-blueprint");
  await mkdir(folder, { recursive: true });
  await cp(join(dirname(original), "access"), join(folder, "access"), { recursive: true }).catch(() => undefined);
  const spec = blueprint.apps[app];
  if (spec === undefined) {
    throw new Error(`the blueprint has no app ${app}`);
  }
  const apps = { ...blueprint.apps, [app]: { ...spec, timeoutSeconds: spec.timeoutSeconds + 1 } };
  const file = join(folder, "blueprint.json");
  await writeFile(file, JSON.stringify({ ...blueprint, apps }));
  return file;
}
