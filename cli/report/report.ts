import { type AccessRow, accessRows } from "../../components/access/explain";
import { consoleUrl } from "../../components/definitions/failure/message";
import type { EnvironmentPlan } from "../../components/environment/plan";
import { planTimes } from "../../components/schedule/plan-times";
import { runsAsMachine } from "../../components/tasks/index";
import { showExecution } from "../../components/versions/rehearsal/aws-commands";
import type { Reading } from "../status/reading";
import type { GrantStatus } from "../status/status";
import { criticalPathOfRun } from "./critical-path";
import type { AppRun, RunView } from "./run-view";

/** Everything that the page shows. */
export interface Report {
  readonly blueprint: string;
  readonly environment: string;
  readonly region: string;
  readonly account: string;
  readonly generatedAt: Date;
  /** Undefined where there was no run yet. */
  readonly run?: RunView | undefined;
  /** By the time at which they started, or are planned to. */
  readonly apps: readonly AppReport[];
  readonly planned: { readonly seconds: number; readonly criticalPath: readonly string[]; readonly isGuess: boolean };
  /** The chain of apps that decided how long the run took; undefined without a run. */
  readonly criticalPath?: readonly string[] | undefined;
  readonly access: readonly AccessRow[];
  /** Temporary access that is open when the page is written; absent where the environment grants none. */
  readonly grants?: Reading<readonly GrantStatus[]> | undefined;
  /** Where the run is in the AWS console. */
  readonly consoleUrl?: string | undefined;
  /** What to run next, where the run failed. */
  readonly commands: readonly string[];
}

export interface AppReport {
  readonly app: string;
  readonly after: readonly string[];
  readonly taskKind: string;
  /** Seconds from the start of the plan. */
  readonly plannedStart: number;
  readonly plannedSeconds: number;
  /** Names of the roles, each assumed by the one before. */
  readonly roleChain: readonly string[];
  readonly secrets: readonly { readonly name: string; readonly maxAgeDays: number }[];
  readonly run?: AppRun | undefined;
  /** What became of its rollback in the run; undefined where there was none. */
  readonly rollback?: string | undefined;
}

/** Puts together what is planned and what a run did. */
export function reportOf(
  plan: EnvironmentPlan,
  run: RunView | undefined,
  generatedAt: Date,
  grants?: Report["grants"],
): Report {
  const { names, schedule, apps, access, identities } = plan;
  const { scope } = names;
  const seconds = (app: string) => apps[app]?.spec.expectedSeconds ?? 1;
  const times = planTimes(schedule.plan, seconds);
  const rollbacks = new Map(run?.rollbacks.map(({ app, status }) => [app, status]));
  const all = Object.entries(apps).map(([app, { spec }]): AppReport => {
    const { machineRole, taskRole } = names.app(app);
    const rollback = rollbacks.get(app);
    return {
      app,
      after: spec.after,
      taskKind: spec.task.kind,
      plannedStart: times.get(app)?.start ?? 0,
      plannedSeconds: seconds(app),
      roleChain: runsAsMachine(spec.task) ? [machineRole.name] : [machineRole.name, taskRole.name],
      secrets: Object.entries(spec.secrets).map(([name, { maxAgeDays }]) => ({ name, maxAgeDays })),
      ...(run === undefined ? {} : { run: run.apps.get(app) }),
      ...(rollback === undefined ? {} : { rollback }),
    };
  });
  return {
    blueprint: scope.blueprint,
    environment: scope.environment,
    region: scope.region,
    account: scope.account,
    generatedAt,
    run,
    apps: inOrder(all),
    planned: {
      seconds: schedule.plannedSeconds,
      criticalPath: schedule.criticalPath,
      isGuess: Object.values(apps).some(({ spec }) => spec.expectedSeconds === undefined),
    },
    ...(run === undefined
      ? { commands: [] }
      : {
          criticalPath: criticalPathOfRun(all),
          consoleUrl: `${consoleUrl(names)}${run.execution}`,
          commands: commandsFor(run, scope.environment),
        }),
    access: accessRows(names, access, identities),
    ...(grants === undefined ? {} : { grants }),
  };
}

function inOrder(apps: readonly AppReport[]): AppReport[] {
  const start = ({ run }: AppReport) => run?.startedAt ?? Number.POSITIVE_INFINITY;
  return [...apps].sort(
    (a, b) => compare(start(a), start(b)) || compare(a.plannedStart, b.plannedStart) || (a.app < b.app ? -1 : 1),
  );
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function commandsFor(run: RunView, environment: string): string[] {
  if (run.failure === undefined) {
    return [];
  }
  const failed = run.failure.app;
  return [
    showExecution(run.execution),
    ...(failed === undefined || !run.apps.has(failed)
      ? []
      : [`npm run -s rollback -- --stack ${environment} --app ${failed} --to VERSION --why "REASON"`]),
  ];
}
