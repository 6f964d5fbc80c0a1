import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Cloud, startCloud } from "../../sandbox/cloud";
import { type Engine, endRun, ensureEngine, RUN_VARIABLE, recover } from "../../sandbox/engine";
import { ACCOUNT, REGION } from "../../sandbox/place";
import { prepareProviders } from "../../sandbox/providers";
import { newRunnerKey, openEnvironmentStack, POLICY_PACK } from "../../sandbox/run/environment/environment-stack";
import type { UpProcessArgs } from "../helpers/up-process";

/** Starts `up` in a process and kills it, with everything below it, once so many resources were reported. */
async function killDuringUp(args: UpProcessArgs, resources: number): Promise<number> {
  const mark = `test-${randomUUID()}`;
  const script = join(__dirname, "..", "helpers", "up-process.ts");
  const child = spawn(process.execPath, ["--require", "ts-node/register", script, JSON.stringify(args)], {
    env: { ...process.env, [RUN_VARIABLE]: mark },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  let seen = 0;
  child.stdout.setEncoding("utf8");
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (text: string) => {
      seen += text.split("\n").length - 1;
      if (seen >= resources) {
        resolve();
      }
    });
    child.on("close", (code) => reject(new Error(`up ended with ${code} after ${seen} resources`)));
  });
  const closed = new Promise((resolve) => child.on("close", resolve));
  // The whole group at once, so that no process gets to write anything down any more.
  process.kill(-(child.pid ?? 0), "SIGKILL");
  await closed;
  await endRun(mark);
  return seen;
}

describe("an up that is killed in the middle", function () {
  this.timeout(300_000);
  let engine: Engine;
  let cloud: Cloud;
  let runDir: string;

  before(async () => {
    engine = await ensureEngine();
    await prepareProviders();
    cloud = await startCloud({ account: ACCOUNT, region: REGION });
    runDir = await mkdtemp(join(tmpdir(), "killed-up-"));
  });

  after(async () => {
    await cloud.stop();
    await rm(runDir, { recursive: true, force: true });
  });

  it("is completed by recovery and a second up; a third up and a refresh change nothing", async () => {
    const runnerKey = newRunnerKey();
    await killDuringUp(
      {
        runDir,
        publicKey: runnerKey.publicKey,
        account: ACCOUNT,
        awsEnv: cloud.aws.env,
        okta: { url: cloud.okta.url, apiToken: cloud.okta.apiToken },
      },
      90,
    );
    const stack = await openEnvironmentStack({ cloud, engine, runDir, runnerKey });
    const recovered = await recover({ stack });
    assert.equal(recovered.locks.length, 1, "lock of the dead engine");
    const second = await stack.up({ policyPacks: [POLICY_PACK] });
    assert.ok((second.summary.resourceChanges?.create ?? 0) > 0, JSON.stringify(second.summary.resourceChanges));
    const third = await stack.up({ policyPacks: [POLICY_PACK] });
    assert.deepEqual(Object.keys(third.summary.resourceChanges ?? {}), ["same"]);
    const refreshed = await stack.refresh();
    assert.deepEqual(Object.keys(refreshed.summary.resourceChanges ?? {}), ["same"]);
    await stack.destroy();
    const left = Object.entries(await cloud.aws.inventory()).filter(([, names]) => names.length > 0);
    assert.deepEqual(left, []);
    assert.deepEqual(
      Object.values(cloud.okta.inventory()).flatMap((names: readonly string[]) => names),
      [],
    );
  });
});
