import { noSuch } from "../../components/core/no-such";
import { ProblemsError } from "../../components/core/problem";
import { type EnvironmentPlan, planEnvironment } from "../../components/environment/plan";
import type { DeploymentApis } from "../../components/versions/deployment";
import { keyedMachines } from "../../components/versions/machine-keys";
import { waitOf } from "../../components/versions/rehearsal/execution";
import { PermissionSimulation, rolesOf } from "../../components/versions/rehearsal/permissions";
import { rehearseApp, rehearseEnvironment } from "../../components/versions/rehearsal/rehearse";
import type { RehearsalRow } from "../../components/versions/rehearsal/table";
import type { ConfigSource } from "../../stacks/config";
import { deploymentApis } from "../../stacks/deployment-apis";
import { readInputs } from "../../stacks/inputs";
import { answer, type CommandResult, stopped } from "../command";
import { readStackFile } from "../stack-file";
import { STACKS } from "../stacks-folder";
import { HELP, parseRehearseOptions, USAGE } from "./options";
import { rowsJson, rowsText } from "./text";

export interface RehearseDeps {
  /** Folder of the stacks' files. @default `stacks` */
  readonly folder?: string;
  /** Settings of a stack. @default those of its file in `folder` */
  readonly settings?: (stack: string) => ConfigSource;
  /** @default AWS's APIs, with the stack's configuration */
  readonly apis?: (stack: string, source: ConfigSource) => DeploymentApis;
  /** Receives one line now and then. @default nobody */
  readonly progress?: (line: string) => void;
  /** Waits so many milliseconds. @default by the clock */
  readonly wait?: (milliseconds: number) => Promise<void>;
}

/** Apps between two lines of progress. */
const PROGRESS_APPS = 25;

/** The command: arguments in, text and exit code out. */
export async function rehearseCommand(args: readonly string[], deps: RehearseDeps = {}): Promise<CommandResult> {
  const { folder = STACKS, apis = deploymentApis } = deps;
  const settings = deps.settings ?? ((stack) => readStackFile(folder, stack));
  const options = parseRehearseOptions(args);
  if ("help" in options) {
    return { status: 0, stdout: HELP, stderr: "" };
  }
  if ("problem" in options) {
    return { status: 2, stdout: "", stderr: `${options.problem} ${USAGE}\n` };
  }
  try {
    const source = settings(options.stack);
    const plan = planEnvironment(readInputs(options.stack, source));
    const apps = Object.keys(plan.apps);
    if (options.app !== undefined && !apps.includes(options.app)) {
      throw new ProblemsError("rehearse", [noSuch("--app", "app", options.app, apps)]);
    }
    const rows = await rehearse(plan, options.app, apis(options.stack, source), deps);
    const stdout = options.json ? rowsJson(rows) : rowsText(rows);
    return { status: rows.every(({ verdict }) => verdict === "proven") ? 0 : 1, stdout, stderr: "" };
  } catch (error) {
    return stopped(error);
  }
}

async function rehearse(
  plan: EnvironmentPlan,
  app: string | undefined,
  { stepFunctions, simulator }: DeploymentApis,
  { wait, progress = () => {} }: RehearseDeps,
): Promise<readonly RehearsalRow[]> {
  const { names } = plan;
  const permissions = new PermissionSimulation({ simulator, wait: waitOf({ wait }) }, rolesOf(plan));
  const deps = { stepFunctions, permissions, wait };
  if (app !== undefined) {
    const { aliasArn } = names.app(app).machine;
    progress(`rehearsing ${app} through ${aliasArn}`);
    return [await rehearseApp(deps, names, app, aliasArn)];
  }
  const apps = Object.keys(plan.apps);
  const specs = Object.fromEntries(Object.entries(plan.apps).map(([name, { spec }]) => [name, spec]));
  progress(`rehearsing ${apps.length} apps through ${names.parent.aliasArn}`);
  let simulated = 0;
  return await rehearseEnvironment(deps, {
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

if (require.main === module) {
  const progress = (line: string) => process.stderr.write(`${line}\n`);
  void rehearseCommand(process.argv.slice(2), { progress }).then(answer);
}
