import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "../../../sandbox/engine";
import { withFolder } from "../../helpers/with-folder";
import type { Sample } from "../judge";

/** The folder of the pack. */
export const pack = join(__dirname, "../../../policies");

/** What `pulumi stack export` writes, as far as an analysis reads it. */
function exported(samples: readonly Sample[]): string {
  const urn = (type: string, name: string) => `urn:pulumi:test::shop::${type}::${name}`;
  const stack = { urn: urn("pulumi:pulumi:Stack", "shop-test"), custom: false, type: "pulumi:pulumi:Stack" };
  const resources = samples.map(({ type, name = "sample", props }) => ({
    urn: urn(type, name),
    custom: true,
    id: `${name}-id`,
    type,
    inputs: props,
    outputs: props,
    parent: stack.urn,
  }));
  const manifest = { time: "2026-01-01T00:00:00Z", magic: "", version: "" };
  return JSON.stringify({ version: 3, deployment: { manifest, resources: [stack, ...resources] } });
}

/** Runs `pulumi policy analyze` on an exported state: its exit code, and `rule level` of each finding. */
export async function analyze(
  engine: Engine,
  samples: readonly Sample[],
  { config = {}, folder: packFolder = pack }: { readonly config?: object | undefined; readonly folder?: string } = {},
): Promise<{ status: number; findings: string[] }> {
  return withFolder(async (folder) => {
    const file = join(folder, "state.json");
    const settings = join(folder, "config.json");
    writeFileSync(file, exported(samples));
    writeFileSync(settings, JSON.stringify(config));
    const args = ["--json", "--policy-pack", packFolder, "--policy-pack-config", settings, "--file", file];
    const { stdout, stderr, status } = spawnSync(join(engine.root, "bin", "pulumi"), ["policy", "analyze", ...args], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, ...engine.env, PULUMI_HOME: join(folder, "home") },
    });
    const findings = stdout
      .split("\n")
      .filter((line) => line.includes('"policyEvent"'))
      .map(
        (line) => (JSON.parse(line) as { policyEvent: { policyName: string; enforcementLevel: string } }).policyEvent,
      )
      .map(({ policyName, enforcementLevel }) => `${policyName} ${enforcementLevel}`);
    assert.ok(status !== null && (findings.length > 0 || status === 0), stderr);
    return { status: status ?? -1, findings };
  });
}
