import { existsSync, realpathSync, renameSync, writeFileSync } from "node:fs";

/**
 * Writes a file, or another content of one: next to it, which is then renamed, so that nobody ever reads half of it. A
 * link stays one.
 */
export function replaceFile(path: string, text: string): void {
  const file = existsSync(path) ? realpathSync(path) : path;
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, file);
}
