import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readStackFile, writeExpectedSeconds, writePins } from "../../cli/stack-file";

describe("file of a stack", () => {
  const folder = mkdtempSync(join(tmpdir(), "stack-file-"));
  const file = join(folder, "Pulumi.dev.yaml");
  after(() => rmSync(folder, { recursive: true }));

  const pinned = (text: string, pins: Record<string, number>) => {
    writeFileSync(file, text);
    writePins(folder, "dev", pins);
    return readFileSync(file, "utf8");
  };

  it("is read as Pulumi hands it to the program, without what is encrypted", () => {
    writeFileSync(
      file,
      "config:\n  aws:region: eu-central-1\n  a:list: [1]\n  a:number: 7\n  a:token:\n    secure: AAA\n",
    );
    const source = readStackFile(folder, "dev");
    assert.deepEqual(
      source.keys().map((key) => [key, source.get(key)]),
      [
        ["aws:region", "eu-central-1"],
        ["a:list", "[1]"],
        ["a:number", "7"],
      ],
    );
  });

  for (const [what, before, after] of [
    ["where there are none", "config:\n  a: b # why\n", "config:\n  a: b # why\n  app-of-apps:pins:\n    ui: 3\n"],
    [
      "next to others",
      "config:\n  app-of-apps:pins:\n    db: 1\n",
      "config:\n  app-of-apps:pins:\n    db: 1\n    ui: 3\n",
    ],
    ["over an older one", "config:\n  app-of-apps:pins: {ui: 9}\n", "config:\n  app-of-apps:pins: {ui: 3}\n"],
    [
      "in place of a canary, others stay",
      "config:\n  app-of-apps:canary:\n    ui: {from: 1, percent: 5}\n    db: {from: 1, percent: 5}\n",
      "config:\n  app-of-apps:canary:\n    db: {from: 1, percent: 5}\n  app-of-apps:pins:\n    ui: 3\n",
    ],
  ] as const) {
    it(`gets pins ${what}`, () => assert.equal(pinned(before, { ui: 3 }), after));
  }

  it("gets pins where `pulumi config set` has written them as text", () => {
    const before = "config:\n  app-of-apps:pins: '{\"db\": 1}'\n";
    assert.equal(pinned(before, { ui: 3 }), "config:\n  app-of-apps:pins:\n    db: 1\n    ui: 3\n");
  });

  it("gets expected seconds next to others, comments and all else as they were, twice the same", () => {
    const seconds = "  app-of-apps:expectedSeconds:\n    db: 1 # slow\n    ui: 9\n";
    const written = `# Example.\nconfig:\n  a: b # why\n${seconds}  c: [1]\n`;
    writeFileSync(file, written);
    const write = () => {
      writeExpectedSeconds(folder, "dev", { ui: 2.5, orders: 130 });
      return readFileSync(file, "utf8");
    };
    const after = written.replace("ui: 9\n", "ui: 2.5\n    orders: 130\n");
    assert.deepEqual([write(), write()], [after, after]);
  });
});
