import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { parse } from "yaml";
import { type Cloud, startCloud } from "../../sandbox/cloud";
import { type Engine, ensureEngine, openStack } from "../../sandbox/engine";
import { prepareProviders, providers } from "../../sandbox/providers";
import { Console } from "../../sandbox/run/console";
import { DeploymentListener } from "../../sandbox/run/environment/deployment";
import { POLICY_PACK } from "../../sandbox/run/environment/environment-stack";
import { program } from "../../stacks/program";

const STACKS = join(__dirname, "..", "..", "stacks");

/** Account and region that a stack's settings name. */
function placeOf(file: string): { account: string; region: string } {
  const { config } = parse(readFileSync(file, "utf8"));
  return { account: config["aws:allowedAccountIds"][0], region: config["aws:region"] };
}

describe("previews of the stacks, with the policy pack enforced by the engine", function () {
  this.timeout(300_000);
  let engine: Engine;

  before(async () => {
    engine = await ensureEngine();
    await prepareProviders();
  });

  for (const environment of ["sandbox", "dev", "staging", "prod"]) {
    it(`${environment}: creates everything and has no finding`, async () => {
      const configFile = join(STACKS, `Pulumi.${environment}.yaml`);
      const runDir = await mkdtemp(join(tmpdir(), "preview-"));
      let cloud: Cloud | undefined;
      try {
        cloud = await startCloud(placeOf(configFile));
        const stack = await openStack({
          engine,
          runDir,
          stackName: environment,
          program,
          configFile,
          config: { "okta:apiToken": { value: cloud.okta.apiToken, secret: true } },
          providers: providers(),
          env: { ...cloud.aws.env, OKTA_EMBEDDED_URL: cloud.okta.url },
        });
        const listener = new DeploymentListener(new Console(), "previewed");
        const onEvent = (event: EngineEvent) => listener.onEvent(event);
        const { changeSummary } = await stack.preview({ policyPacks: [POLICY_PACK], onEvent });
        assert.deepEqual(Object.keys(changeSummary), ["create"]);
        assert.ok((changeSummary.create ?? 0) > 140, JSON.stringify(changeSummary));
        const { findings, policyPacks } = listener.summary();
        assert.deepEqual(policyPacks, ["app-of-apps-policies 0.1.0"]);
        // Okta makes the issuer's id, so the first preview of an environment cannot know the trust of that one role.
        const judged = findings.filter(
          ({ urn, level, message }) =>
            !(urn.endsWith("-runner") && level === "advisory" && message.includes("can't be known during preview")),
        );
        assert.deepEqual(judged, []);
        assert.deepEqual((await cloud.aws.inventory()).roles, []);
      } finally {
        await cloud?.stop();
        await rm(runDir, { recursive: true, force: true });
      }
    });
  }
});
