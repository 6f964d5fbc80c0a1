import type { EnvironmentNames } from "../names";
import type { RehearsedApp } from "./rehearsal-table";
import { type RehearsalDesk, rehearseChild } from "./rehearse-child";

/** Children that are rehearsed at the same time; StartExecution takes far more, a preview of failures far less. */
const AT_ONCE = 20;

/** Rehearses every app of an environment through its alias `live`, in the order of `apps`. */
export async function rehearseApps(
  desk: RehearsalDesk,
  names: EnvironmentNames,
  apps: readonly string[],
): Promise<RehearsedApp[]> {
  const rows: RehearsedApp[] = [];
  for (let from = 0; from < apps.length; from += AT_ONCE) {
    const some = apps.slice(from, from + AT_ONCE);
    rows.push(...(await Promise.all(some.map((app) => rehearseChild(desk, app, names.app(app).machine.aliasArn)))));
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
