import { GetRoleCommand, IAMClient, UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import { appToCut } from "../choose-app";
import type { RunContext } from "../context";
import { messageLine } from "../executions/inbox";
import { runAndShow } from "../executions/parent-run";
import { releaseRecords } from "../executions/releases";
import { machineSession } from "../people/identities";
import { verifiedRoleArn } from "../verified-role";
import { upIsRefused } from "./refused-up";
import { rehearsalFindsCutChain } from "./rehearse";

const SETTLE_MILLISECONDS = 1500;

/**
 * The trust of the role that one app's task runs as is taken away: the run fails closed before that task fires, and
 * says so; an `up` is refused.
 */
export async function cutChainFailsClosed(context: RunContext): Promise<void> {
  const { console, checks, blueprint, outputs, runnerKey } = context;
  const app = appToCut(blueprint);
  const roleName = verifiedRoleArn(context, app)?.split("/").at(-1);
  if (!roleName) {
    throw new Error(`the stack has no role for the task of ${app}`);
  }
  const iam = new IAMClient(context.cloud.root.config);
  const before = (await iam.send(new GetRoleCommand({ RoleName: roleName }))).Role?.AssumeRolePolicyDocument ?? "";
  console.fact(`nobody is allowed to assume ${roleName} any more, the role that ${app}'s task runs as`);
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: roleName, PolicyDocument: DENY_ALL }));
  await new Promise((resolve) => setTimeout(resolve, (context.delays.iam ?? 0) * 1000));
  try {
    const session = await machineSession(context.cloud, outputs, runnerKey.privateKey, runnerKey.id);
    const run = await runAndShow(context, { machine: runnerKey }, session.access, `cut-${Date.now()}`);
    const cut = run.apps.find((candidate) => candidate.app === app);
    checks.expect("the parent FAILED", run.execution.status === "FAILED", run.execution.status);
    checks.expect(`${app} failed before its task fired`, cut?.status === "FAILED" && !cut.fired, cut?.status);
    const records = await releaseRecords(context.cloud.root, run.name);
    checks.expect(
      `${app} left no release record`,
      records.every((record) => record.app !== app),
    );
    const messages = await context.inbox.drain(SETTLE_MILLISECONDS);
    checks.expect(
      "on-call got exactly one message",
      messages.length === 1,
      `${messages.length}: ${messages.map((message) => message.subject).join("; ")}`,
    );
    checks.expect(
      "the message names the app",
      messages[0] !== undefined && messageLine(messages[0], "App") === app,
      `${messages[0]?.subject}\n${messages[0]?.body}`,
    );
    for (const message of messages) {
      console.line();
      console.quote(`${message.subject}\n\n${message.body}`);
      console.line();
    }
    await rehearsalFindsCutChain(context, app);
    await upIsRefused(context, app);
  } finally {
    const document = decodeURIComponent(before);
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: roleName, PolicyDocument: document }));
  }
}

/** A trust policy that denies everybody: IAM requires a principal in it. */
const DENY_ALL = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
