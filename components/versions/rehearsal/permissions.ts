import type { EnvironmentNames } from "../../core/names";
import type { PolicyStatement } from "../../core/policy-document";
import { PARENT_KEY, RUN_ROLLBACK_KEY } from "../machine-keys";
import { showRole } from "./aws-commands";
import { type RolePermissions, type SimulateRoleDeps, simulateRole } from "./simulation/simulate-role";
import type { RehearsalRow, SimulatedPermissions } from "./table";

/** Roles of a machine and what they must be allowed. */
export interface MachineRoles {
  readonly machine: RolePermissions;
  /** Absent for machines without a task, and for apps whose tasks run as the machine's role. */
  readonly task?: RolePermissions;
}

/**
 * Roles of an environment's machines, by an app's name, `_parent` or `_rollback`; an app's roles serve both of its
 * machines.
 */
export type RolesByKey = Readonly<Record<string, MachineRoles>>;

/** What of an environment's plan says which statements its roles are made from. */
export interface PlannedStatements {
  readonly names: EnvironmentNames;
  readonly apps: Readonly<
    Record<
      string,
      { readonly machineStatements: readonly PolicyStatement[]; readonly taskStatements: readonly PolicyStatement[] }
    >
  >;
  readonly parent: { readonly statements: readonly PolicyStatement[] };
  /** Absent where no app has a rollback. */
  readonly runRollback?: { readonly statements: readonly PolicyStatement[] };
}

/** The roles that a rehearsal simulates, with the statements that they are made from. */
export function rolesOf({ names, apps, parent, runRollback }: PlannedStatements): RolesByKey {
  const children = Object.entries(apps).map(([app, plan]): [string, MachineRoles] => {
    const { machineRole, taskRole } = names.app(app);
    return [
      app,
      {
        machine: { role: machineRole, statements: plan.machineStatements },
        ...(plan.taskStatements.length === 0 ? {} : { task: { role: taskRole, statements: plan.taskStatements } }),
      },
    ];
  });
  return {
    ...Object.fromEntries(children),
    ...(runRollback === undefined
      ? {}
      : {
          [RUN_ROLLBACK_KEY]: {
            machine: { role: names.runRollback.machineRole, statements: runRollback.statements },
          },
        }),
    [PARENT_KEY]: { machine: { role: names.parentRole, statements: parent.statements } },
  };
}

/** Result of simulating a machine's roles. */
export interface PermissionResult {
  /** Absent where the simulation failed. */
  readonly permissions?: SimulatedPermissions;
  /** What is wrong, and the command that shows more; absent where everything is allowed. */
  readonly problem?: Required<Pick<RehearsalRow, "error" | "cause" | "next">>;
}

/**
 * Simulates the roles of machines, each at most once as long as everything is allowed: an `up` that moves several
 * aliases of an app does not simulate its roles again.
 */
export class PermissionSimulation {
  private readonly results = new Map<string, Promise<PermissionResult>>();

  constructor(
    private readonly deps: SimulateRoleDeps,
    private readonly roles: RolesByKey,
  ) {}

  /** Roles of a machine. @throws Error for an unknown key */
  rolesFor(key: string): MachineRoles {
    const roles = Object.hasOwn(this.roles, key) ? this.roles[key] : undefined;
    if (roles === undefined) {
      throw new Error(`no roles are known for the machine ${key}`);
    }
    return roles;
  }

  /** @throws Error for an unknown key; whatever else goes wrong is in the result */
  async resultFor(key: string): Promise<PermissionResult> {
    const found = this.results.get(key) ?? this.simulate(this.rolesFor(key));
    this.results.set(key, found);
    const result = await found;
    if (result.problem !== undefined) {
      this.results.delete(key);
    }
    return result;
  }

  private async simulate({ machine, task }: MachineRoles): Promise<PermissionResult> {
    const roles = [machine, ...(task === undefined ? [] : [task])];
    try {
      const findings = await Promise.all(roles.map((role) => simulateRole(this.deps, role)));
      const permissions: SimulatedPermissions = {
        simulated: findings.reduce((sum, { simulated }) => sum + simulated, 0),
        denied: findings.flatMap(({ denied }) => denied),
        notSimulated: findings.flatMap(({ notSimulated }) => notSimulated),
      };
      const denied = roles.find((_, index) => findings[index]?.denied.length !== 0);
      if (denied === undefined) {
        return { permissions };
      }
      const cause = permissions.denied.join("; ");
      return { permissions, problem: { error: "PermissionMissing", cause, next: showRole(denied.role.name) } };
    } catch (error) {
      const [name, message] = error instanceof Error ? [error.name, error.message] : ["Unknown", String(error)];
      const names = roles.map(({ role }) => role.name).join(" and ");
      const cause = `the permissions of ${names} could not be simulated: ${message}`;
      return { problem: { error: name, cause, next: showRole(machine.role.name) } };
    }
  }
}

/**
 * A row with the result of a simulation. A problem breaks a row that was proven and is added to the cause of another.
 */
export function withPermissions(row: RehearsalRow, { permissions, problem }: PermissionResult): RehearsalRow {
  const simulated = { ...row, ...(permissions === undefined ? {} : { permissions }) };
  if (problem === undefined) {
    return simulated;
  }
  return row.verdict === "proven"
    ? { ...simulated, verdict: "broken", ...problem }
    : { ...simulated, cause: `${row.cause}; ${problem.error}: ${problem.cause}` };
}
