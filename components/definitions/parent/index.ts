import { runLimit, TIMINGS, timeOut } from "../../asl/timeouts";
import type { StateMachineDefinition } from "../../asl/types";
import type { Blueprint } from "../../blueprint/blueprint";
import { dependenciesOf, topologicalOrder } from "../../blueprint/dependencies";
import type { EnvironmentNames, PartNames } from "../../core/names";
import { INLINE_LIMIT } from "../../iam/inline-policy";
import { planSchedule } from "../../schedule/index";
import type { Plan } from "../../schedule/plan";
import { planSeconds } from "../../schedule/plan-times";
import { childDefinition } from "../child/definition";
import { rootDefinition } from "./definition";
import { knownAtParts } from "./known-results";
import type { RunArgs } from "./orchestration";
import { partDefinition } from "./part-definition";
import { type CutPlan, cutPlan, type Part, type Unit, unitsOf } from "./partition";
import { undoDefinition } from "./rollback-definition";
import type { UndoCall } from "./rollback-states";

export interface RunMachinesArgs {
  readonly names: EnvironmentNames;
  readonly blueprint: Blueprint;
  /** Names of the roles whose sessions may start a run. */
  readonly callerRoles: readonly string[];
  /** Order of the apps. @default the schedule of the blueprint */
  readonly plan?: Plan;
  /** Characters of its policy that a machine's role may spend on naming what the machine starts. @default what IAM leaves */
  readonly room?: number;
}

/** A machine that the parent, or another such machine, starts. */
export interface RunPart {
  readonly names: PartNames;
  readonly definition: StateMachineDefinition;
  /** What it is about, for a role's description. */
  readonly about: string;
}

/** The machines that run an environment's apps, beside the apps' own. */
export interface RunMachines {
  readonly parent: StateMachineDefinition;
  /** Those that the parent starts, inner ones first. None where the parent can hold everything. */
  readonly parts: readonly RunPart[];
}

/** Characters of a role's policy that a machine needs beside what it starts. */
const FIXED = 2_600;

/** A wait may take some 450 of the 25,000 events of a history; as a share of the room in a role, so that one measure cuts the plan. */
const AWAIT = 140;

/** Around an ARN in a list: two quotes and a comma. */
const QUOTED = 3;

/**
 * The machines of a run. What a machine can start is bounded by its role: every child is named in it, and a role holds 10,240 characters, some 40 to 60
 * children. A larger plan is cut into parts, each a machine with a role of its own, and so is what undoes the apps.
 */
export function runMachines(given: RunMachinesArgs): RunMachines {
  const { names, blueprint, callerRoles, plan, room = INLINE_LIMIT - FIXED } = given;
  const whole = plan ?? planSchedule(blueprint).plan;
  const started = Object.keys(blueprint.apps).reduce((sum, app) => sum + startWeight(names, { app }), 0);
  const childSeconds = new Map(
    Object.entries(blueprint.apps).map(([app, spec]) => [app, childDefinition({ names, app, spec }).TimeoutSeconds]),
  );
  const limit = runLimit(planSeconds(whole, expectedOf(blueprint)), Math.max(...childSeconds.values()));
  // What undoes the apps stands in the parent where that leaves room for what runs them.
  const undo = undoMachines({ names, blueprint, room, share: Math.max(room - started, room / 2), limit });
  const cut = cutPlan(whole, room - undo.weight, (unit) => startWeight(names, unit));
  const made = new Map<number, StateMachineDefinition>();
  const known = knownAtParts(cut.plan, cut.parts, dependenciesOf(blueprint.apps));
  const awaited = (app: string, other: string) => {
    throw new Error(`${app} awaits ${other} in a plan without awaits`);
  };
  const args: RunArgs = { names, blueprint, parts: cut.parts, made, childSeconds, known, awaited };
  const parts = cut.parts.map((part): RunPart => {
    const definition = within(partDefinition(args, part), limit);
    made.set(part.index, definition);
    return { names: names.part(part.index), definition, about: `part ${part.index} of the run` };
  });
  return {
    parent: within(rootDefinition({ ...args, plan: cut.plan, callerRoles, undo: undo.steps }), limit),
    parts: [...parts, ...undo.parts],
  };
}

/** A machine that ends at the limit of a run at the latest. */
function within(definition: StateMachineDefinition, limit: number): StateMachineDefinition {
  return { ...definition, TimeoutSeconds: Math.min(definition.TimeoutSeconds, limit) };
}

const expectedOf = (blueprint: Blueprint) => (app: string) => blueprint.apps[app]?.expectedSeconds ?? 1;

/** Characters that a role needs to start, follow and look at something. */
function startWeight(names: EnvironmentNames, unit: Unit): number {
  const { machine } = "app" in unit ? names.app(unit.app) : names.part(unit.part);
  const awaited = "app" in unit ? (unit.await ?? []) : [];
  const looks = awaited.map((app) => names.app(app).machine.executionPrefix.length + 1 + QUOTED + AWAIT);
  return machine.arn.length + machine.executionPrefix.length + 1 + 2 * QUOTED + looks.reduce((a, b) => a + b, 0);
}

/** Characters that a role needs to undo something: look whether it had succeeded, start its rollback, follow that. */
function undoWeight(names: EnvironmentNames, unit: Unit): number {
  if ("part" in unit) {
    const { machine } = names.undo(unit.part);
    return machine.arn.length + machine.executionPrefix.length + 1 + 2 * QUOTED;
  }
  const { machine, rollback } = names.app(unit.app);
  return rollback.arn.length + rollback.executionPrefix.length + machine.executionPrefix.length + 2 + 3 * QUOTED;
}

interface UndoMachinesArgs {
  readonly names: EnvironmentNames;
  readonly blueprint: Blueprint;
  /** Characters of a role that names what is undone, in a machine of its own and in the parent. */
  readonly room: number;
  readonly share: number;
  /** Longest time of a run in seconds. */
  readonly limit: number;
}

/** What the parent undoes itself, dependents before what they depend on, or the one machine that does it where it takes much of the parent's room. */
function undoMachines({ names, blueprint, room, share, limit }: UndoMachinesArgs) {
  const apps = topologicalOrder(dependenciesOf(blueprint.apps))
    .reverse()
    .filter((app) => blueprint.apps[app]?.rollback !== undefined);
  const weight = (unit: Unit) => undoWeight(names, unit);
  const total = apps.reduce((sum, app) => sum + weight({ app }), 0);
  if (total <= share) return { steps: apps, parts: [], weight: total };
  const cut = cutPlan({ sequence: apps.map((app) => ({ app })) }, room, weight);
  const root: Part = { index: cut.parts.length + 1, plan: cut.plan, apps };
  const made = new Map<number, StateMachineDefinition>();
  const callOf = (index: number): UndoCall => {
    const { machine, machineRole } = names.undo(index);
    const { aliasArn, executionPrefix } = machine;
    const timeoutSeconds = timeOut((made.get(index)?.TimeoutSeconds ?? 0) + TIMINGS.slack);
    return { label: `undo_${index}`, aliasArn, executionPrefix, role: machineRole.name, timeoutSeconds };
  };
  const stepsOf = (plan: CutPlan) => unitsOf(plan).map((unit) => ("app" in unit ? unit.app : callOf(unit.part)));
  const parts = [...cut.parts, root].map(({ index, plan }): RunPart => {
    const definition = within(undoDefinition(names, blueprint, index, stepsOf(plan)), limit);
    made.set(index, definition);
    return { names: names.undo(index), definition, about: `part ${index} of what undoes apps` };
  });
  return { steps: [callOf(root.index)], parts, weight: weight({ part: root.index }) };
}

/** The parent's definition. */
export function parentDefinition(args: RunMachinesArgs): StateMachineDefinition {
  return runMachines(args).parent;
}
