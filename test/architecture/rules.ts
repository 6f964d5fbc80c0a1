import { posix } from "node:path";
import type { ImportGraph } from "./import-graph";

/** The top folders, each with those it is allowed to import in addition to itself. */
export const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  actions: [],
  components: [],
  policies: [],
  stacks: ["components"],
  cli: ["components", "stacks"],
  ci: ["components"],
  sandbox: ["components", "stacks", "cli"],
  reference: ["stacks", "cli", "policies"],
  bench: ["components", "stacks", "cli", "policies", "sandbox"],
  test: ["actions", "components", "stacks", "cli", "ci", "policies", "sandbox", "bench", "docs", "reference"],
};

/** The folders of components/ from the lowest to the highest. Each imports lower rows only, none of its own row. */
export const LAYERS: readonly (readonly string[])[] = [
  ["core"],
  ["asl"],
  ["iam"],
  ["tasks"],
  ["blueprint"],
  ["schedule"],
  ["definitions"],
  ["encryption", "logging", "notifications", "secrets", "okta"],
  ["access", "evidence", "proxy"],
  ["grants"],
  ["runs-api", "versions"],
  ["workflow"],
  ["environment"],
];

/** Most files of a folder. */
export const FILES_LIMIT = 20;

const ENTRY = "components/index.ts";

function layerOf(file: string): number {
  const folder = file.split("/")[1] ?? "";
  const layer = LAYERS.findIndex((row) => row.includes(folder));
  if (layer < 0) {
    throw new Error(`${file} is in a folder of components/ that has no layer`);
  }
  return layer;
}

function isForbidden(from: string, to: string): boolean {
  const [fromTop = "", fromFolder] = from.split("/");
  const [toTop = "", toFolder] = to.split("/");
  if (fromTop !== toTop) {
    return !(ALLOWED[fromTop] ?? []).includes(toTop);
  }
  if (fromTop !== "components" || from === ENTRY) {
    return false;
  }
  return to === ENTRY || (fromFolder !== toFolder && layerOf(to) >= layerOf(from));
}

/** Imports that lead upward, sideways or to a top folder that is not allowed, as `from -> to`. */
export function forbiddenImports(graph: ImportGraph): string[] {
  return [...graph].flatMap(([from, imports]) =>
    imports.filter((to) => isForbidden(from, to)).map((to) => `${from} -> ${to}`),
  );
}

/** One circle of files for every group of files that import each other, as `a -> b -> a`. */
export function circles(graph: ImportGraph): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    if (path.includes(file)) {
      found.push([...path.slice(path.indexOf(file)), file].join(" -> "));
      return;
    }
    if (done.has(file)) {
      return;
    }
    path.push(file);
    for (const imported of graph.get(file) ?? []) {
      visit(imported);
    }
    path.pop();
    done.add(file);
  };
  for (const file of graph.keys()) {
    visit(file);
  }
  return found;
}

/** Folders with too many files, as `folder: files`. */
export function crowdedFolders(files: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const file of files) {
    const folder = posix.dirname(file);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count > FILES_LIMIT).map(([folder, count]) => `${folder}: ${count}`);
}
