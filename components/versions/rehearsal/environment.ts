import { memberOf } from "../../core/json";
import type { EnvironmentNames } from "../../core/names";
import { QUIET_REHEARSAL_INPUT } from "../../definitions/rehearsal/protocol";
import { showExecution, showMachine } from "./aws-commands";
import { childRow, startFailure } from "./child";
import { type MachineRehearsalDeps, type RehearsalExecution, runRehearsal } from "./execution";
import type { MachineRoles } from "./permissions";
import type { RehearsalRow } from "./table";
import { type AppSubject, brokenRow, provenRow, type RowSubject, rowOf, verdictsIn } from "./verdict";

/**
 * Longest rehearsal of an environment, in seconds: one child's, and a share for each app, as apps wait for each
 * other.
 */
const REHEARSAL_SECONDS = 600;
const SECONDS_PER_APP = 2;

/** Children's executions that are read at the same time, where the parent fails. */
const AT_ONCE = 20;

export interface ParentRehearsalArgs {
  readonly names: EnvironmentNames;
  /** Every app of the environment. */
  readonly apps: readonly AppSubject[];
  /** A version of the parent, or its alias. */
  readonly arn: string;
}

export interface ParentRehearsal {
  /** One row for each app, in their order; none where the parent could not be started. */
  readonly apps: readonly RehearsalRow[];
  readonly parent: RehearsalRow;
}

/**
 * Rehearses every app of an environment through its parent. Where the parent fails, which a broken child alone does
 * not make it do, apps' rows are read from the children's own executions, which have the name of the parent's.
 */
export async function rehearseParent(deps: MachineRehearsalDeps, args: ParentRehearsalArgs): Promise<ParentRehearsal> {
  const { names, apps, arn } = args;
  const subject = parentSubject(names);
  try {
    const execution = await runRehearsal(
      deps,
      arn,
      REHEARSAL_SECONDS + SECONDS_PER_APP * apps.length,
      QUIET_REHEARSAL_INPUT,
    );
    const show = showExecution(execution.arn);
    const verdicts = verdictsIn(execution.output);
    if (execution.status === "SUCCEEDED" && verdicts !== undefined) {
      return {
        apps: apps.map((subject) => rowOf(subject, memberOf(verdicts, subject.app), show)),
        parent: provenRow(subject),
      };
    }
    const [error, cause] =
      execution.status === "RUNNING"
        ? ["RehearsalTimedOut", "the rehearsal is still running"]
        : [execution.error ?? execution.status, execution.cause ?? "it ended without verdicts"];
    return { apps: await readChildren(deps, args, execution), parent: brokenRow(subject, error, cause, show) };
  } catch (error) {
    return { apps: [], parent: startFailure(subject, arn, error) };
  }
}

/** What an app's row is about. */
export function appSubject(app: string, { machine, task }: MachineRoles): AppSubject {
  const chain = [machine, ...(task === undefined ? [] : [task])].map(({ role }) => role.name);
  return { app, chain: chain.join(" -> "), verifiedRole: chain.at(-1) ?? "" };
}

/** What the parent's row is about. */
export function parentSubject({ parent, parentRole }: EnvironmentNames): RowSubject {
  return { app: parent.name, chain: parentRole.name };
}

async function readChildren(
  { stepFunctions }: MachineRehearsalDeps,
  { names, apps }: ParentRehearsalArgs,
  { name }: RehearsalExecution,
): Promise<RehearsalRow[]> {
  const rows: RehearsalRow[] = [];
  for (let from = 0; from < apps.length; from += AT_ONCE) {
    const some = apps.slice(from, from + AT_ONCE).map(async (subject) => {
      const { aliasArn, executionPrefix } = names.app(subject.app).machine;
      const state = await stepFunctions.describeExecution(`${executionPrefix}${name}`);
      return state === undefined
        ? brokenRow(subject, "NotStarted", `${aliasArn} was not started by the parent`, showMachine(aliasArn))
        : childRow(subject, aliasArn, `${executionPrefix}${name}`, state);
    });
    rows.push(...(await Promise.all(some)));
  }
  return rows;
}

/** One line of the stack's output `rehearsal`: what stays the same from one proven `up` to the next. */
export interface RehearsalOutput {
  readonly app: string;
  readonly chain: string;
  readonly verdict: "proven";
}

/** Output of a stack in which every app is proven; an `up` in which one is not fails and has none. */
export function rehearsalOutput(apps: readonly AppSubject[]): RehearsalOutput[] {
  return [...apps]
    .sort((a, b) => (a.app < b.app ? -1 : 1))
    .map(({ app, chain }) => ({ app, chain, verdict: "proven" }));
}
