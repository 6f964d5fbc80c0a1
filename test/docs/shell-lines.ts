import { readFileSync } from "node:fs";
import { join } from "node:path";

const DOCS = join(__dirname, "..", "..", "docs");

/** Text of a page of `docs/`. */
export const page = (name: string): string => readFileSync(join(DOCS, name), "utf8");

/** Lines of a page's shell blocks, in order, without the indentation of a list. */
export function shellLines(text: string): string[] {
  return [...text.matchAll(/^ *```sh\n([\s\S]*?)```/gm)].flatMap(([, block = ""]) =>
    block
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== ""),
  );
}

/** The first block of a language on a page, without the fence. */
export function codeBlock(text: string, language: string): string {
  const [, code] = new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(text) ?? [];
  if (code === undefined) {
    throw new Error(`the page has no block in ${language}`);
  }
  return code;
}
