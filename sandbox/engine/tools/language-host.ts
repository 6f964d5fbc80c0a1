import path from "node:path";
import type { Engine } from "../engine";

const HOST = path.join(__dirname, "..", "host");

/**
 * Folder of a Node language host for an engine that has none of its own; undefined for one that has. Only programs run
 * from the command line need it.
 */
export function languageHostFor(engine: Pick<Engine, "hasLanguageHost">): string | undefined {
  return engine.hasLanguageHost ? undefined : HOST;
}
