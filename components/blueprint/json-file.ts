import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { type ParseError, printParseErrorCode, visit } from "jsonc-parser";
import { errorMessage } from "../core/errors";
import type { Problem } from "../core/problem";
import { placeOf, shown } from "../core/schema-problem";

/** Content of a JSON file, or its problems. */
export type JsonFile = { readonly value: unknown } | { readonly problems: readonly Problem[] };

/**
 * Reads a JSON file. A key that is written twice is a problem: JSON.parse would silently drop the first, e.g. a
 * `Condition`. Places of problems begin with the file's path, relative to the working directory.
 */
export function readJsonFile(file: string): JsonFile {
  let text: string;
  try {
    text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    const message = `cannot be read: ${errorMessage(error)}`;
    return { problems: inFile(file, [{ place: "", message, fix: "write a JSON file there" }]) };
  }
  const problems = inFile(file, jsonProblems(text));
  return problems.length > 0 ? { problems } : { value: JSON.parse(text) };
}

/** The same problems with the file's path, relative to the working directory, before each place. */
export function inFile(file: string, problems: readonly Problem[]): Problem[] {
  const name = relative(process.cwd(), file);
  return problems.map((problem) => ({ ...problem, place: problem.place === "" ? name : `${name}: ${problem.place}` }));
}

/** Syntax errors, and keys that are written twice in one object (JSON.parse silently keeps the last). */
export function jsonProblems(text: string): Problem[] {
  const problems: Problem[] = [];
  const keys: Set<string>[] = [];
  const position = (line: number, column: number) => `line ${line + 1}, column ${column + 1}`;
  visit(
    text,
    {
      onError: (error: ParseError["error"], _offset, _length, line, column) => {
        problems.push({
          place: position(line, column),
          message: `is not valid JSON: ${errorText(error)}`,
          fix: "correct the syntax; JSON has no comments and no trailing commas",
        });
      },
      onObjectBegin: () => void keys.push(new Set()),
      onObjectEnd: () => void keys.pop(),
      onObjectProperty: (key, _offset, _length, line, column, path) => {
        const seen = keys.at(-1);
        if (seen?.has(key)) {
          problems.push({
            place: `${placeOf([...path(), key])} (${position(line, column)})`,
            message: `key ${shown(key)} is written twice`,
            fix: "keep one of the two",
          });
        }
        seen?.add(key);
      },
    },
    { disallowComments: true, allowTrailingComma: false },
  );
  return problems;
}

/** `InvalidCommentToken` -> `invalid comment token` */
function errorText(error: ParseError["error"]): string {
  return printParseErrorCode(error)
    .replace(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toLowerCase();
}
