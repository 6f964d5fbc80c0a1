import assert from "node:assert/strict";
import fs from "node:fs/promises";
import path from "node:path";
import { startCloud } from "../../../sandbox/cloud";
import { ensureEngine } from "../../../sandbox/engine/engine";
import { run } from "../../../sandbox/engine/plain/run.cjs";
import { cliProject } from "../../../sandbox/engine/stack/cli-project";
import { languageHostFor } from "../../../sandbox/engine/tools/language-host";
import { withFolder } from "../../helpers/with-folder";

const ROOT = path.resolve(__dirname, "..", "..", "..");

describe("the project itself, run with the Pulumi CLI", function () {
  this.timeout(600_000);

  /** Previews the sandbox stack of a checkout from its Pulumi.yaml and configuration file. */
  async function previewSandbox(projectDir: string): Promise<{ readonly text: string; readonly resources: unknown }> {
    const engine = await ensureEngine();
    const languageHost = languageHostFor(engine);
    return await withFolder(async (runDir) => {
      const cloud = await startCloud({ account: "123456789012", region: "us-east-1" });
      try {
        const { cwd, pulumi, env } = await cliProject({
          engine,
          projectDir,
          runDir,
          stackName: "sandbox",
          languageHost,
          providers: ["aws", "okta"].map((name) => ({ name, path: path.join(ROOT, "sandbox", "providers", name) })),
          env: { ...cloud.aws.env, OKTA_EMBEDDED_URL: cloud.okta.url, OKTA_API_TOKEN: cloud.okta.apiToken },
        });
        const call = (...args: string[]) => run(pulumi, [...args, "--non-interactive", "--color=never"], { cwd, env });
        await call("stack", "init", "sandbox");
        const text = await call("preview", "--stack", "sandbox");
        const state = JSON.parse(await call("stack", "export", "--stack", "sandbox"));
        return { text, resources: state.deployment.resources ?? [] };
      } finally {
        await cloud.stop();
      }
    });
  }

  it("previews the sandbox stack from Pulumi.yaml and its configuration file, and creates nothing", async () => {
    const { text, resources } = await previewSandbox(ROOT);
    assert.match(text, /aws:sfn:StateMachine\s+\S+\s+create/);
    assert.match(text, /okta:app:Saml\s+\S+\s+create/);
    assert.match(text, /"arn:aws:states:us-east-1:123456789012:stateMachine:retail-sandbox:live"/);
    assert.match(text, /Resources:\n\s+\+ \d+ to create\n*$/);
    assert.deepEqual(resources, []);
  });

  it("needs no package for development", async () => {
    await withFolder(async (checkout) => {
      for (const name of [
        "components",
        "stacks",
        "cli",
        "Pulumi.yaml",
        "package.json",
        "package-lock.json",
        "tsconfig.json",
        ".npmrc",
      ]) {
        await fs.cp(path.join(ROOT, name), path.join(checkout, name), { recursive: true });
      }
      const npm = { cwd: checkout, env: { ...process.env, npm_execpath: "" } };
      await run("npm", ["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"], npm);
      const installed = await fs.readdir(path.join(checkout, "node_modules"));
      assert.ok(!installed.includes("mocha") && !installed.includes("fastify"));
      assert.match((await previewSandbox(checkout)).text, /Resources:\n\s+\+ \d+ to create\n*$/);
      const plan = ["--require", "ts-node/register", "cli/plan/index.ts", "stacks/blueprint.ts"];
      assert.match(await run(process.execPath, plan, { cwd: checkout }), /critical path/);
    });
  });
});
