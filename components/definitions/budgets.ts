import type { StateMachineDefinition } from "../asl/types";
import type { Blueprint } from "../blueprint/blueprint";
import { GIVEN_IDENTITY } from "./run-identity";

/**
 * Sizes up to which a definition can be read by a person, in bytes of minified JSON;
 * `docs/decisions/workflow-definitions.md` says why.
 */
export const BUDGETS = {
  /** A child or rollback machine without secrets and the arguments of its task. */
  child: 6_000,
  /** More where the environment has a runs API: the check of a run's identity, and who started it in messages. */
  identity: 250,
  /** More where the environment keeps evidence: the secrets and the tries of a task, in output and cause. */
  evidence: 350,
  /** More for each secret. */
  secret: 2_400,
  /** A parent without apps. */
  parent: 10_000,
  /** More for each app. */
  app: 1_200,
  /** The machine that rolls back a run, without apps. */
  runRollback: 7_500,
  /** More for each app that has a rollback. */
  rollback: 300,
  /** Characters of one JSONata expression. */
  expression: 400,
} as const;

/** What a machine uses of a budget. */
export interface Budget {
  readonly name: string;
  /** Key of the machine that uses most of it. */
  readonly machine: string;
  readonly used: number;
  readonly limit: number;
}

/** Definitions of an environment. */
export interface Definitions {
  readonly apps: Readonly<
    Record<
      string,
      { readonly definition: StateMachineDefinition; readonly rollbackDefinition?: StateMachineDefinition }
    >
  >;
  readonly parent: { readonly definition: StateMachineDefinition };
  /** Absent where no app has a rollback. */
  readonly runRollback?: { readonly definition: StateMachineDefinition };
  /** Absent where no evidence is kept. */
  readonly evidence?: { readonly definition: StateMachineDefinition };
}

/** Every budget with the machine that comes nearest to it. */
export function budgetsOf({ apps, parent, runRollback, evidence }: Definitions, { apps: specs }: Blueprint): Budget[] {
  const evidenceBytes = evidence === undefined ? 0 : BUDGETS.evidence;
  const identityBytes = JSON.stringify(parent.definition).includes(GIVEN_IDENTITY) ? BUDGETS.identity : 0;
  const children = Object.entries(apps).flatMap(
    ([app, { definition: release, rollbackDefinition: rollback }]): Budget[] => {
      const secrets = Object.keys(specs[app]?.secrets ?? {}).length;
      const budget = (machine: string, definition: StateMachineDefinition): Budget => ({
        name: "bytes of a child",
        machine,
        used: bytesOf(definition),
        limit: BUDGETS.child + identityBytes + evidenceBytes + secrets * BUDGETS.secret + taskBytes(definition),
      });
      return [budget(app, release), ...(rollback === undefined ? [] : [budget(`${app}_rollback`, rollback)])];
    },
  );
  const rollbacks = Object.values(apps).filter(({ rollbackDefinition }) => rollbackDefinition !== undefined).length;
  const machines: [string, StateMachineDefinition][] = [
    ["_parent", parent.definition],
    ...(runRollback === undefined ? [] : [["_rollback", runRollback.definition] as [string, StateMachineDefinition]]),
    ...Object.entries(apps).map(([app, { definition }]): [string, StateMachineDefinition] => [app, definition]),
  ];
  const expressions = machines.map(
    ([machine, definition]): Budget => ({
      name: "characters of an expression",
      machine,
      used: Math.max(0, ...expressionsIn(definition).map(({ length }) => length)),
      limit: BUDGETS.expression,
    }),
  );
  return [
    nearest(children),
    {
      name: "bytes of the parent",
      machine: "_parent",
      used: bytesOf(parent.definition),
      limit: BUDGETS.parent + Object.keys(apps).length * BUDGETS.app,
    },
    ...(runRollback === undefined
      ? []
      : [
          {
            name: "bytes of the machine that rolls back a run",
            machine: "_rollback",
            used: bytesOf(runRollback.definition),
            limit: BUDGETS.runRollback + rollbacks * BUDGETS.rollback,
          },
        ]),
    nearest(expressions),
  ];
}

function nearest(budgets: readonly Budget[]): Budget {
  return budgets.reduce((most, one) => (one.used / one.limit > most.used / most.limit ? one : most));
}

/** The arguments of a task are the blueprint's own words, and as long as it makes them. */
function taskBytes({ States }: StateMachineDefinition): number {
  const run = States["Run task"];
  return run?.Type === "Task" ? Buffer.byteLength(JSON.stringify(run.Arguments ?? {})) : 0;
}

function bytesOf(definition: StateMachineDefinition): number {
  return Buffer.byteLength(JSON.stringify(definition));
}

function expressionsIn(value: unknown): string[] {
  if (typeof value === "string") {
    return value.startsWith("{%") ? [value] : [];
  }
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(expressionsIn) : [];
}
