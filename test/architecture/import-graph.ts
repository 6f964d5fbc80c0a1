import { existsSync, readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import ts from "typescript";

/** Files by their path in the repository, each with the files it imports. Type imports, `import()` and `import x = require()` included. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** Every file in a folder of the repository, without dependencies and hidden files. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === "node_modules" || entry.name.startsWith(".")) {
      return [];
    }
    const path = posix.join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

/** What a file imports by a relative path, as written. */
export function relativeImports(source: string): string[] {
  const { importedFiles } = ts.preProcessFile(source, true, true);
  return importedFiles.map(({ fileName }) => fileName).filter((name) => name.startsWith("."));
}

/** @throws {Error} for a relative import that leads to no file */
function resolve(file: string, imported: string): string {
  const path = posix.join(posix.dirname(file), imported);
  const found = [path, `${path}.ts`, `${path}.d.ts`, posix.join(path, "index.ts")].find(
    (candidate) => posix.extname(candidate) !== "" && existsSync(candidate),
  );
  if (found === undefined) {
    throw new Error(`${file} imports ${imported}, which is not a file`);
  }
  return found;
}

/** The imports of all TypeScript files of some folders of the repository. */
export function importGraph(folders: readonly string[]): ImportGraph {
  const files = folders.flatMap(filesIn).filter((file) => file.endsWith(".ts"));
  return new Map(
    files.map((file) => [file, relativeImports(readFileSync(file, "utf8")).map((imported) => resolve(file, imported))]),
  );
}
