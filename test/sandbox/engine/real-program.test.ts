import assert from "node:assert/strict";
import path from "node:path";
import { startCloud } from "../../../sandbox/cloud";
import { ensureEngine } from "../../../sandbox/engine/engine";
import { run } from "../../../sandbox/engine/plain/run.cjs";
import { cliProject } from "../../../sandbox/engine/stack/cli-project";
import { ensureLanguageHost } from "../../../sandbox/engine/tools/language-host";
import { withFolder } from "../../helpers/with-folder";

const ROOT = path.resolve(__dirname, "..", "..", "..");

describe("the project itself, run with the Pulumi CLI", function () {
  // The language host is built at its first use: 20 s, or a minute with an empty Go cache.
  this.timeout(600_000);

  it("previews the sandbox stack from Pulumi.yaml and its configuration file, and creates nothing", async () => {
    const engine = await ensureEngine();
    const languageHost = await ensureLanguageHost(engine);
    await withFolder(async (runDir) => {
      const cloud = await startCloud({ account: "123456789012", region: "us-east-1" });
      try {
        const { cwd, pulumi, env } = await cliProject({
          engine,
          projectDir: ROOT,
          runDir,
          stackName: "sandbox",
          languageHost,
          providers: ["aws", "okta"].map((name) => ({ name, path: path.join(ROOT, "sandbox", "providers", name) })),
          env: { ...cloud.aws.env, OKTA_EMBEDDED_URL: cloud.okta.url, OKTA_API_TOKEN: cloud.okta.apiToken },
        });
        const call = (...args: string[]) => run(pulumi, [...args, "--non-interactive", "--color=never"], { cwd, env });
        await call("stack", "init", "sandbox");
        const preview = await call("preview", "--stack", "sandbox");
        assert.match(preview, /aws:sfn:StateMachine\s+\S+\s+create/);
        assert.match(preview, /okta:app:Saml\s+\S+\s+create/);
        assert.match(preview, /"arn:aws:states:us-east-1:123456789012:stateMachine:retail-sandbox:live"/);
        assert.match(preview, /Resources:\n\s+\+ \d+ to create\n*$/);
        const state = JSON.parse(await call("stack", "export", "--stack", "sandbox"));
        assert.deepEqual(state.deployment.resources ?? [], []);
      } finally {
        await cloud.stop();
      }
    });
  });
});
