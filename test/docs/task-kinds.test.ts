import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { parseBlueprint } from "../../components/blueprint/parse";
import { withValues } from "../../components/core/placeholders";
import { TASK_KINDS } from "../../components/tasks/index";

const page = readFileSync(join(__dirname, "..", "..", "docs", "task-kinds.md"), "utf8");
const VALUES = {
  "releases-api": "arn:aws:events:eu-central-1:123456789012:connection/api/81210c42-8af1-456b-9c4a-6ff02fc664ac",
  "release-subnet": "subnet-0a1b2c3d",
  "release-group": "sg-0a1b2c3d",
};

/** The first example of each section that is named after a kind. */
const examples = page
  .split(/^## /m)
  .slice(1)
  .map((section) => ({
    kind: section.slice(0, section.indexOf("\n")).trim(),
    example: /^```json\n([\s\S]*?)^```/m.exec(section)?.[1],
  }))
  .filter(({ kind }) => TASK_KINDS.includes(kind));

describe("the page of task kinds", () => {
  it("has a section for each kind", () => {
    const kinds = examples.map(({ kind }) => kind);
    assert.deepEqual([...kinds].sort(), [...TASK_KINDS].sort());
  });

  it("begins with a blueprint that loads", () => {
    const [, source = ""] = /^```ts\n([\s\S]*?)^```/m.exec(page) ?? [];
    const argument = /defineBlueprint\(([\s\S]*)\);/.exec(source)?.[1];
    const parsed = parseBlueprint(JSON.parse(String(runInNewContext(`JSON.stringify(${argument})`))));
    assert.ok("blueprint" in parsed, JSON.stringify(parsed));
  });

  for (const { kind, example } of examples) {
    it(`shows a task of kind ${kind} that a blueprint accepts`, () => {
      const { data: task, problems } = withValues(JSON.parse(example ?? "null"), VALUES);
      assert.deepEqual(problems, []);
      assert.equal((task as { kind?: unknown }).kind, kind);
      const parsed = parseBlueprint({ name: "shop", apps: { one: { task } } });
      assert.ok("blueprint" in parsed, JSON.stringify(parsed));
    });
  }
});
