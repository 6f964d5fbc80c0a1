import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { arrows, diagramOf, folderImports } from "./diagram";
import { importGraph } from "./import-graph";

describe("diagram of the architecture", () => {
  it("leaves out arrows that follow from others", () => {
    const graph = new Map([
      ["components/c/x.ts", ["components/b/x.ts", "components/a/y.ts", "components/c/y.ts"]],
      ["components/b/x.ts", ["components/a/x.ts"]],
      ["components/a/x.ts", []],
      ["components/index.ts", ["components/c/x.ts"]],
    ]);
    assert.deepEqual(arrows(folderImports(graph)), ["c --> b", "b --> a"]);
  });

  it("shows the folders of components/ and what they import", () => {
    const imports = folderImports(importGraph(["components"]));
    const diagram = diagramOf(readFileSync("docs/README.md", "utf8"));
    assert.deepEqual(diagram.nodes.toSorted(), [...imports.keys()].toSorted());
    assert.deepEqual(diagram.arrows.toSorted(), arrows(imports).toSorted());
  });
});
