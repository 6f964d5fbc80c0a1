import type { Machine } from "../asl/step";
import type { Blueprint } from "../blueprint/blueprint";
import type { EnvironmentNames } from "../core/names";
import { planSchedule } from "../schedule/index";
import type { Plan } from "../schedule/plan";
import { childMachine, rollbackMachine } from "./child/definition";
import { evidenceMachine } from "./evidence/definition";
import { parentMachine } from "./parent/definition";
import { runRollbackMachine } from "./rollback/definition";

/** Every machine of an environment, each rendered once. */
export interface EnvironmentMachines {
  readonly apps: Readonly<Record<string, { readonly release: Machine; readonly rollback?: Machine }>>;
  readonly parent: Machine;
  /** Absent where no app has a rollback. */
  readonly runRollback?: Machine;
  /** Writes the records of runs; absent where the environment keeps no evidence. */
  readonly evidence?: Machine;
}

/**
 * The machines of a blueprint. A time-out that depends on another machine's is read from that machine.
 * @param identitySeconds seconds by which the identity of a run may have expired; undefined where there is no runs API,
 * and runs have none
 * @param approvals whether there are agents whose runs wait until a person approves
 * @param evidence whether runs have records of themselves written
 */
export function environmentMachines(
  names: EnvironmentNames,
  blueprint: Blueprint,
  plan: Plan = planSchedule(blueprint).plan,
  identitySeconds?: number,
  approvals = false,
  evidence = false,
): EnvironmentMachines {
  const apps = Object.fromEntries(
    Object.entries(blueprint.apps).map(([app, spec]) => {
      const args = { names, app, spec, identitySeconds, evidence };
      const rollback = rollbackMachine(args);
      return [app, { release: childMachine(args), ...(rollback === undefined ? {} : { rollback }) }];
    }),
  );
  const rollbackSeconds = new Map(
    Object.entries(apps).flatMap(([app, { rollback }]) =>
      rollback === undefined ? [] : [[app, rollback.definition.TimeoutSeconds] as const],
    ),
  );
  const runRollback = runRollbackMachine({ names, blueprint, rollbackSeconds, identitySeconds });
  const parent = parentMachine({
    names,
    blueprint,
    plan,
    childSeconds: new Map(Object.entries(apps).map(([app, { release }]) => [app, release.definition.TimeoutSeconds])),
    rollbackSeconds: runRollback?.definition.TimeoutSeconds,
    identitySeconds,
    approvals,
    evidence,
  });
  return {
    apps,
    parent,
    ...(runRollback === undefined ? {} : { runRollback }),
    ...(evidence ? { evidence: evidenceMachine({ names, apps: blueprint.apps }) } : {}),
  };
}
