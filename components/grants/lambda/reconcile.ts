import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { HOLD_GRANT } from "../definition/hold-state";
import { type Grant, type GrantEnd, type GrantInput, NOTHING_DONE } from "../grant";
import { type CleanupTools, continueGrant, goneWorkflow, ONCE_WITHIN, startCleanup } from "./cleanup";
import type { Member, OktaGroups } from "./okta-groups";
import { type OpenGrant, openGrants } from "./open-grants";
import { answerTask, waitingTask } from "./waiting-task";

/** What the reconciler knows: plain data. */
export interface ReconcilerConfig {
  readonly table: string;
  /** Groups at Okta and IAM roles by entry of the access map. */
  readonly entries: Readonly<Record<string, { readonly groupId: string; readonly role: string }>>;
}

export interface ReconcilerTools extends CleanupTools {
  readonly config: ReconcilerConfig;
  readonly okta: OktaGroups;
  readonly table: DynamoDBClient;
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
  const gone = await Promise.all(grants.map(({ execution }) => goneWorkflow(tools.workflows, execution)));
  const continued: string[] = [];
  for (const [index, { grant, requested }] of grants.entries()) {
    const workflow = gone[index];
    if (workflow !== undefined) {
      await continueGrant(tools, grant, workflow, requested);
      continued.push(grant.id);
    }
  }
  const removed: string[] = [];
  for (const grant of unexplained(before, after, grants, config, tools.now())) {
    const why = "member of the group without a grant";
    await startCleanup(tools, {
      grant,
      cleanup: { outcome: "unexplained", by: "reconciler", why },
      before: { ...NOTHING_DONE, requested: new Date(tools.now()).toISOString() },
    });
    removed.push(grant.id);
  }
  const left: string[] = [];
  for (const { grant, state, joined, execution } of grants) {
    const member = after.get(grant.entry)?.find(({ id }) => id === grant.person.id);
    const isOut = member === undefined || OUT.includes(member.status);
    if (state === "active" && joined && isOut && !continued.includes(grant.id)) {
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
        eligibility: [],
        identity: null,
      })),
  );
}

/**
 * Cleans up at once for a workflow that was stopped, timed out, or failed before the table knew of its grant. One that
 * failed otherwise is left to the schedule: what it failed by may last.
 */
export async function continueNow(
  { config, table, ...tools }: Omit<ReconcilerTools, "okta">,
  execution: string,
): Promise<boolean> {
  const gone = await goneWorkflow(tools.workflows, execution);
  const { status, input } = gone?.described ?? {};
  if (gone === undefined || input === undefined) {
    return false;
  }
  const open = (await openGrants(table, config.table)).find((one) => one.execution === execution);
  if (status === "FAILED" && open !== undefined) {
    return false;
  }
  await continueGrant(tools, (JSON.parse(input) as GrantInput).grant, gone, open?.requested ?? "");
  return true;
}
