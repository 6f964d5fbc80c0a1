import type { App, Blueprint, Task } from "../../components/blueprint/blueprint";

/** What one function does for one app: how long it works, and which secrets it reads. */
export interface SampleWork {
  readonly milliseconds: number;
  readonly secrets: readonly string[];
}

/** One function the sandbox deploys so that a blueprint has something to call. */
export interface SampleFunction {
  readonly name: string;
  /** The function is a stand-in: the blueprint names it, the sandbox does not know it. */
  readonly standIn: boolean;
  readonly work: Readonly<Record<string, SampleWork>>;
}

/**
 * A function that a blueprint names by a qualifier, or by an ARN outside the sandbox's account and region, and what
 * replaces it.
 */
interface Renamed {
  readonly app: string;
  readonly from: string;
  readonly to: string;
}

export interface SamplePlan {
  /** The blueprint with every function named inside the sandbox. */
  readonly blueprint: Blueprint;
  readonly functions: readonly SampleFunction[];
  readonly renamed: readonly Renamed[];
}

/** The longest that a stand-in's whole critical path may take in the sandbox, in seconds. */
const STAND_IN_BUDGET_SECONDS = 20;

/** Factor from expected to slept seconds, 1 at the most, so that the critical path fits the sandbox's budget. */
export function standInScale(criticalPathSeconds: number): number {
  return criticalPathSeconds <= STAND_IN_BUDGET_SECONDS ? 1 : STAND_IN_BUDGET_SECONDS / criticalPathSeconds;
}

interface SamplePlanArgs {
  readonly blueprint: Blueprint;
  /** Names of the functions that the sandbox knows; stand-ins replace all others. */
  readonly known: ReadonlySet<string>;
  readonly account: string;
  readonly region: string;
  /** Factor for the time that functions work. */
  readonly scale: number;
  readonly secretName: (app: string, secret: string) => string;
}

/** Which functions a blueprint calls, once each, and what each of them is to do. */
export function planSampleFunctions(args: SamplePlanArgs): SamplePlan {
  const functions = new Map<string, { standIn: boolean; work: Record<string, SampleWork> }>();
  const renamed: Renamed[] = [];
  const apps: Record<string, App> = {};
  for (const [name, app] of Object.entries(args.blueprint.apps)) {
    const use = (task: Task): Task => {
      if (task.kind !== "lambda") {
        return task;
      }
      const local = localFunctionName(task.function, args.account, args.region);
      if (local.other) {
        renamed.push({ app: name, from: task.function, to: local.name });
      }
      const entry = functions.get(local.name) ?? { standIn: !args.known.has(local.name), work: {} };
      entry.work[name] = {
        milliseconds: Math.round((app.expectedSeconds ?? 1) * 1000 * args.scale),
        secrets: Object.keys(app.secrets ?? {}).map((secret) => args.secretName(name, secret)),
      };
      functions.set(local.name, entry);
      return { ...task, function: local.name };
    };
    apps[name] = {
      ...app,
      task: use(app.task),
      ...(app.rollback ? { rollback: { ...app.rollback, task: use(app.rollback.task) } } : {}),
    };
  }
  return {
    blueprint: { ...args.blueprint, apps },
    functions: [...functions].map(([name, entry]) => ({ name, ...entry })),
    renamed,
  };
}

/**
 * A function's plain name, of a name or an ARN, with or without a qualifier; `other` where the blueprint means another
 * function than that.
 */
function localFunctionName(given: string, account: string, region: string): { name: string; other: boolean } {
  if (!given.startsWith("arn:")) {
    const [name = given, qualifier] = given.split(":");
    return { name, other: qualifier !== undefined };
  }
  const [, , , arnRegion, arnAccount, , name = given, qualifier] = given.split(":");
  return { name, other: arnRegion !== region || arnAccount !== account || qualifier !== undefined };
}
