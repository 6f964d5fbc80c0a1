import { execFileSync } from "node:child_process";
import { basename, dirname } from "node:path";
import { ProblemsError } from "../../components/core/problem";

/**
 * Text of a file at a revision; undefined where the revision has no such file.
 * @throws {ProblemsError} for an unknown revision
 */
export function fileAt(revision: string, file: string): string | undefined {
  const git = (...args: readonly string[]) =>
    execFileSync("git", args, { cwd: dirname(file), encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  let commit: string;
  try {
    commit = git("rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`).trim();
  } catch {
    const fix = "name a branch, tag or commit that `git show` knows; fetch it first";
    throw new ProblemsError("access diff", [{ place: "REF", message: `unknown revision "${revision}"`, fix }]);
  }
  try {
    return git("show", `${commit}:./${basename(file)}`);
  } catch {
    return undefined;
  }
}
