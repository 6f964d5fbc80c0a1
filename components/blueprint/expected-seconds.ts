import type { Problem } from "../core/problem";
import { nameFix } from "../core/problem";
import { placeIn, placeOf } from "../core/schema-problem";
import { taskProblems } from "../tasks/index";
import { type App, type Blueprint, completeApp, isExpectable, timeoutOf } from "./blueprint";
import type { AppInput } from "./define";

/** A blueprint and its apps as written. */
export interface WrittenBlueprint {
  readonly blueprint: Blueprint;
  /** By app, without defaults: shows whether a time-out was written or follows from expected seconds. */
  readonly written: Readonly<Record<string, AppInput>>;
}

/** A blueprint with the expected seconds of one environment, and the problems with them. */
export interface ExpectedBlueprint {
  /** Time-outs that follow from expected seconds are computed again. */
  readonly blueprint: Blueprint;
  readonly problems: readonly Problem[];
}

/**
 * A blueprint with the expected seconds of one environment, which override those of the blueprint. Values that the
 * setting's own schema refuses (see `isExpectable`) are skipped, so that all problems are reported together.
 *
 * @param seconds by app
 * @param setting key of the setting, for the problems
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
      const fix = nameFix(app, names, `remove it; apps are ${names.join(", ")}`);
      problems.push({ place, message: `unknown app "${app}"`, fix });
    } else if (isExpectable(expected)) {
      const problem = expectationProblem(spec, expected);
      if (problem !== undefined) {
        problems.push({ place, ...problem });
      }
      changed.set(app, completeApp({ ...spec, expectedSeconds: expected }));
    }
  }
  const apps = Object.entries(blueprint.apps).map(([app, spec]) => [app, changed.get(app) ?? spec] as const);
  return { blueprint: { ...blueprint, apps: Object.fromEntries(apps) }, problems };
}

/** The problem with expecting an app to take so many seconds; undefined where there is none. */
export function expectationProblem(app: AppInput, seconds: number): Omit<Problem, "place"> | undefined {
  const { timeoutSeconds: written } = app;
  if (written !== undefined && seconds > written) {
    return {
      message: `${seconds} is more than the app's timeoutSeconds (${written}): the task is expected to time out`,
      fix: `write at most ${written}, or a longer timeoutSeconds in the blueprint`,
    };
  }
  const timeout = timeoutOf({ ...app, expectedSeconds: seconds });
  const { rollback } = app;
  const [first] = [
    ...taskProblems(app.task, timeout),
    ...(rollback === undefined ? [] : taskProblems(rollback.task, rollback.timeoutSeconds ?? timeout)),
  ];
  if (first === undefined) {
    return undefined;
  }
  return {
    message: `${seconds} leads to a time-out of ${timeout} s, which the task does not allow: ${placeOf(first.path)} ${first.message}`,
    fix: "write timeoutSeconds in the blueprint, so that it does not follow from expectedSeconds",
  };
}
