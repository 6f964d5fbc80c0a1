import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse as parseJsonc } from "jsonc-parser";
import { parse } from "yaml";
import { z } from "zod";
import { ENGINE_VERSION } from "../../sandbox/engine/tools/version";
import { SETTINGS } from "../../stacks/settings";

const ROOT = join(__dirname, "..", "..");
const read = (file: string) => readFile(join(ROOT, file), "utf8");

describe("what a new clone is offered", () => {
  it("is a Node of a supported line in .node-version and in the container", async () => {
    const node = (await read(".node-version")).trim();
    assert.match(await read("test/runner/node-versions.ts"), new RegExp(`LINES = \\[.*"${node}"`));
    const { image } = parseJsonc(await read(".devcontainer/devcontainer.json"));
    assert.match(image, new RegExp(`typescript-node:${node}-`));
  });

  it("is the Pulumi CLI of the tests in the container", async () => {
    const { onCreateCommand } = parseJsonc(await read(".devcontainer/devcontainer.json"));
    assert.ok(onCreateCommand.endsWith(`--version ${ENGINE_VERSION}`));
  });

  it("is asked by `pulumi new` for every setting that has no default, and for no unknown one", async () => {
    const { template } = z
      .object({ template: z.object({ config: z.record(z.string(), z.object({ description: z.string() })) }) })
      .parse(parse(await read("Pulumi.yaml")));
    const asked = Object.keys(template.config);
    const settings = Object.values(SETTINGS);
    const keys = settings.map(({ key }) => key as string);
    assert.deepEqual(
      asked.filter((key) => !keys.includes(key)),
      [],
    );
    const needed = settings.filter(({ schema }) => !schema.safeParse(undefined).success).map(({ key }) => key);
    assert.deepEqual(
      needed.filter((key) => !asked.includes(key)),
      [],
    );
  });
});
