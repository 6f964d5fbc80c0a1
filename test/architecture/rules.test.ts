import assert from "node:assert/strict";
import { relativeImports } from "./import-graph";
import { circles, crowdedFolders, forbiddenImports } from "./rules";

const graph = (imports: Record<string, string[]>) => new Map(Object.entries(imports));

describe("rules of the architecture", () => {
  it("reads imports, type imports, exports, import() and require, and no package", () => {
    const source = [
      'import { a } from "./a";',
      'import type { B } from "../b";',
      'export * from "./c";',
      'export type { D } from "./d";',
      'import e = require("./e");',
      'type F = import("./f").F;',
      'const g = () => import("./g");',
      'const h = require("./h");',
      'import fs from "node:fs";',
      '// import { x } from "./comment";',
    ].join("\n");
    assert.deepEqual(relativeImports(source), ["./a", "../b", "./c", "./d", "./e", "./f", "./g", "./h"]);
  });

  it("allows downward imports and imports within a folder", () => {
    const found = forbiddenImports(
      graph({
        "components/iam/role.ts": ["components/core/names.ts", "components/iam/trust/oidc.ts"],
        "components/index.ts": ["components/environment/environment.ts"],
        "cli/plan/index.ts": ["stacks/config.ts", "components/environment/plan.ts"],
        "test/a.test.ts": ["sandbox/main.ts", "policies/index.ts"],
      }),
    );
    assert.deepEqual(found, []);
  });

  it("forbids upward and sideways imports in components", () => {
    const found = forbiddenImports(
      graph({
        "components/core/names.ts": ["components/iam/role.ts"],
        "components/okta/groups.ts": ["components/secrets/app-secret.ts"],
        "components/versions/prune.ts": ["components/index.ts"],
      }),
    );
    assert.deepEqual(found, [
      "components/core/names.ts -> components/iam/role.ts",
      "components/okta/groups.ts -> components/secrets/app-secret.ts",
      "components/versions/prune.ts -> components/index.ts",
    ]);
  });

  it("forbids imports of higher top folders", () => {
    const imports = {
      "components/core/names.ts": ["stacks/config.ts"],
      "stacks/program.ts": ["cli/command.ts"],
      "policies/index.ts": ["components/core/names.ts"],
      "cli/plan/index.ts": ["sandbox/main.ts"],
      "ci/comment/main.ts": ["sandbox/main.ts"],
      "sandbox/main.ts": ["test/helpers/seed.ts"],
    };
    assert.deepEqual(
      forbiddenImports(graph(imports)),
      Object.entries(imports).map(([from, [to]]) => `${from} -> ${to}`),
    );
  });

  it("refuses a folder of components without a layer", () => {
    const imports = graph({ "components/new/a.ts": ["components/core/names.ts"] });
    assert.throws(() => forbiddenImports(imports), { message: /^components\/new\/a\.ts is in a folder/ });
  });

  it("finds circles, also through files visited before", () => {
    const found = circles(graph({ a: ["b", "d"], b: ["c"], c: [], d: ["e", "c"], e: ["d"], f: ["f"] }));
    assert.deepEqual(found, ["d -> e -> d", "f -> f"]);
  });

  it("finds folders of more than 20 files", () => {
    const files = (folder: string, count: number) => Array.from({ length: count }, (_, n) => `${folder}/${n}.ts`);
    assert.deepEqual(crowdedFolders([...files("a", 20), ...files("a/b", 21)]), ["a/b: 21"]);
  });
});
