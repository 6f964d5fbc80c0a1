import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EngineEvent, PulumiFn, Stack } from "@pulumi/pulumi/automation";
import { startCloud } from "../../../sandbox/cloud";
import { type Engine, ensureEngine, openStack } from "../../../sandbox/engine";
import { prepareProviders, providers } from "../../../sandbox/providers";
import { POLICY_PACK } from "../../../sandbox/run/environment/environment-stack";
import { program } from "../../../stacks/program";
import { seededProgram } from "../../policies/engine/programs";

// Records previews of the real engine as fixtures: `node --require ts-node/register test/ci/comment/record.ts`. Recorded again when the engine's
// version changes; what is recorded is what `--event-log` writes, one event a line, without times, paths of the machine and bulk.

const ROOT = resolve(__dirname, "..", "..", "..");
const FIXTURES = join(ROOT, "test", "fixtures", "previews");
const SECRET = "hunter2-never-to-be-seen";

type Program = PulumiFn;

/** Values of resources are the bulk of a log and no part of a comment: only the small recording keeps them. */
function slim(event: EngineEvent): EngineEvent | undefined {
  const { resourcePreEvent, resOutputsEvent, diagnosticEvent } = event;
  const debug = (diagnosticEvent?.severity as string | undefined) === "debug";
  if (debug || resOutputsEvent !== undefined || event.stdoutEvent !== undefined) {
    return undefined;
  }
  if (resourcePreEvent === undefined) {
    return event;
  }
  const { old, new: made, ...metadata } = resourcePreEvent.metadata;
  const kept = { ...metadata, ...(made ? { new: { custom: made.custom } } : { old: { custom: old?.custom } }) };
  return { ...event, resourcePreEvent: { ...resourcePreEvent, metadata: kept as typeof metadata } };
}

async function save(name: string, events: readonly EngineEvent[], runDir: string, whole: boolean): Promise<void> {
  const told = events.filter(
    (event) => !Object.keys(event).some((kind) => kind.startsWith("policy") && kind.endsWith("SummaryEvent")),
  );
  const kept = whole ? told : told.map(slim).filter((event) => event !== undefined);
  const lines = kept.map((event) => JSON.stringify({ ...event, timestamp: 0 }));
  const text = `${lines.join("\n")}\n`.replaceAll(ROOT, "/project").replaceAll(runDir, "/run");
  await writeFile(join(FIXTURES, `${name}.jsonl`), text);
  process.stdout.write(`${name}: ${kept.length} events, ${text.length} characters\n`);
}

async function preview(stack: Stack): Promise<EngineEvent[]> {
  const events: EngineEvent[] = [];
  const onEvent = (event: EngineEvent) => void events.push(event);
  await stack.preview({ policyPacks: [POLICY_PACK], onEvent }).catch(() => undefined);
  return events;
}

async function withRun(work: (runDir: string) => Promise<void>): Promise<void> {
  const runDir = await mkdtemp(join(tmpdir(), "record-"));
  try {
    await work(runDir);
  } finally {
    await rm(runDir, { recursive: true, force: true });
  }
}

/** Plain resources, the second time with one more, one less, one changed, one renamed. */
const plain =
  (second: boolean): Program =>
  async () => {
    const tags = { environment: "test", app: "shop", owner: "team-shop" };
    const token = pulumi.secret(second ? `${SECRET}-2` : SECRET);
    new aws.sns.Topic("failures", { name: second ? "shop-failures" : "failures", tags });
    new aws.cloudwatch.LogGroup("log", { name: "shop", retentionInDays: second ? 30 : 400, tags });
    new aws.sqs.Queue("jobs", { name: "jobs", tags: { ...tags, token } });
    if (second) {
      new aws.sqs.Queue("new", { name: "new", tags });
    } else {
      new aws.sqs.Queue("old", { name: "old", tags });
    }
  };

async function recordEnvironment(engine: Engine): Promise<void> {
  await withRun(async (runDir) => {
    const cloud = await startCloud({ account: "123456789012", region: "us-east-1" });
    try {
      const open = (
        name: string,
        run: Program,
        stackName: string,
        config: Record<string, string>,
        configFile?: string,
      ) =>
        openStack({
          engine,
          runDir: join(runDir, name),
          stackName,
          program: run,
          ...(configFile === undefined ? {} : { configFile }),
          config: { ...config, "okta:apiToken": { value: cloud.okta.apiToken, secret: true } },
          providers: providers(),
          env: { ...cloud.aws.env, OKTA_EMBEDDED_URL: cloud.okta.url },
        });
      const settings = join(ROOT, "stacks", "Pulumi.sandbox.yaml");
      await save("first", await preview(await open("first", program, "sandbox", {}, settings)), runDir, false);
      const wrong = { "app-of-apps:logRetentionDays": "30", "app-of-apps:ownr": "x" };
      await save("refused", await preview(await open("refused", program, "sandbox", wrong, settings)), runDir, true);
      const place = { "aws:region": "us-east-1" };
      await (await open("plain", plain(false), "shop", place)).up();
      await save("changed", await preview(await open("plain", plain(true), "shop", place)), runDir, true);
      await save("same", await preview(await open("plain", plain(false), "shop", place)), runDir, true);
    } finally {
      await cloud.stop();
    }
  });
}

async function recordFindings(engine: Engine): Promise<void> {
  await withRun(async (runDir) => {
    const stand = [{ name: "aws", path: join(ROOT, "test", "policies", "engine", "provider") }];
    const config = { "aws:region": "eu-central-1" };
    const stack = await openStack({
      engine,
      runDir,
      stackName: "loose",
      program: seededProgram,
      providers: stand,
      config,
    });
    await save("findings", await preview(stack), runDir, false);
  });
}

async function main(): Promise<void> {
  const engine = await ensureEngine();
  await prepareProviders();
  await recordFindings(engine);
  await recordEnvironment(engine);
}

void main();
