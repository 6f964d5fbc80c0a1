import type { ImportGraph } from "./import-graph";

function componentFolder(file: string): string | undefined {
  const [top, folder, rest] = file.split("/");
  return top === "components" && rest !== undefined ? folder : undefined;
}

/** The folders of components/, each with the other folders that it imports. */
export function folderImports(graph: ImportGraph): ReadonlyMap<string, ReadonlySet<string>> {
  const imports = new Map<string, Set<string>>();
  for (const [file, imported] of graph) {
    const from = componentFolder(file);
    if (from === undefined) {
      continue;
    }
    const known = imports.get(from) ?? new Set();
    for (const to of imported.map(componentFolder)) {
      if (to !== undefined && to !== from) {
        known.add(to);
      }
    }
    imports.set(from, known);
  }
  return imports;
}

/** Arrows between folders, as `a --> b`, without those that follow from others. */
export function arrows(imports: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const reached = (from: string): Set<string> => {
    const seen = new Set<string>();
    const waiting = [...(imports.get(from) ?? [])];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (!seen.has(next)) {
        seen.add(next);
        waiting.push(...(imports.get(next) ?? []));
      }
    }
    return seen;
  };
  return [...imports].flatMap(([from, direct]) =>
    [...direct]
      .filter((to) => ![...direct].some((other) => other !== to && reached(other).has(to)))
      .map((to) => `${from} --> ${to}`),
  );
}

/** Nodes and arrows of the first Mermaid flowchart of a page. */
export function diagramOf(page: string): { readonly nodes: string[]; readonly arrows: string[] } {
  const lines = (/```mermaid\n([\s\S]*?)```/.exec(page)?.[1] ?? "").split("\n").map((line) => line.trim());
  return {
    nodes: lines.flatMap((line) => /^([\w-]+)\["/.exec(line)?.[1] ?? []),
    arrows: lines.filter((line) => line.includes(" --> ")),
  };
}
