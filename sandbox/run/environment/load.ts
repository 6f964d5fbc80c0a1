import { join, relative, resolve } from "node:path";
import type { Blueprint } from "../../../components/blueprint/blueprint";
import { loadBlueprint } from "../../../components/blueprint/load";
import { ProblemsError } from "../../../components/core/problem";
import { planSchedule } from "../../../components/schedule/index";
import { planSampleFunctions, type SamplePlan, standInScale } from "../../apps/sample-functions";
import { ACCOUNT, ENVIRONMENT, REGION } from "../../place";
import { checkEnvironment } from "./check-environment";

/** Blueprint of the stacks in `stacks/`. */
export const OWN_BLUEPRINT = join(__dirname, "..", "..", "..", "stacks", "blueprint.ts");

/** A blueprint with the functions that the sandbox deploys for it. */
export interface LoadedSample extends SamplePlan {
  /** Absolute path of the blueprint's file. */
  readonly file: string;
  /** How the file is called in output. */
  readonly label: string;
  /** Factor from expected to worked seconds. */
  readonly scale: number;
  readonly criticalPathSeconds: number;
}

/**
 * Reads and checks the blueprint, by default the retail sample, and plans the functions it calls.
 * @throws ProblemsError with every problem of the blueprint, or of the environment that would come of it
 */
export async function loadForSandbox(path: string | undefined): Promise<LoadedSample> {
  const own = read(OWN_BLUEPRINT);
  // npm runs scripts in the package's folder; a path on its command line means the folder it was called in.
  const file = path === undefined ? OWN_BLUEPRINT : resolve(process.env.INIT_CWD ?? process.cwd(), path);
  const blueprint = path === undefined ? own : read(file, path);
  checkEnvironment(file, path ?? relative(process.cwd(), file));
  const { criticalPathSeconds } = planSchedule(blueprint);
  const scale = standInScale(criticalPathSeconds);
  const plan = planSampleFunctions({
    blueprint,
    known: new Set(Object.values(own.apps).flatMap((app) => (app.task.kind === "lambda" ? [app.task.function] : []))),
    account: ACCOUNT,
    region: REGION,
    scale,
    secretName: (app, secret) => `${blueprint.name}/${ENVIRONMENT}/${app}/${secret}`,
  });
  return { ...plan, file, label: path ?? relative(process.cwd(), file), scale, criticalPathSeconds };
}

function read(file: string, label = file): Blueprint {
  const loaded = loadBlueprint(file);
  if ("problems" in loaded) {
    throw new ProblemsError(label, loaded.problems);
  }
  return loaded.blueprint;
}
