import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { errorMessage } from "../core/errors";
import type { Problem } from "../core/problem";
import { jsonProblems } from "./load";

/** Content of a JSON file, or what is wrong with the file. */
export type JsonFile = { readonly value: unknown } | { readonly problems: readonly Problem[] };

/**
 * Reads a JSON file. A key that is written twice is a problem: JSON.parse would silently keep the last, and with it half of a `Condition`.
 * Places of problems begin with the file's path, relative to the working directory.
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
