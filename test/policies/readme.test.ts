import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "mocha";
import type { Rule } from "../../policies/kit/rule";
import { rules } from "../../policies/pack";

const pack = join(__dirname, "../../policies");
const json = (file: string) => JSON.parse(readFileSync(join(pack, file), "utf8")) as Record<string, unknown>;

/** A table row without the blanks that align it. */
const narrow = (row: string): string => row.replace(/ +/g, " ");

const fixes = (rule: Rule | undefined): boolean => rule !== undefined && "remedy" in rule;

describe("what the pack says about itself", () => {
  it("lists every rule in its README as it is", () => {
    const readme = readFileSync(join(pack, "README.md"), "utf8");
    const listed = readme
      .split("\n")
      .filter((line) => line.startsWith("| `"))
      .map(narrow);
    const expected = rules.map((rule) => {
      const settings = Object.keys(rule.settings ?? {}).map((name) => `\`${name}\``);
      const judges = "validateStack" in rule ? "stack" : "resource";
      const cells = [`\`${rule.name}\``, rule.description, rule.severity, rule.framework.reference, judges];
      return narrow(`| ${[...cells, settings.join(", ")].join(" | ")} |`);
    });
    assert.deepEqual(listed, expected);
  });

  for (const file of readdirSync(join(pack, "presets"))) {
    it(`names in ${file} only rules and settings that there are`, () => {
      for (const [name, value] of Object.entries(json(`presets/${file}`))) {
        const rule = rules.find((each) => each.name === name);
        assert.ok(name === "all" || rule !== undefined, name);
        const { enforcementLevel, ...settings } =
          typeof value === "string" ? { enforcementLevel: value } : (value as object & { enforcementLevel?: string });
        const levels = ["advisory", "mandatory", "disabled", ...(fixes(rule) ? ["remediate"] : [])];
        assert.ok(levels.includes(enforcementLevel ?? ""), `${name}: ${enforcementLevel}`);
        assert.deepEqual(
          Object.keys(settings).filter((key) => !(key in (rule?.settings ?? {}))),
          [],
        );
      }
    });
  }

  it("recommends a level for every rule", () => {
    assert.deepEqual(
      Object.keys(json("presets/recommended.json")),
      rules.map(({ name }) => name),
    );
  });

  it("fixes, where that is asked for, what can be fixed, and recommends the rest as ever", () => {
    const recommended = json("presets/recommended.json");
    assert.deepEqual(
      json("presets/remediate.json"),
      Object.fromEntries(rules.map((rule) => [rule.name, fixes(rule) ? "remediate" : recommended[rule.name]])),
    );
  });

  it("says in its README which rules fix", () => {
    const section = /\n## Fixing\n([\s\S]*?)\n## /.exec(readFileSync(join(pack, "README.md"), "utf8"))?.[1] ?? "";
    assert.deepEqual(
      [...section.matchAll(/^- `([a-z-]+)`/gm)].map((match) => match[1]),
      rules.filter(fixes).map(({ name }) => name),
    );
  });

  it("pins exactly what the repository around it runs with", () => {
    const own = json("package.json") as {
      version: string;
      dependencies: Record<string, string>;
      devDependencies: Record<string, string>;
    };
    const root = json("../package.json") as typeof own;
    const around = { ...root.devDependencies, ...root.dependencies };
    for (const [name, version] of Object.entries({ ...own.dependencies, ...own.devDependencies })) {
      assert.equal(version, around[name], name);
    }
    assert.match(readFileSync(join(pack, "PulumiPolicy.yaml"), "utf8"), new RegExp(`^version: ${own.version}$`, "m"));
  });

  it("has a copy of its lock that npm packs", () => {
    const copy = "cp policies/package-lock.json policies/npm-shrinkwrap.json";
    assert.deepEqual(json("npm-shrinkwrap.json"), json("package-lock.json"), copy);
  });

  it("imports nothing of the repository around it, and not @pulumi/aws", () => {
    const sources = readdirSync(pack, { recursive: true, encoding: "utf8" }).filter(
      (file) => file.endsWith(".ts") && !file.includes("node_modules"),
    );
    const allowed =
      /^((\.\/|(\.\.\/)+)(chain|definition|delivery|evaluator|events|iam|kit|rotation|rules|trust)(\/[a-z-]+)+|\.(\/[a-z-]+)+(\.json)?|\.\.\/[a-z-]+|@pulumi\/policy(\/schema)?|@pulumi\/pulumi|node:[a-z]+)$/;
    const strange = sources.flatMap((file) =>
      [...readFileSync(join(pack, file), "utf8").matchAll(/ from "([^"]+)"/g)]
        .map((match) => `${file}: ${match[1]}`)
        .filter((line) => !allowed.test(line.split(": ")[1] ?? "")),
    );
    assert.deepEqual(strange, []);
  });
});
