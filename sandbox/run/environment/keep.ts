import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunContext } from "../context";
import { reachOkta } from "../executions/runs-api-command";
import { serveReports } from "./report-server";
import { REPORTS } from "./reports";

/** Leaves everything running, says how to reach it, and waits for Ctrl-C. */
export async function holdOpen(context: RunContext, runDir: string, signal: AbortSignal): Promise<void> {
  const { console, cloud } = context;
  const file = join(runDir, "env.sh");
  const keyFile = join(runDir, "runner-key.pem");
  await writeFile(keyFile, context.runnerKey.privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  const workspace = context.stack.workspace.envVars as Readonly<Record<string, string | undefined>>;
  const pulumi = ["PULUMI_BACKEND_URL", "PULUMI_HOME", "PULUMI_CONFIG_PASSPHRASE"].map((name) => [
    name,
    workspace[name],
  ]);
  const variables: Record<string, string> = {
    ...cloud.aws.env,
    OKTA_ORG: cloud.okta.url,
    OKTA_OPERATOR_LOGIN: context.operator.login,
    OKTA_OPERATOR_PASSWORD: context.operator.password,
    OKTA_RUNNER_KEY_FILE: keyFile,
    ...reachOkta(cloud.okta),
    ...Object.fromEntries(pulumi.filter(([, value]) => value !== undefined)),
  };
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'`);
  await writeFile(file, `${lines.join("\n")}\n`, { mode: 0o600 });
  console.chapter("Still running (--keep)");
  console.fact(`AWS endpoint   ${cloud.aws.endpoint}  (account ${cloud.root.account}, ${cloud.root.region})`);
  console.fact(`Okta org       ${cloud.okta.url}  (called ${cloud.okta.orgUrl} in tokens)`);
  console.fact(`parent         ${context.outputs.parent.aliasArn}`);
  console.fact(`operator       ${context.operator.login}  (password in the file below)`);
  console.fact(`source ${file}`);
  console.fact(
    "  sets the variables of AWS, Okta and Pulumi in a shell, e.g. for: aws stepfunctions list-state-machines",
  );
  const pages = await serveReports(REPORTS);
  console.fact(`pages          ${pages.url}  (of all runs of the sandbox, read only)`);
  console.fact("Ctrl-C ends it and leaves nothing behind but the pages in .reports");
  // The server keeps the process alive.
  if (!signal.aborted) {
    await once(signal, "abort");
  }
  await pages.close();
}
