import assert from "node:assert/strict";
import fs from "node:fs/promises";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { type Engine, ensureEngine } from "../../../sandbox/engine/engine";
import { backendUrl } from "../../../sandbox/engine/stack/run-dir";
import { openStack } from "../../../sandbox/engine/stack/stack";
import { withFolder } from "../../helpers/with-folder";
import { Group, Thing } from "./fixtures/thing";
import { withVariables } from "./temporary";

const PROVIDERS = [{ name: "fixture", path: path.join(__dirname, "fixtures", "provider") }];
const PACK = path.join(__dirname, "fixtures", "pack");

/** Every file below a folder with its content, so that two looks can be compared. */
async function contentOf(folder: string): Promise<Record<string, string>> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, await fs.readFile(file, "utf8")] as const)),
  );
}

describe("a stack of a run", function () {
  this.timeout(120_000);
  let engine: Engine;
  before(async () => {
    engine = await ensureEngine();
  });

  it("deploys components to a file backend in the run's folder; a second up changes nothing", async () => {
    await withFolder(async (runDir) => {
      const program = async () => {
        const outer = new Group("outer");
        new Group("inner", { parent: outer });
        const config = new pulumi.Config();
        return { greeting: config.require("greeting"), region: new pulumi.Config("aws").require("region") };
      };
      const config = { greeting: "hello", "aws:region": "us-east-1" };
      const open = () => openStack({ engine, runDir, stackName: "sandbox", program, config });
      const first = await (await open()).up();
      assert.deepEqual(first.summary.resourceChanges, { create: 3 });
      assert.equal(first.outputs.greeting?.value, "hello");
      assert.equal(first.outputs.region?.value, "us-east-1");
      const second = await (await open()).up();
      assert.deepEqual(second.summary.resourceChanges, { same: 3 });
      const state = path.join(runDir, "state", ".pulumi", "stacks", "app-of-apps", "sandbox.json");
      assert.match(await fs.readFile(state, "utf8"), /fixture:index:Group/);
    });
  });

  it("replaces every file of the state as a whole, so that a kill leaves no half-written one", async () => {
    await withFolder(async (runDir) => {
      const open = () => openStack({ engine, runDir, stackName: "sandbox", program: async () => ({}) });
      await (await open()).up();
      const state = path.join(runDir, "state");
      const attributes = (await fs.readdir(state, { recursive: true })).filter((name) => name.endsWith(".attrs"));
      assert.deepEqual(attributes, []);
      await fs.writeFile(path.join(state, ".pulumi", "stacks", "app-of-apps", "sandbox.json.attrs"), "");
      await assert.rejects(open(), /failed to load checkpoint: EOF/);
    });
  });

  it("keeps secrets encrypted in the settings and in the state", async () => {
    await withFolder(async (runDir) => {
      const program = async () => ({ token: new pulumi.Config().requireSecret("token") });
      const config = {
        token: { value: "-very secret=value\"'$X", secret: true },
        plain: { value: "seen", secret: false },
      };
      const stack = await openStack({ engine, runDir, stackName: "sandbox", program, config });
      const { outputs } = await stack.up();
      assert.deepEqual(outputs.token, { value: config.token.value, secret: true });
      const files = await contentOf(runDir);
      for (const [file, content] of Object.entries(files)) {
        assert.ok(!content.includes("very secret"), file);
      }
      assert.match(files[path.join(runDir, "project", "Pulumi.sandbox.yaml")] ?? "", /plain: seen/);
      // Opened again, the encryption key of the first time must still fit.
      const again = await openStack({ engine, runDir, stackName: "sandbox", program, config });
      assert.deepEqual((await again.up()).outputs.token, { value: config.token.value, secret: true });
    });
  });

  it("reads a configuration file and does not change it", async () => {
    await withFolder(async (folder) => {
      const configFile = path.join(folder, "Pulumi.sandbox.yaml");
      const text = "config:\n  app-of-apps:a: from file\n  app-of-apps:b: from file\n  app-of-apps:list: [1, 2]\n";
      await fs.writeFile(configFile, text);
      const program = async () => {
        const config = new pulumi.Config();
        return { a: config.require("a"), b: config.require("b"), list: config.requireObject("list") };
      };
      const args = { engine, runDir: path.join(folder, "run"), stackName: "sandbox", program, configFile };
      const { outputs } = await (await openStack({ ...args, config: { b: "given" } })).up();
      const values = Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
      assert.deepEqual(values, { a: "from file", b: "given", list: [1, 2] });
      assert.equal(await fs.readFile(configFile, "utf8"), text);
      await assert.rejects(
        openStack({ ...args, configFile: `${configFile}.not` }),
        /this stack configuration file does not exist/,
      );
    });
  });

  it("does not use the user's own login, backend, accounts or plugins", async () => {
    await withFolder(async (folder) => {
      const home = path.join(folder, "home");
      await fs.mkdir(path.join(home, ".pulumi"), { recursive: true });
      const credentials = { current: "https://pulumi.invalid", accessTokens: { "https://pulumi.invalid": "pul-1" } };
      await fs.writeFile(path.join(home, ".pulumi", "credentials.json"), JSON.stringify(credentials));
      const seen = path.join(folder, "seen.json");
      // A provider is a process of the engine: what it sees is what the engine passes on.
      const provider = path.join(folder, "plugin", "pulumi-resource-fixture");
      await fs.mkdir(path.dirname(provider));
      const real = path.join(__dirname, "fixtures", "provider", "pulumi-resource-fixture");
      const spy = `require("node:fs").writeFileSync(${JSON.stringify(seen)}, JSON.stringify(process.env));`;
      await fs.writeFile(provider, `#!/usr/bin/env node\n${spy}\nrequire(${JSON.stringify(real)});\n`, { mode: 0o755 });
      const before = await contentOf(home);
      const theirs = {
        HOME: home,
        PULUMI_HOME: path.join(home, ".pulumi"),
        PULUMI_ACCESS_TOKEN: "pul-theirs",
        PULUMI_BACKEND_URL: "https://pulumi.invalid",
        PULUMI_STACK: "production",
        AWS_PROFILE: "theirs",
        AWS_ACCESS_KEY_ID: "theirs",
        AWS_SECRET_ACCESS_KEY: "theirs",
        AWS_SESSION_TOKEN: "theirs",
        OKTA_API_TOKEN: "theirs",
      };
      await withVariables(theirs, async () => {
        const program = async () => void new Thing("thing", { name: "thing" });
        const stack = await openStack({
          engine,
          runDir: path.join(folder, "run"),
          stackName: "sandbox",
          program,
          providers: [{ name: "fixture", path: path.dirname(provider) }],
          env: { FIXTURE_CLOUD: folder, AWS_ACCESS_KEY_ID: "ours" },
        });
        await stack.up();
      });
      assert.deepEqual(await contentOf(home), before);
      const env = JSON.parse(await fs.readFile(seen, "utf8"));
      assert.equal(env.AWS_ACCESS_KEY_ID, "ours");
      assert.equal(env.PULUMI_BACKEND_URL, backendUrl(path.join(folder, "run", "state")));
      assert.equal(env.PULUMI_HOME, path.join(folder, "run", "pulumi-home"));
      for (const name of [
        "PULUMI_ACCESS_TOKEN",
        "PULUMI_STACK",
        "AWS_PROFILE",
        "AWS_SESSION_TOKEN",
        "OKTA_API_TOKEN",
      ]) {
        assert.equal(env[name], "", name);
      }
    });
  });

  it("creates nothing when a policy pack refuses it, and names the rule", async () => {
    await withFolder(async (folder) => {
      const cloud = path.join(folder, "cloud");
      await fs.mkdir(cloud);
      let open = true;
      const program = async () => void new Thing("thing", { name: "gate", open });
      const stack = await openStack({
        engine,
        runDir: path.join(folder, "run"),
        stackName: "sandbox",
        program,
        providers: PROVIDERS,
        env: { FIXTURE_CLOUD: cloud },
      });
      await assert.rejects(stack.up({ policyPacks: [PACK] }), /no-open-things[\s\S]*gate is open/);
      assert.deepEqual(await fs.readdir(cloud), []);
      open = false;
      const { summary } = await stack.up({ policyPacks: [PACK] });
      assert.deepEqual(summary.resourceChanges, { create: 1, same: 1 });
      assert.deepEqual(await fs.readdir(cloud), ["gate.json"]);
    });
  });
});
