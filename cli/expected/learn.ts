import { timeoutOf } from "../../components/blueprint/blueprint";
import type { AppInput } from "../../components/blueprint/define";
import { expectationProblem, withExpectedSeconds } from "../../components/blueprint/expected-seconds";
import { environmentNames } from "../../components/core/names";
import { planSchedule } from "../../components/schedule/index";
import type { Inputs } from "../../stacks/inputs";
import { SETTINGS } from "../../stacks/settings";
import { learnedSeconds } from "./learned-seconds";
import { pastSeconds, type RunHistory } from "./past-runs";
import type { LearnedApp, LearnedReport } from "./text";

export interface LearnArgs {
  readonly inputs: Inputs;
  readonly apps: readonly string[];
  /** Runs of each app, 1 to 100. */
  readonly runs: number;
  readonly history: RunHistory;
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Apps between two lines of progress; an environment with no more shows none. */
const PROGRESS_APPS = 25;

/**
 * Reads the past runs of apps, and computes what each should be expected to take and what the schedule would be with
 * that.
 */
export async function learn({ inputs, apps, runs, history, progress, signal }: LearnArgs): Promise<LearnedReport> {
  const { scope, blueprint, loaded } = inputs;
  const names = environmentNames(scope);
  const learnedApps: LearnedApp[] = [];
  for (const app of apps) {
    const spec = Object.hasOwn(loaded.written, app) ? loaded.written[app] : undefined;
    if (spec === undefined) {
      continue;
    }
    signal.throwIfAborted();
    const durations = await pastSeconds(history, names.app(app).machine.arn, runs);
    const present = blueprint.apps[app]?.expectedSeconds;
    learnedApps.push({
      app,
      present,
      source: sourceOf(spec, present),
      ...learnedSeconds(expectationOf(spec, present), durations),
    });
    if (learnedApps.length % PROGRESS_APPS === 0 && learnedApps.length < apps.length) {
      progress(`read the runs of ${learnedApps.length} of ${apps.length} apps`);
    }
  }
  const seconds = { ...presentSeconds(blueprint.apps), ...secondsToWrite(learnedApps) };
  const learned = withExpectedSeconds(loaded, seconds, SETTINGS.expectedSeconds.key).blueprint;
  return { apps: learnedApps, present: planSchedule(blueprint), learned: planSchedule(learned) };
}

/** Learned values that differ from the present ones, in seconds by app. */
export function secondsToWrite(apps: readonly LearnedApp[]): Record<string, number> {
  return Object.fromEntries(apps.flatMap(({ app, write }) => (write === undefined ? [] : [[app, write] as const])));
}

/** A setting may say the same as the blueprint; then it makes no difference which of the two it is. */
function sourceOf(spec: AppInput, present: number | undefined): LearnedApp["source"] {
  if (present === undefined) {
    return undefined;
  }
  return present === spec.expectedSeconds ? "blueprint" : "setting";
}

function expectationOf(spec: AppInput, present: number | undefined) {
  return {
    present,
    ownTimeout: spec.timeoutSeconds,
    timeoutWith: (seconds: number | undefined) => timeoutOf({ ...spec, expectedSeconds: seconds }),
    refusal: (seconds: number) => expectationProblem(spec, seconds)?.message,
  };
}

function presentSeconds(apps: Inputs["blueprint"]["apps"]): Record<string, number> {
  return Object.fromEntries(
    Object.entries(apps).flatMap(([app, { expectedSeconds }]) =>
      expectedSeconds === undefined ? [] : [[app, expectedSeconds] as const],
    ),
  );
}
