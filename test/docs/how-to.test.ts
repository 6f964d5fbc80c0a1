import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { parseAccessMap } from "../../components/access/map-file";
import { mapProblems } from "../../components/access/map-problems";
import { parseBlueprint } from "../../components/blueprint/parse";
import { environmentNames, scopeOf } from "../../components/core/names";
import { newSigningKey } from "../../sandbox/okta/keys";
import retail from "../../stacks/blueprint";
import { mergedMap } from "./merged-map";
import { codeBlock, page } from "./shell-lines";

/** The value of a TypeScript example that is an object literal, or the members of one. */
const evaluated = (code: string): unknown => runInNewContext(`(${code})`);
const membersOf = (code: string) => evaluated(`{${code}}`) as object;
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value));

function blueprintWith(apps: object): void {
  const parsed = parseBlueprint(plain({ ...retail, apps: { ...retail.apps, ...apps } }));
  assert.ok("blueprint" in parsed, JSON.stringify(parsed));
}

describe("how-to pages", () => {
  it("add an app that the sample accepts", () => {
    blueprintWith(membersOf(codeBlock(page("how-to/add-an-app.md"), "ts")));
  });

  it("name a secret that the sample accepts, and its name in Secrets Manager", () => {
    const text = page("how-to/rotate-a-secret.md");
    blueprintWith(membersOf(codeBlock(text, "ts")));
    const place = { blueprint: "retail", environment: "prod", account: "111111111111", region: "eu-central-1" };
    const { name } = environmentNames(scopeOf(place)).app("orders-db").secret("postgres-password");
    assert.ok(text.includes(`--secret-id ${name}\n`), name);
  });

  for (const [what, name] of [
    ["give access", "give-a-team-access"],
    ["let an agent in", "let-an-agent-in"],
    ["give a role for some minutes", "give-a-role-for-an-hour"],
  ]) {
    it(`${what} by entries that the sample's map accepts`, () => {
      const sample = JSON.parse(readFileSync("stacks/access/map.json", "utf8"));
      const key = newSigningKey().publicKey.export({ format: "jwk" });
      const text = codeBlock(page(`how-to/${name}.md`), "json").replaceAll("PUBLIC-MODULUS", String(key.n));
      const parsed = parseAccessMap(mergedMap(sample, JSON.parse(text)));
      assert.ok("map" in parsed, JSON.stringify(parsed));
      const apps = Object.keys(retail.apps);
      assert.deepEqual(mapProblems(parsed.map, { environments: ["dev", "staging", "prod"], apps }), []);
    });
  }

  it("start with a blueprint that can be deployed", () => {
    const code = codeBlock(page("getting-started.md"), "ts");
    const [, literal = ""] = /defineBlueprint\(([\s\S]*)\);/.exec(code) ?? [];
    const parsed = parseBlueprint(plain(evaluated(literal)));
    assert.ok("blueprint" in parsed, JSON.stringify(parsed));
  });
});
