import type { EnvironmentNames } from "../names";
import type { RehearsedApp } from "./rehearsal-table";
import {
  broken,
  ended,
  isVerdict,
  knowsRehearsal,
  memberOf,
  parsed,
  type RehearsalDesk,
  verdictOf,
} from "./rehearse-child";

/** Longest rehearsal of an environment, in seconds: its children are asked at the same time, so it is one child's and some. */
const REHEARSAL_SECONDS = 600;

/** Children whose executions are read at the same time, where the parent's answer does not name every app. */
const AT_ONCE = 20;

export interface EnvironmentRehearsalArgs {
  readonly names: EnvironmentNames;
  /** Every app of the environment. */
  readonly apps: readonly string[];
  /** A version of the parent, or its alias. */
  readonly arn: string;
}

/**
 * Rehearses every app of an environment through its parent: one row for each, in the order of `apps`. Where the parent fails, rows are read from the children's
 * own executions, which bear the name of the parent's; where those are all proven, the parent itself is the row that is broken.
 */
export async function rehearseEnvironment(
  desk: RehearsalDesk,
  args: EnvironmentRehearsalArgs,
): Promise<RehearsedApp[]> {
  const { names, apps, arn } = args;
  try {
    if (!(await knowsRehearsal(desk, arn))) {
      return [broken(names.base, "CannotRehearse", `${arn} was published before rehearsals; it is not started`)];
    }
    const end = await ended(desk, arn, REHEARSAL_SECONDS);
    const answers = memberOf(parsed(end.output), "rehearsal");
    const told = new Map((Array.isArray(answers) ? answers : []).map((one: unknown) => [memberOf(one, "app"), one]));
    const rows = end.status === "SUCCEEDED" ? apps.map((app) => rowOf(names, app, told.get(app))) : [];
    if (rows.length > 0) return rows;
    const read = await readChildren(desk, args, end.name);
    if (read.some(({ verdict }) => verdict === "broken")) return read;
    const late = end.status === "RUNNING" ? "RehearsalTimedOut" : undefined;
    return [
      ...read,
      broken(names.base, late ?? end.error ?? end.status, end.cause ?? `the rehearsal is ${end.status}`),
    ];
  } catch (error) {
    const [name, message] = error instanceof Error ? [error.name, error.message] : ["Unknown", String(error)];
    return [broken(names.base, name, message)];
  }
}

/** A verdict as the parent hands it on: whole, or, in a large environment, without what the names say. */
function rowOf(names: EnvironmentNames, app: string, verdict: unknown): RehearsedApp {
  const { machineRole, taskRole } = names.app(app);
  const whole = {
    role: null,
    chain: `${machineRole.name} -> ${taskRole.name}`,
    ...(typeof verdict === "object" ? verdict : {}),
  };
  if (!isVerdict(whole)) return broken(app, "NoVerdict", "the parent's rehearsal ended without a verdict on it");
  const { verdict: found, role, chain, error, cause } = whole;
  return {
    app,
    verdict: found,
    role,
    chain,
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}

async function readChildren(
  { control }: RehearsalDesk,
  { names, apps }: EnvironmentRehearsalArgs,
  name: string,
): Promise<RehearsedApp[]> {
  const rows: RehearsedApp[] = [];
  for (let from = 0; from < apps.length; from += AT_ONCE) {
    const some = apps.slice(from, from + AT_ONCE).map(async (app) => {
      const { aliasArn, executionPrefix } = names.app(app).machine;
      const state = await control.look(`${executionPrefix}${name}`);
      return state === undefined
        ? broken(app, "NotStarted", `${aliasArn} was not started by the parent`)
        : verdictOf(app, aliasArn, state);
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

/** What a rehearsal puts out where every app is proven; an `up` in which one is not fails and puts out nothing. */
export function rehearsalOutput(names: EnvironmentNames, apps: readonly string[]): RehearsalOutput[] {
  return [...apps].sort().map((app) => {
    const { machineRole, taskRole } = names.app(app);
    return { app, chain: `${machineRole.name} -> ${taskRole.name}`, verdict: "proven" };
  });
}
