import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { COMMANDS } from "../../cli/commands";
import { helpOf } from "../../cli/help";
import { PAGES, REFERENCE } from "../../reference/generate";

const SCRIPTS: Record<string, string> = JSON.parse(readFileSync("package.json", "utf8")).scripts;

describe("generated reference", () => {
  for (const [file, page] of Object.entries(PAGES)) {
    it(`${file} is what the code says; \`npm run generate:reference\` writes it`, () => {
      assert.equal(readFileSync(join(REFERENCE, file), "utf8"), page());
    });
  }

  it("has every npm script that runs a command of cli/", () => {
    const scripts = Object.keys(SCRIPTS).filter((name) => /\scli\/\w+\/index\.ts$/.test(SCRIPTS[name] ?? ""));
    assert.deepEqual([...new Set(COMMANDS.map(({ command }) => command.name))].sort(), scripts.sort());
  });

  it("has every subcommand that a usage names", () => {
    for (const { command } of COMMANDS.filter(({ subcommand }) => subcommand === undefined)) {
      const [, text = ""] = /^Usage: ([\s\S]*?)\n\n/.exec(helpOf(command)) ?? [];
      const named = [...text.matchAll(/ -- ([a-z][a-z-]*) /g)].map(([, name]) => name);
      const listed = COMMANDS.flatMap((one) =>
        one.command.name === command.name && one.subcommand !== undefined ? [one.subcommand] : [],
      );
      assert.deepEqual(named, listed, command.name);
    }
  });
});
