import { existsSync, readFileSync } from "node:fs";
import { dirname, extname, join, resolve } from "node:path";
import { errorMessage } from "../core/errors";
import { type Values, withValues } from "../core/placeholders";
import type { Problem } from "../core/problem";
import { shown } from "../core/schema-problem";
import { jsonProblems } from "./json-file";
import { type Parsed, parseBlueprint } from "./parse";

const MODULES = [".ts", ".cts", ".mts", ".js", ".cjs", ".mjs"];

/**
 * Reads a blueprint from a `.json` file or from a TypeScript or JavaScript module (its default export, or its export
 * named
 * `blueprint`). Access rule files are in the folder `access` next to it. Never throws; problems of JSON syntax have
 * line and column.
 *
 * @param values fill `{{values.<name>}}`. @default none: such texts stay, which is enough for a plan and not for a
 * deployment
 */
export function loadBlueprint(file: string, values?: Values): Parsed {
  const path = resolve(file);
  const source =
    extname(path) === ".json" ? readJson(path) : MODULES.includes(extname(path)) ? readModule(path) : unknownFile(path);
  if ("problems" in source) {
    return source;
  }
  const folder = join(dirname(path), "access");
  const filled = values === undefined ? { data: source.value, problems: [] } : withValues(source.value, values);
  const parsed = parseBlueprint(filled.data, {
    accessFiles: (name) => existsSync(join(folder, name)) || join(folder, name),
  });
  if (filled.problems.length === 0) {
    return parsed;
  }
  return { problems: [...filled.problems, ...("problems" in parsed ? parsed.problems : [])] };
}

type Source = { readonly value: unknown } | { readonly problems: readonly Problem[] };

function readJson(path: string): Source {
  let text: string;
  try {
    text = readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    return unreadable(path, error);
  }
  const problems = jsonProblems(text);
  return problems.length > 0 ? { problems } : { value: JSON.parse(text) };
}

function readModule(path: string): Source {
  if (!existsSync(path)) {
    return unreadable(path, "the file does not exist");
  }
  try {
    const loaded: unknown = require(path);
    const exports = typeof loaded === "object" && loaded !== null ? loaded : {};
    const value: unknown = Reflect.get(exports, "default") ?? Reflect.get(exports, "blueprint");
    if (value !== undefined) {
      return { value };
    }
    return {
      problems: [
        {
          place: path,
          message: "does not export a blueprint",
          fix: 'write "export default defineBlueprint({...})" or "export const blueprint = {...}"',
        },
      ],
    };
  } catch (error) {
    const message = errorMessage(error);
    return { problems: [{ place: path, message: `cannot be loaded: ${message}`, fix: "correct the module" }] };
  }
}

function unreadable(path: string, error: unknown): Source {
  const message = errorMessage(error);
  return {
    problems: [
      { place: path, message: `cannot be read: ${message}`, fix: "name a blueprint file that exists and is readable" },
    ],
  };
}

function unknownFile(path: string): Source {
  return {
    problems: [
      {
        place: path,
        message: `${shown(extname(path))} is not a valid extension of a blueprint file`,
        fix: `name a .json file or a module (${MODULES.join(", ")})`,
      },
    ],
  };
}
