import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "mocha";
import { KNOWN_OPERATORS } from "../../../policies/evaluator/operators";
import { KNOWN_KEYS } from "../../../policies/evaluator/request";

const readme = readFileSync(join(__dirname, "../../../policies/README.md"), "utf8");
const section = readme.split("\n## ").find((part) => part.startsWith("Role chains")) ?? "";

describe("what the README says of the evaluator", () => {
  it("lists the condition operators that it knows", () => {
    const listed = /what depends on another is unknown:\n\n([\s\S]*?)\n\n/.exec(section)?.[1] ?? "";
    const names = [...listed.matchAll(/`(\w+)`,?(?! alone)/g)].map((match) => match[1] ?? "");
    assert.deepEqual(names, KNOWN_OPERATORS);
  });

  it("lists the keys and variables that it answers from caller and resource", () => {
    const rows = section.split("\n").filter((line) => line.startsWith("| aws:"));
    assert.deepEqual(
      rows.map((row) => row.replace(/ +/g, " ")),
      KNOWN_KEYS.map(({ key, from }) => `| ${key} | ${from} |`),
    );
  });
});
