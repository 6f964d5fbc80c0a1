import { cp, mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { environmentNames, scopeOf } from "../../../components/core/names";
import { deploySampleApps, type SampleApps } from "../../apps/deploy";
import { deploySampleJobs } from "../../apps/deploy-jobs";
import { planSampleJobs, type SampleJobs } from "../../apps/sample-jobs";
import type { Delays } from "../../aws/index";
import { type Cloud, type CloudOptions, startCloud } from "../../cloud";
import { endRun, ensureEngine, RUN_VARIABLE } from "../../engine";
import { createProgress } from "../../engine/plain/progress.cjs";
import { prepare } from "../../engine/prepare";
import { ACCOUNT, ENVIRONMENT, REGION } from "../../place";
import type { Checks } from "../checks";
import type { Cleanup } from "../cleanup";
import type { Console } from "../console";
import type { RunContext } from "../context";
import { Inbox } from "../executions/inbox";
import { REHEARSAL_HEADER, rehearsalRows } from "../executions/rehearsal";
import { addPerson } from "../people/people";
import { AGENT, writeAccessMap } from "./access-map";
import { DeploymentListener, type Finding } from "./deployment";
import { newRunnerKey, openEnvironmentStack, POLICY_PACK } from "./environment-stack";
import type { LoadedSample } from "./load";
import { environmentOutputs } from "./outputs";

/** Waits and retry delays of the workflows, as a part of what they are on AWS: nothing else is sped up. */
const WAIT_SCALE = 0.3;

interface SetUpArgs {
  readonly sample: LoadedSample;
  readonly console: Console;
  readonly checks: Checks;
  readonly signal: AbortSignal;
  readonly cleanup: Cleanup;
  /** What AWS applies late. @default nothing is late */
  readonly delays?: Delays;
  /** Folder of this run; everything written goes there. */
  readonly runDir: string;
}

/**
 * Makes sure of the Python environment and the Pulumi engine, with progress: minutes where nothing is there yet, else
 * no time.
 */
export async function prepareEngine(console: Console, signal: AbortSignal): Promise<void> {
  console.chapter("The embedded cloud comes up");
  await prepare({ progress: createProgress({ stream: process.stdout }), signal });
}

/** Cloud, sample apps, people and the deployed stack: everything the steps of the main job work on. */
export async function setUp(args: SetUpArgs): Promise<RunContext> {
  const { sample, console, checks, signal, cleanup, runDir, delays = {} } = args;
  // Everything that is started from here on inherits the mark, however deep, and is found by it.
  process.env[RUN_VARIABLE] ??= resolve(runDir);
  const mark = process.env[RUN_VARIABLE];
  const engine = await ensureEngine({ signal });
  console.fact(`Pulumi ${engine.version} (${engine.source})`);
  signal.throwIfAborted();
  const cloud = await startCloud({ account: ACCOUNT, region: REGION, waitScale: WAIT_SCALE, delays, ...cloudLog() });
  cleanup.add("the embedded cloud", () => cloud.stop());
  console.fact(`AWS  account ${ACCOUNT}, ${REGION}, at ${cloud.aws.endpoint}`);
  console.fact(`Okta ${cloud.okta.orgUrl}, at ${cloud.okta.url}`);

  const names = environmentNames(
    scopeOf({ blueprint: sample.blueprint.name, environment: ENVIRONMENT, account: ACCOUNT, region: REGION }),
  );
  const jobs = planSampleJobs(sample.blueprint, names.scope, sample.scale);
  describeSample(console, sample, jobs);
  const samples = await deploySamples(cloud, sample, jobs);
  const inbox = await Inbox.create(cloud.root, names.failureTopic.arn);
  signal.throwIfAborted();

  console.chapter("The environment is deployed, with the policy pack enforced");
  const [runnerKey, agentKey] = [newRunnerKey(), newRunnerKey(AGENT)];
  cleanup.add("the engine's processes", async () => void (await endRun(mark)));
  const file = await blueprintFile(sample, runDir);
  const stack = await openEnvironmentStack({
    cloud,
    engine,
    runDir,
    runnerKey,
    blueprintFile: file,
    settings: {
      "app-of-apps:accessMap": await writeAccessMap(runDir, sample.blueprint, agentKey),
      "app-of-apps:grants": "true",
    },
    throwAway: true,
  });
  const listener = new DeploymentListener(console, "deployed");
  const result = await stack.up({ onEvent: listener.onEvent, policyPacks: [POLICY_PACK], signal });
  const summary = listener.summary();
  console.fact(`${summary.changes.create ?? 0} resources created in ${summary.seconds.toFixed(0)} s`);
  const findings = summary.findings.filter((finding) => !isUnprovable(finding));
  for (const finding of findings) {
    console.fact(`${finding.level} ${finding.policy}: ${finding.message}`);
  }
  console.fact(
    `${summary.findings.length - findings.length} advisory: which role a grant's workflow changes is in its data, so a preview cannot prove it`,
  );
  checks.expect(`the policy pack was enforced (${summary.policyPacks.join(", ")})`, summary.policyPacks.length > 0);
  checks.expect("no other finding of the policy pack", findings.length === 0, `${findings.length} findings`);
  const outputs = environmentOutputs(result.outputs);
  console.fact(
    "rehearsed before any traffic: every role chain walked, every secret and permission checked, no task run",
  );
  console.table(REHEARSAL_HEADER, rehearsalRows(outputs));
  const proven = (outputs.rehearsal ?? []).map(({ app }) => app);
  const apps = Object.keys(sample.blueprint.apps);
  checks.expect(
    `all ${apps.length} role chains are proven`,
    proven.join() === [...apps].sort().join(),
    proven.join(", "),
  );
  return {
    console,
    checks,
    signal,
    cloud,
    delays,
    blueprint: sample.blueprint,
    stack,
    outputs,
    samples,
    inbox,
    ...(await people(cloud)),
    runnerKey,
    agentKey,
    runs: [],
  };
}

/** What the pack cannot say of the workflow of grants, and says so. */
function isUnprovable({ level, policy, message }: Finding): boolean {
  return level === "advisory" && policy === "role-chain-proven" && message.includes("_access_grants_machine");
}

/** The cloud's own log on standard error, where the variable EMBEDDED_AWS_LOG is set. */
function cloudLog(): Pick<CloudOptions, "log"> {
  return process.env.EMBEDDED_AWS_LOG === undefined ? {} : { log: (line) => process.stderr.write(`${line}\n`) };
}

/** Everything that the blueprint's apps call, outside the stack. */
async function deploySamples(cloud: Cloud, sample: LoadedSample, jobs: SampleJobs): Promise<SampleApps> {
  const functions = await deploySampleApps(cloud.root, sample.functions);
  const removeJobs = await deploySampleJobs(cloud.root, jobs);
  return {
    ...functions,
    async remove() {
      await removeJobs();
      await functions.remove();
    },
  };
}

function describeSample(console: Console, sample: LoadedSample, jobs: SampleJobs): void {
  const apps = Object.keys(sample.blueprint.apps).length;
  console.fact(`blueprint ${sample.label}: ${apps} apps, critical path ${sample.criticalPathSeconds} s as expected`);
  for (const { app, from, to } of sample.renamed) {
    console.fact(`${app}: ${from} is not deployed here; ${to} replaces it`);
  }
  const commands = [jobs.taskDefinitions, jobs.projects, jobs.glueJobs].flatMap((names) => Object.keys(names));
  if (commands.length > 0) {
    console.fact(`jobs run as commands on this machine, without their images: ${commands.sort().join(", ")}`);
  }
  const standIns = sample.functions.filter((one) => one.standIn).map((one) => one.name);
  if (standIns.length === 0) {
    return;
  }
  console.fact(
    `${standIns.length} functions are stand-ins (they sleep their expected seconds x ${sample.scale.toFixed(2)}): ${standIns.slice(0, 5).join(", ")}${standIns.length > 5 ? ", ..." : ""}`,
  );
}

/**
 * The blueprint's own file; or, where functions had to be renamed, a copy in the run's folder with its access rules.
 */
async function blueprintFile(sample: LoadedSample, runDir: string): Promise<string> {
  if (sample.renamed.length === 0) {
    return sample.file;
  }
  const folder = join(runDir, "blueprint");
  await mkdir(folder);
  await cp(join(dirname(sample.file), "access"), join(folder, "access"), { recursive: true }).catch(() => undefined);
  const file = join(folder, "blueprint.json");
  await writeFile(file, JSON.stringify(sample.blueprint));
  return file;
}

async function people(cloud: Cloud) {
  return {
    operator: await addPerson(cloud, "olivia.ortega@embedded.okta.example", "platform"),
    outsider: await addPerson(cloud, "max.meyer@embedded.okta.example", "marketing"),
  };
}
