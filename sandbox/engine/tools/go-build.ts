import fs from "node:fs/promises";
import path from "node:path";
import { CommandError, run } from "../plain/run.cjs";
import { MissingError, type SetupContext } from "./install";

/** The oldest Go that the pinned modules accept; a Go from 1.21 on fetches a newer one by itself (GOTOOLCHAIN). */
export const OLDEST_GO = "1.25.11";

/** A program built from a module of this folder whose go.mod and go.sum pin and verify everything it is made of. */
export interface GoProgram {
  /** Folder next to this file with go.mod and go.sum. */
  readonly module: "cli" | "actionlint";
  /** Import path of the program. */
  readonly package: string;
  /** Values that the linker writes into string variables. */
  readonly variables: Readonly<Record<string, string>>;
}

/** go.mod and go.sum of a module here: what a build of it is keyed by. */
export async function pinsOf(module: GoProgram["module"]): Promise<string[]> {
  const dir = path.join(__dirname, module);
  return await Promise.all(["go.mod", "go.sum"].map((name) => fs.readFile(path.join(dir, name), "utf8")));
}

/**
 * The user's GOPROXY, GOFLAGS, GOMODCACHE and GOCACHE stay; a workspace around the clone does not apply. Without cgo no
 * C compiler is needed, which is also how Pulumi is released.
 */
function goEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, GOWORK: "off", CGO_ENABLED: "0" };
}

/** Why Go cannot build here, as part of a sentence; undefined when it can. */
export async function lackOfGo(module: GoProgram["module"]): Promise<string | undefined> {
  const dir = path.join(__dirname, module);
  try {
    // Run inside the module: an older Go prints the version that it switches to, or fails.
    await run("go", ["env", "GOVERSION"], { cwd: dir, env: goEnvironment(), timeoutSeconds: 120 });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommandError)) {
      throw error;
    }
    return error.code === "ENOENT" ? "no go is on PATH" : (error.output.at(-1) ?? error.message);
  }
}

/** Counts what Go has fetched and compiled, for the line that shows progress. */
function counter(report: (detail: string) => void): (line: string) => void {
  let fetched = 0;
  let compiled = 0;
  return (line) => {
    if (line.startsWith("go: downloading ")) {
      fetched += 1;
    } else if (/^[\w.-]+(\/[\w.~-]+)*$/.test(line)) {
      compiled += 1;
    }
    report(compiled === 0 ? `${fetched} modules fetched` : `${compiled} packages compiled`);
  };
}

/**
 * Builds a program into a file. go.sum must name the hash of every module used, and Go refuses one that differs.
 *
 * @throws MissingError without a Go that is new enough; Error with Go's last lines when the build fails
 */
export async function buildWithGo(
  program: GoProgram,
  file: string,
  context: SetupContext,
  label: string,
): Promise<void> {
  const { progress, signal } = context;
  const dir = path.join(__dirname, program.module);
  const lack = await lackOfGo(program.module);
  if (lack !== undefined) {
    throw new MissingError(`Go ${OLDEST_GO} or newer is needed to build it: ${lack}`);
  }
  const variables = Object.entries(program.variables).map(([name, value]) => `-X ${name}=${value}`);
  const args = [
    "build",
    "-v",
    "-mod=readonly",
    "-trimpath",
    "-ldflags",
    ["-s", "-w", ...variables].join(" "),
    "-o",
    file,
  ];
  await progress.step(label, async (report) => {
    const onLine = counter(report);
    await run("go", [...args, program.package], {
      cwd: dir,
      env: goEnvironment(),
      onLine,
      ...(signal === undefined ? {} : { signal }),
    });
  });
}
