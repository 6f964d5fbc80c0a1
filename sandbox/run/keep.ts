import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunContext } from "./context";

/** Leaves everything running, says how to reach it, and waits for Ctrl-C. */
export async function holdOpen(context: RunContext, runDir: string, signal: AbortSignal): Promise<void> {
  const { console, cloud } = context;
  const file = join(runDir, "env.sh");
  const variables = { ...cloud.aws.env, OKTA_ORG: cloud.okta.url };
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'`);
  await writeFile(file, `${lines.join("\n")}\n`, { mode: 0o600 });
  console.chapter("Still running (--keep)");
  console.fact(`AWS endpoint   ${cloud.aws.endpoint}  (account ${cloud.root.account}, ${cloud.root.region})`);
  console.fact(`Okta org       ${cloud.okta.url}  (called ${cloud.okta.orgUrl} in tokens)`);
  console.fact(`parent         ${context.outputs.parent.aliasArn}`);
  console.fact(`source ${file}  sets the AWS variables in a shell, e.g. for: aws stepfunctions list-state-machines`);
  console.fact("Ctrl-C ends it and leaves nothing behind");
  await new Promise<void>((resolve) => {
    const alive = setInterval(() => {}, 60_000);
    signal.addEventListener("abort", () => {
      clearInterval(alive);
      resolve();
    });
  });
}
