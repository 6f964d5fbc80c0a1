import type { Problem } from "../core/problem";
import { closestName } from "../core/problem";
import { placeIn, placeOf } from "../core/schema-problem";
import { taskProblems } from "../tasks/index";
import { type App, type Blueprint, type CheckedApp, completeApp, isExpectable, timeoutOf } from "./blueprint";

/** A blueprint and its apps as they are written. */
export interface WrittenBlueprint {
  readonly blueprint: Blueprint;
  /** By app, before defaults: of a time-out it is known whether somebody wrote it. */
  readonly written: Readonly<Record<string, CheckedApp>>;
}

/** A blueprint with what one environment expects of it, and what is wrong with that. */
export interface ExpectedBlueprint {
  /** Defaults that follow from expected seconds, the time-outs, are filled in anew. */
  readonly blueprint: Blueprint;
  readonly problems: readonly Problem[];
}

/**
 * What one environment expects of its apps, in seconds, put over what the blueprint says. Values that the setting's own schema refuses (see `isExpectable`)
 * are passed over, so that all that is wrong with the setting can be told at once.
 * @param seconds by app
 * @param setting its key, where problems are
 */
export function withExpectedSeconds(
  { blueprint, written }: WrittenBlueprint,
  seconds: Readonly<Record<string, unknown>>,
  setting: string,
): ExpectedBlueprint {
  const names = Object.keys(written);
  const problems: Problem[] = [];
  const changed = new Map<string, App>();
  for (const [app, expected] of Object.entries(seconds)) {
    const place = placeIn(setting, [app]);
    const spec = Object.hasOwn(written, app) ? written[app] : undefined;
    if (spec === undefined) {
      const meant = closestName(app, names);
      const fix = meant === undefined ? `remove it; apps are ${names.join(", ")}` : `did you mean "${meant}"?`;
      problems.push({ place, message: `there is no app "${app}"`, fix });
    } else if (isExpectable(expected)) {
      const problem = expectationProblem(spec, expected);
      if (problem !== undefined) problems.push({ place, ...problem });
      changed.set(app, completeApp({ ...spec, expectedSeconds: expected }));
    }
  }
  const apps = Object.entries(blueprint.apps).map(([app, spec]) => [app, changed.get(app) ?? spec] as const);
  return { blueprint: { ...blueprint, apps: Object.fromEntries(apps) }, problems };
}

/** Why an app cannot be expected to take so many seconds; undefined if it can. */
export function expectationProblem(app: CheckedApp, seconds: number): Omit<Problem, "place"> | undefined {
  const { timeoutSeconds: own } = app;
  if (own !== undefined && seconds > own) {
    return {
      message: `${seconds} is more than the app's timeoutSeconds (${own}): the task would be expected to time out`,
      fix: `write at most ${own}, or more timeoutSeconds in the blueprint`,
    };
  }
  const timeout = timeoutOf({ ...app, expectedSeconds: seconds });
  const undo = app.rollback;
  const found = [
    ...taskProblems(app.task, timeout),
    ...(undo === undefined ? [] : taskProblems(undo.task, undo.timeoutSeconds ?? timeout)),
  ];
  const [first] = found;
  if (first === undefined) return undefined;
  return {
    message: `${seconds} makes a time-out of ${timeout} s, with which the task is refused: ${placeOf(first.path)} ${first.message}`,
    fix: "write timeoutSeconds in the blueprint, which then does not follow from this",
  };
}
