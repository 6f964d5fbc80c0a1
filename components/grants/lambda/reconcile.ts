import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DescribeExecutionCommand, type SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { HOLD_GRANT } from "../definition/hold-state";
import type { Grant, GrantEnd, GrantInput } from "../grant";
import type { Member, OktaGroups } from "./okta-groups";
import { type OpenGrant, openGrants } from "./open-grants";
import { answerTask, waitingTask } from "./waiting-task";

/** What the reconciler knows: plain data. */
export interface ReconcilerConfig {
  readonly table: string;
  /** ARN of the alias of the workflow. */
  readonly machineAliasArn: string;
  /** Groups at Okta and IAM roles by entry of the access map. */
  readonly entries: Readonly<Record<string, { readonly groupId: string; readonly role: string }>>;
}

export interface ReconcilerTools {
  readonly config: ReconcilerConfig;
  readonly okta: OktaGroups;
  readonly table: DynamoDBClient;
  readonly workflows: SFNClient;
  readonly now: () => number;
}

/** What one run of the reconciler has put right, for its log. */
export interface Reconciled {
  /** Ids of cleanups that were started for workflows that are gone. */
  readonly continued: readonly string[];
  /** Ids of cleanups that were started for members without a grant. */
  readonly removed: readonly string[];
  /** Ids of grants that were ended because the person is no longer an active member. */
  readonly left: readonly string[];
}

/** States of a user at Okta who can sign in to nothing. */
const OUT = ["SUSPENDED", "DEPROVISIONED"];

/** States of a grant that explain a membership: of the others, the person is out of the group. */
const EXPLAINING = ["active", "ending"];

/** Two runs of the reconciler within these milliseconds start a cleanup once. */
const ONCE_WITHIN = 300_000;

/**
 * Puts right what no workflow will: it continues the cleanup of workflows that are gone, ends grants of people who left
 * the org or the group, and removes members of whom no grant tells. It changes nothing itself: each is left to the
 * workflow, which records it and sends one message. Groups are listed before and after the table is read, as both
 * change meanwhile: only what holds at both times counts.
 */
export async function reconcile(tools: ReconcilerTools): Promise<Reconciled> {
  const { config, okta, table } = tools;
  const lists = async () =>
    new Map(
      await Promise.all(
        Object.entries(config.entries).map(
          async ([entry, { groupId }]): Promise<[string, readonly Member[]]> => [entry, await okta.members(groupId)],
        ),
      ),
    );
  const before = await lists();
  const grants = await openGrants(table, config.table);
  const after = await lists();
  const gone = await workflowsGone(grants, tools);
  const continued: string[] = [];
  for (const { grant, status } of gone) {
    const why = `its workflow ended ${status}`;
    await startCleanup(tools, grant, { outcome: "broken", by: "reconciler", why });
    continued.push(grant.id);
  }
  const removed: string[] = [];
  for (const grant of unexplained(before, after, grants, config, tools.now())) {
    const why = "member of the group without a grant";
    await startCleanup(tools, grant, { outcome: "unexplained", by: "reconciler", why });
    removed.push(grant.id);
  }
  const left: string[] = [];
  for (const { grant, state, joined, execution } of grants) {
    const member = after.get(grant.entry)?.find(({ id }) => id === grant.person.id);
    const isOut = member === undefined || OUT.includes(member.status);
    if (state === "active" && joined && isOut && !gone.some((one) => one.grant.id === grant.id)) {
      const why = member === undefined ? "no longer a member of the group" : `${member.status} at Okta`;
      const task = await waitingTask(tools.workflows, execution);
      const end: GrantEnd = { outcome: "revoked", by: "reconciler", why };
      if (task?.state === HOLD_GRANT && (await answerTask(tools.workflows, task, end))) {
        left.push(grant.id);
      }
    }
  }
  return { continued, removed, left };
}

async function workflowsGone(
  grants: readonly OpenGrant[],
  { workflows }: ReconcilerTools,
): Promise<{ readonly grant: Grant; readonly status: string }[]> {
  const all = await Promise.all(
    grants.map(async ({ grant, execution }) => {
      const { status = "UNKNOWN" } = await workflows
        .send(new DescribeExecutionCommand({ executionArn: execution }))
        .catch((error: unknown) => {
          if (error instanceof Error && error.name === "ExecutionDoesNotExist") {
            return { status: undefined };
          }
          throw error;
        });
      return { grant, status };
    }),
  );
  return all.filter(({ status }) => status !== "RUNNING");
}

/** Members of whom no grant tells, as grants that never were. */
function unexplained(
  before: ReadonlyMap<string, readonly Member[]>,
  after: ReadonlyMap<string, readonly Member[]>,
  grants: readonly OpenGrant[],
  { entries }: ReconcilerConfig,
  now: number,
): Grant[] {
  return [...after].flatMap(([entry, members]) =>
    members
      .filter(({ id }) => before.get(entry)?.some((member) => member.id === id) === true)
      .filter(
        ({ id }) =>
          !grants.some(
            ({ grant, state }) => grant.entry === entry && grant.person.id === id && EXPLAINING.includes(state),
          ),
      )
      .map(({ id, login }) => ({
        id: `${entry}-${id}-${Math.floor(now / ONCE_WITHIN).toString(36)}`.slice(0, 64),
        entry,
        role: entries[entry]?.role ?? "",
        person: { id, login },
        minutes: 0,
        reason: "",
        ticket: "",
        approval: false,
        breakGlass: false,
        identity: null,
      })),
  );
}

async function startCleanup({ config, workflows, now }: ReconcilerTools, grant: Grant, cleanup: GrantEnd) {
  const input: GrantInput = { grant, cleanup };
  const name = `${grant.id}-${Math.floor(now() / ONCE_WITHIN).toString(36)}`;
  const command = new StartExecutionCommand({
    stateMachineArn: config.machineAliasArn,
    name,
    input: JSON.stringify(input),
  });
  await workflows.send(command).catch((error: unknown) => {
    if (!(error instanceof Error && error.name === "ExecutionAlreadyExists")) {
      throw error;
    }
  });
}
