import { memberOf, parseJson } from "../../core/json";
import type { EnvironmentNames } from "../../core/names";
import { quietRehearsal } from "../../definitions/rehearsal/protocol";
import {
  broken,
  cannotRehearse,
  ended,
  isVerdict,
  knowsRehearsal,
  mayPass,
  patiently,
  type RehearsalDesk,
  type RehearsalEnd,
  rowOf,
  showExecution,
  showMachine,
  unasked,
  verdictOf,
} from "./child";
import { brokenOf, type RehearsedApp } from "./table";

/** Longest rehearsal of an environment, in seconds: children are asked some at a time, so it is one child's and a share for each app. */
const REHEARSAL_SECONDS = 600;
const SECONDS_PER_APP = 2;

/** Children whose executions are read at the same time, where the parent's answer does not name every app. */
const AT_ONCE = 20;

export interface EnvironmentRehearsalArgs {
  readonly names: EnvironmentNames;
  /** Every app of the environment; none where only the machine itself is asked about. */
  readonly apps: readonly string[];
  /** A version of the parent or of a part, or an alias. */
  readonly arn: string;
  /** What the machine is called in a row about itself. @default the environment */
  readonly label?: string;
  /** Apps that were proven a moment ago: they are not asked again. @default none */
  readonly proven?: ReadonlyMap<string, RehearsedApp>;
}

/** What a rehearsal of the parent found. */
interface Answer {
  readonly rows: RehearsedApp[];
  /** Whether the parent came to its end and its answer was read; one that fails is not asked again. */
  readonly whole: boolean;
}

/**
 * Rehearses an environment through its parent: one row for each app, in the order of `apps`, and one for each machine that may not do what it has to. Asks
 * again, for what is not proven, while a permission is missing, for IAM is late. Nobody else hears of it: who calls reads the rows. Where the parent fails, rows
 * are read from the children's own executions, which bear the name of the parent's; where those are all proven, the parent itself is the row that is broken.
 */
export async function rehearseEnvironment(
  desk: RehearsalDesk,
  args: EnvironmentRehearsalArgs,
): Promise<RehearsedApp[]> {
  const { names, arn, label = names.base } = args;
  const proven = new Map(args.proven);
  try {
    if (!(await knowsRehearsal(desk, arn))) return [cannotRehearse(label, arn)];
    const ask = async () => {
      const answer = await askOnce(desk, args, proven);
      for (const row of answer.rows) if (row.verdict === "proven") proven.set(row.app, row);
      return answer;
    };
    const { rows } = await patiently(desk, ask, (answer) => answer.whole && answer.rows.some(mayPass));
    return rows;
  } catch (error) {
    return [unasked(label, arn, error)];
  }
}

async function askOnce(
  desk: RehearsalDesk,
  args: EnvironmentRehearsalArgs,
  proven: ReadonlyMap<string, RehearsedApp>,
): Promise<Answer> {
  const { names, apps, arn, label = names.base } = args;
  const seconds = REHEARSAL_SECONDS + SECONDS_PER_APP * apps.length;
  const end = await ended(desk, arn, seconds, quietRehearsal([...proven.keys()]));
  const answers = memberOf(parseJson(end.output), "rehearsal");
  if (end.status === "SUCCEEDED" && Array.isArray(answers)) {
    return { rows: rowsOf(args, answers, proven, showExecution(end.execution)), whole: true };
  }
  const read = await readChildren(desk, args, end, proven);
  if (brokenOf(read).length > 0) return { rows: read, whole: false };
  const error = end.status === "RUNNING" ? "RehearsalTimedOut" : (end.error ?? end.status);
  const cause = end.cause ?? `the rehearsal is ${end.status}`;
  return { rows: [...read, broken(label, error, cause, showExecution(end.execution))], whole: false };
}

/** The row of every app, and of each machine of the environment that is broken. */
function rowsOf(
  { names, apps }: EnvironmentRehearsalArgs,
  answers: readonly unknown[],
  proven: ReadonlyMap<string, RehearsedApp>,
  show: string,
): RehearsedApp[] {
  const told = new Map(answers.map((one) => [memberOf(one, "app"), one]));
  const rows = apps.map((app) => {
    const known = told.has(app) ? undefined : proven.get(app);
    return known ?? answered(app, { chain: chainOf(names, app), ...Object(told.get(app)) }, show);
  });
  const others = [...told]
    .filter(([name]) => typeof name === "string" && !apps.includes(name) && !proven.has(name))
    .map(([name, verdict]) => answered(String(name), { chain: "not walked", ...Object(verdict) }, show));
  return [...rows, ...brokenOf(others)];
}

/** A verdict as the parent hands it on: whole, or, in a large environment, without what the names say. */
function answered(app: string, given: object, show: string): RehearsedApp {
  const verdict = { role: null, ...given };
  if (isVerdict(verdict)) return rowOf(app, verdict, show);
  return broken(app, "NoVerdict", "the parent's rehearsal ended without a verdict on it", show);
}

function chainOf(names: EnvironmentNames, app: string): string {
  const { machineRole, taskRole } = names.app(app);
  return `${machineRole.name} -> ${taskRole.name}`;
}

async function readChildren(
  { control }: RehearsalDesk,
  { names, apps }: EnvironmentRehearsalArgs,
  { name }: RehearsalEnd,
  proven: ReadonlyMap<string, RehearsedApp>,
): Promise<RehearsedApp[]> {
  const rows: RehearsedApp[] = [];
  for (let from = 0; from < apps.length; from += AT_ONCE) {
    const some = apps.slice(from, from + AT_ONCE).map(async (app) => {
      const { aliasArn, executionPrefix } = names.app(app).machine;
      const execution = `${executionPrefix}${name}`;
      const state = await control.look(execution);
      if (state !== undefined) return verdictOf(app, aliasArn, { ...state, execution });
      const unstarted = `${aliasArn} was not started by the parent`;
      return proven.get(app) ?? broken(app, "NotStarted", unstarted, showMachine(aliasArn));
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
  return [...apps].sort().map((app) => ({ app, chain: chainOf(names, app), verdict: "proven" }));
}
