import type { Blueprint } from "../../components/blueprint/blueprint";
import { type Budget, budgetsOf } from "../../components/definitions/budgets";
import { transitionsOf } from "../../components/definitions/execution-size";
import { type Limit, limitsOf } from "../../components/environment/limits";
import type { EnvironmentPlan } from "../../components/environment/plan";
import { grantTransitions } from "../../components/grants/machine";
import { alarmNames } from "../../components/notifications/alarm-names";
import type { Schedule } from "../../components/schedule/index";
import type { Plan } from "../../components/schedule/plan";
import { managementSeconds } from "./management-rate";
import { type IdleItem, idleItems, idleUsd, thousandRunsUsd } from "./prices";

/** Report on a release of a blueprint: order, duration, cost, and how much of AWS's limits it uses. */
export interface PlanReport {
  readonly blueprint: Blueprint;
  readonly schedule: Schedule;
  /**
   * Transitions of one run in which everything succeeds in the expected time and no secret is due: of the parent, and
   * of the apps.
   */
  readonly transitions: { readonly parent: number; readonly apps: number };
  /** Transitions of a grant that is approved and ends by time, and of one in an environment that keeps evidence. */
  readonly grant: { readonly alone: number; readonly withEvidence: number };
  readonly idle: readonly IdleItem[];
  readonly limits: readonly Limit[];
  /** How much the definitions use of the sizes up to which a person can read them. */
  readonly budgets: readonly Budget[];
  /** Shortest `up` of all machines in seconds, by the rates of AWS's management calls. */
  readonly upSeconds: Readonly<Record<"create" | "change", number>>;
}

/** A plan as JSON: an app is its name. */
export type JsonPlan = string | { readonly sequence: readonly JsonPlan[] } | { readonly parallel: readonly JsonPlan[] };

/** What `plan --json` prints. */
export interface JsonReport {
  /** Number of apps. */
  readonly apps: number;
  readonly criticalPathSeconds: number;
  readonly plannedSeconds: number;
  readonly stageSeconds: number;
  readonly plan: JsonPlan;
  /** Of the parent and of every app's machine together. */
  readonly transitionsPerRun: number;
  readonly costPerThousandRunsUsd: number;
  /** Of a grant that is approved and ends by time, where the stack has grants; and where it keeps evidence, too. */
  readonly transitionsPerGrant: number;
  readonly transitionsPerGrantWithEvidence: number;
  readonly costPerThousandGrantsUsd: number;
  readonly idleCostPerMonthUsd: number;
  readonly limits: readonly Limit[];
  readonly budgets: readonly Budget[];
}

/** Measures an environment's computed definitions and documents; `environment` is the plan of that blueprint. */
export function planReport(blueprint: Blueprint, environment: EnvironmentPlan): PlanReport {
  const { schedule } = environment;
  const apps = Object.values(environment.apps);
  const secrets = apps.reduce((sum, { spec }) => sum + Object.keys(spec.secrets).length, 0);
  // One alarm is composite; those on rotations and on grants are there only with their functions.
  const functions = (secrets === 0 ? 0 : 1) + (environment.grants === undefined ? 0 : 1);
  const alarms = Object.keys(alarmNames(environment.names)).length - 3 + functions;
  const rollbacks = apps.filter(({ rollbackDefinition }) => rollbackDefinition !== undefined).length;
  const machines = 1 + (environment.runRollback === undefined ? 0 : 1) + apps.length + rollbacks;
  return {
    blueprint,
    schedule,
    transitions: {
      parent: [environment.parent, environment.evidence].reduce(
        (sum, machine) => sum + (machine === undefined ? 0 : transitionsOf(machine.definition)),
        0,
      ),
      apps: apps.reduce((sum, { definition }) => sum + transitionsOf(definition), 0),
    },
    grant: {
      alone: grantTransitions(environment.names, false),
      withEvidence: grantTransitions(environment.names, true),
    },
    idle: idleItems({ secrets, alarms }),
    limits: limitsOf(environment).map(({ name, used, limit }) => ({ name, used, limit })),
    budgets: budgetsOf(environment, blueprint),
    upSeconds: { create: managementSeconds(machines, "create"), change: managementSeconds(machines, "change") },
  };
}

export function jsonReport({ blueprint, schedule, transitions, grant, idle, limits, budgets }: PlanReport): JsonReport {
  const transitionsPerRun = transitions.parent + transitions.apps;
  return {
    apps: Object.keys(blueprint.apps).length,
    criticalPathSeconds: schedule.criticalPathSeconds,
    plannedSeconds: schedule.plannedSeconds,
    stageSeconds: schedule.stageSeconds,
    plan: jsonPlan(schedule.plan),
    transitionsPerRun,
    costPerThousandRunsUsd: thousandRunsUsd(transitionsPerRun),
    transitionsPerGrant: grant.alone,
    transitionsPerGrantWithEvidence: grant.withEvidence,
    costPerThousandGrantsUsd: thousandRunsUsd(grant.alone),
    idleCostPerMonthUsd: idleUsd(idle),
    limits,
    budgets,
  };
}

function jsonPlan(plan: Plan): JsonPlan {
  if ("app" in plan) {
    return plan.app;
  }
  return "sequence" in plan ? { sequence: plan.sequence.map(jsonPlan) } : { parallel: plan.parallel.map(jsonPlan) };
}
