import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { filesIn, type ImportGraph, importGraph } from "./import-graph";
import { ALLOWED, circles, crowdedFolders, forbiddenImports } from "./rules";
import { hashNames, longComments, lowerCaseConstants } from "./source-rules";

const FOLDERS = Object.keys(ALLOWED);
const PRODUCT = FOLDERS.filter((folder) => folder !== "test" && folder !== "bench");
const COLUMNS = 120;

/** It proves nothing of the .cjs and .mjs files, whose imports it does not read. */
describe("architecture", () => {
  let graph: ImportGraph;

  before(() => {
    graph = importGraph(FOLDERS);
  });

  it("imports in one direction only", () => {
    assert.deepEqual(forbiddenImports(graph), []);
  });

  it("has no circle of files, types included", () => {
    assert.deepEqual(circles(graph), []);
  });

  it("has at most 20 files in a folder", () => {
    assert.deepEqual(crowdedFolders(FOLDERS.flatMap(filesIn)), []);
  });

  const offenders = (files: readonly string[], check: (source: string) => string[]) =>
    files.flatMap((file) => check(readFileSync(file, "utf8")).map((line) => `${file}:${line}`));

  it("declares private members with private", () => {
    assert.deepEqual(offenders([...graph.keys()], hashNames), []);
  });

  const productFiles = () => [...graph.keys()].filter((file) => PRODUCT.includes(file.split("/")[0] ?? ""));

  it("writes constants of a module in CONSTANT_CASE", () => {
    assert.deepEqual(offenders(productFiles(), lowerCaseConstants), []);
  });

  it(`writes comments in at most ${COLUMNS} columns`, () => {
    assert.deepEqual(
      offenders(productFiles(), (source) => longComments(source, COLUMNS)),
      [],
    );
  });
});
