import path from "node:path";
import type { Engine } from "../engine";
import { createProgress } from "../plain/progress.cjs";
import { cacheRoot, entryName } from "./cache";
import { buildWithGo, type GoProgram, pinsOf } from "./go-build";
import { installed, type SetupContext } from "./install";
import { inspect, writeManifest } from "./manifest";

/** The last version of Pulumi's Go SDK that still held the Node language host; engines up to now speak with it. */
const HOST_VERSION = "3.68.0";

const PROGRAM: GoProgram = {
  module: "host",
  package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
  variables: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": HOST_VERSION },
};

/**
 * Folder of a Node language host for an engine that has none of its own, built at first use; undefined for one that
 * has. Only programs run from the command line need it. It runs programs, not policy packs.
 *
 * @throws MissingError without a Go that can build it
 */
export async function ensureLanguageHost(
  engine: Pick<Engine, "hasLanguageHost">,
  options: { readonly log?: (line: string) => void; readonly signal?: AbortSignal } = {},
): Promise<string | undefined> {
  if (engine.hasLanguageHost) {
    return undefined;
  }
  const { log, signal } = options;
  const progress = createProgress(log === undefined ? {} : { write: log });
  const context: SetupContext = signal === undefined ? { progress } : { progress, signal };
  const what = `Node language host ${HOST_VERSION}`;
  const pins = await pinsOf(PROGRAM.module);
  const dir = path.join(cacheRoot(), entryName("language-host", HOST_VERSION, [...pins, JSON.stringify(PROGRAM)]));
  return await installed(
    {
      what,
      dir,
      check: async (place) => ((await inspect(place, "full")).state === "sound" ? path.join(place, "bin") : undefined),
      build: async (draft) => {
        await buildWithGo(
          PROGRAM,
          path.join(draft, "bin", "pulumi-language-nodejs"),
          context,
          `${what}, build with Go`,
        );
        await writeManifest(draft, { what: "pulumi-language-nodejs", version: HOST_VERSION, source: "build" });
      },
    },
    context,
  );
}
