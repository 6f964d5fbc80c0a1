import type { EnvironmentPlan } from "../../components/environment/plan";
import type { RehearsalApis } from "../../components/versions/deployment";
import { keyedMachines } from "../../components/versions/machine-keys";
import { type MachineRehearsalDeps, waitOf } from "../../components/versions/rehearsal/execution";
import { PermissionSimulation, rolesOf } from "../../components/versions/rehearsal/permissions";
import { rehearseApp, rehearseEnvironment } from "../../components/versions/rehearsal/rehearse";
import type { RehearsalRow } from "../../components/versions/rehearsal/table";

export interface RehearseArgs {
  readonly plan: EnvironmentPlan;
  /** Undefined for the whole environment. */
  readonly app: string | undefined;
  readonly apis: Pick<RehearsalApis, "simulator"> & Pick<MachineRehearsalDeps, "stepFunctions">;
  /** Waits so many milliseconds; undefined for the clock. */
  readonly wait: ((milliseconds: number) => Promise<void>) | undefined;
  readonly progress: (line: string) => void;
}

/** Apps between two lines of progress. */
const PROGRESS_APPS = 25;

/** Rehearses one app, or every app through the parent with every role of the environment. */
export async function rehearse({ plan, app, apis, wait, progress }: RehearseArgs): Promise<readonly RehearsalRow[]> {
  const { names } = plan;
  const { stepFunctions, simulator } = apis;
  const permissions = new PermissionSimulation({ simulator, wait: waitOf({ wait }) }, rolesOf(plan));
  const dependencies = { stepFunctions, permissions, wait };
  if (app !== undefined) {
    const { aliasArn } = names.app(app).machine;
    progress(`rehearsing ${app} through ${aliasArn}`);
    return [await rehearseApp(dependencies, app, aliasArn)];
  }
  const apps = Object.keys(plan.apps);
  const specs = Object.fromEntries(Object.entries(plan.apps).map(([name, { spec }]) => [name, spec]));
  progress(`rehearsing ${apps.length} apps through ${names.parent.aliasArn}`);
  let simulated = 0;
  return await rehearseEnvironment(dependencies, {
    names,
    apps,
    machines: keyedMachines(names, specs),
    arn: names.parent.aliasArn,
    onSimulated: () => {
      simulated += 1;
      if (simulated % PROGRESS_APPS === 0 && simulated < apps.length) {
        progress(`simulated the permissions of ${simulated} of ${apps.length} apps`);
      }
    },
  });
}
