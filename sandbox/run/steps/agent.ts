import { errorMessage } from "../../../components/core/errors";
import { AWAIT_APPROVAL, type RunApproval } from "../../../components/definitions/run-approval";
import type { RunContext } from "../context";
import { roleArn } from "../environment/outputs";
import { runAndShow } from "../executions/parent-run";
import { callRunsApi, machineRunsToken, personRunsToken } from "../executions/runs-api";
import { runOnApi } from "../executions/runs-api-command";
import { personSession } from "../people/identities";
import { expectGoodRun } from "./good-run";

/** Milliseconds between two looks at a run that does not wait yet, and how long it may take to get there. */
const PAUSE = 200;
const LONGEST = 60_000;

/** Milliseconds without a further message after which the approvers' message is taken to be the only one. */
const SETTLE_MILLISECONDS = 500;

/** A run of an agent starts nothing before a person has approved it, and the agent cannot approve. */
export async function agentWaitsForApproval(context: RunContext): Promise<void> {
  const { console, checks, operator, outputs, agentKey } = context;
  const { access } = await personSession(context.cloud, outputs, operator, roleArn(outputs, "operator"));
  const name = `agent-${Date.now()}`;
  const run = await runAndShow(context, { machine: agentKey }, access, name, async () => {
    await waitsForApproval(context, await personRunsToken(context, operator, "observe"), name);
    await agentIsRefused(context, name);
    const waiting = await runOnApi(context, "approve", [], operator);
    console.quote(waiting.stdout);
    checks.expect("the command approve lists the run", waiting.stdout.includes(`\n${name} `), waiting.stderr);
    const { status, stdout, stderr } = await runOnApi(context, "approve", ["--run", name], operator);
    const answer = `${status} ${stdout}${stderr}`.trim();
    console.fact(`npm run -s approve -- --run ${name}: ${answer}`);
    if (!checks.expect(`${operator.login} approves with the command approve`, status === 0, answer)) {
      // The command would follow a run that waits for an hour.
      throw new Error(`${name} was not approved: ${answer}`);
    }
  });
  const { approval } = JSON.parse(run.execution.output ?? "{}") as { readonly approval?: RunApproval | null };
  console.fact(`approved by ${approval?.by ?? "nobody"} at ${approval?.time ?? "no time"}`);
  checks.expect(`the run says that ${operator.login} approved it`, approval?.by === operator.login, approval?.by);
  await expectGoodRun(context, run, outputs.okta[`${agentKey.entry}ClientId`] ?? "");
}

/** The run waits, none of its apps has started, and the approvers have a message. */
async function waitsForApproval(context: RunContext, token: string, name: string): Promise<void> {
  const { console, checks, inbox, signal } = context;
  let run: Readonly<Record<string, unknown>> = {};
  for (const end = Date.now() + LONGEST; run.approval !== "WAITING" && Date.now() < end; ) {
    signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    run = (await callRunsApi(context, token, `GET /runs/${name}`)).body;
  }
  const apps = (run.apps ?? []) as readonly { readonly app: string; readonly status: string }[];
  const started = apps.filter(({ status }) => status !== "WAITING").map(({ app }) => app);
  console.fact(`${name} is ${run.status}, in ${AWAIT_APPROVAL}`);
  checks.expect(`the run waits in ${AWAIT_APPROVAL}`, run.approval === "WAITING", JSON.stringify(run));
  checks.expect("no app has started", apps.length > 0 && started.length === 0, started.join(", "));
  const messages = await inbox.drain(SETTLE_MILLISECONDS);
  for (const { subject, body } of messages) {
    console.quote(`${subject}\n\n${body}`);
  }
  checks.expect("approvers got exactly one message", messages.length === 1, `${messages.length} messages`);
}

/** Okta issues no token to approve to an agent, and the API refuses those that it has. */
async function agentIsRefused(context: RunContext, name: string): Promise<void> {
  const { console, checks, agentKey } = context;
  const refusal = await machineRunsToken(context, agentKey, "approve").then(() => "a token was issued", errorMessage);
  console.fact(`a token to approve: ${refusal}`);
  checks.expect("the agent gets no token to approve", /access_denied|invalid_scope/.test(refusal), refusal);
  const token = await machineRunsToken(context, agentKey, "start", "observe");
  const { status, body } = await callRunsApi(context, token, `POST /runs/${name}/approve`);
  const answer = `${status} ${JSON.stringify(body)}`;
  console.fact(`approval with the agent's token to start: ${answer}`);
  checks.expect("the agent's own approval is refused", status === 403, answer);
}
