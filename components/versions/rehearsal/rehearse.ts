import type { EnvironmentNames } from "../../core/names";
import { type KeyedMachine, PARENT_KEY } from "../machine-keys";
import { rehearseChild } from "./child";
import { appSubject, rehearseParent } from "./environment";
import type { MachineRehearsalDeps } from "./execution";
import { type PermissionSimulation, withPermissions } from "./permissions";
import type { RehearsalRow } from "./table";
import { provenRow } from "./verdict";

/** What a rehearsal depends on: Step Functions for what machines prove, IAM's simulator for what roles are allowed. */
export interface RehearsalDeps extends MachineRehearsalDeps {
  readonly permissions: PermissionSimulation;
}

/** Rehearses one app: its machine walks its role chain and describes its secrets, and its roles are simulated. */
export async function rehearseApp(deps: RehearsalDeps, app: string, arn: string): Promise<RehearsalRow> {
  const [row, permissions] = await Promise.all([
    rehearseChild(deps, appSubject(app, deps.permissions.rolesFor(app)), arn),
    deps.permissions.resultFor(app),
  ]);
  return withPermissions(row, permissions);
}

/** Simulates the roles of a machine that cannot be rehearsed by starting it. */
export async function simulateMachine(
  { permissions }: RehearsalDeps,
  { key, machine }: KeyedMachine,
): Promise<RehearsalRow> {
  const subject = { app: machine.name, chain: permissions.rolesFor(key).machine.role.name };
  return withPermissions(provenRow(subject), await permissions.resultFor(key));
}

export interface EnvironmentRehearsalArgs {
  readonly names: EnvironmentNames;
  readonly apps: readonly string[];
  readonly machines: readonly KeyedMachine[];
  /** A version of the parent, or its alias. */
  readonly arn: string;
  /** Called whenever the roles of an app have been simulated. @default nothing */
  readonly onSimulated?: (() => void) | undefined;
}

/**
 * Rehearses an environment: all apps through the parent, and every role. One row for each app, then the environment's
 * machines.
 */
export async function rehearseEnvironment(
  deps: RehearsalDeps,
  { names, apps, machines, arn, onSimulated = () => {} }: EnvironmentRehearsalArgs,
): Promise<RehearsalRow[]> {
  const { permissions } = deps;
  const simulateApp = async (app: string) => {
    const result = await permissions.resultFor(app);
    onSimulated();
    return result;
  };
  const others = machines.filter(({ key, app }) => app === undefined && key !== PARENT_KEY);
  const [rehearsed, simulated, parent, rows] = await Promise.all([
    rehearseParent(deps, { names, apps: apps.map((app) => appSubject(app, permissions.rolesFor(app))), arn }),
    Promise.all(apps.map(simulateApp)),
    permissions.resultFor(PARENT_KEY),
    Promise.all(others.map((machine) => simulateMachine(deps, machine))),
  ]);
  const appRows = rehearsed.apps.map((row, index) => withPermissions(row, simulated[index] ?? {}));
  return [...appRows, ...rows, withPermissions(rehearsed.parent, parent)];
}
