import path from "node:path";
import { createProgress } from "../plain/progress.cjs";
import { cacheRoot, entryName } from "./cache";
import { buildWithGo, type GoProgram, pinsOf } from "./go-build";
import { installed, type SetupContext } from "./install";
import { inspect, writeManifest } from "./manifest";

/** The version that actionlint/go.mod names. */
const ACTIONLINT_VERSION = "1.7.12";

const PROGRAM: GoProgram = {
  module: "actionlint",
  package: "github.com/rhysd/actionlint/cmd/actionlint",
  variables: { "github.com/rhysd/actionlint.version": ACTIONLINT_VERSION },
};

/**
 * actionlint, which checks the workflows in .github, built at first use from the Go modules that actionlint/go.sum
 * pins.
 *
 * @returns absolute path of the executable
 * @throws MissingError without a Go that can build it
 */
export async function ensureActionlint(
  options: { readonly log?: (line: string) => void; readonly signal?: AbortSignal } = {},
): Promise<string> {
  const { log, signal } = options;
  const progress = createProgress(log === undefined ? {} : { write: log });
  const context: SetupContext = signal === undefined ? { progress } : { progress, signal };
  const what = `actionlint ${ACTIONLINT_VERSION}`;
  const pins = await pinsOf(PROGRAM.module);
  const dir = path.join(cacheRoot(), entryName("actionlint", ACTIONLINT_VERSION, [...pins, JSON.stringify(PROGRAM)]));
  const executable = (place: string) => path.join(place, "bin", "actionlint");
  return await installed(
    {
      what,
      dir,
      check: async (place) => ((await inspect(place, "full")).state === "sound" ? executable(place) : undefined),
      build: async (draft) => {
        await buildWithGo(PROGRAM, executable(draft), context, `${what}, build with Go`);
        await writeManifest(draft, { what: "actionlint", version: ACTIONLINT_VERSION, source: "build" });
      },
    },
    context,
  );
}
