import { createHash } from "node:crypto";
import os from "node:os";
import path from "node:path";

/** Folder of this project inside the user's cache. */
const CACHE_NAME = "app-of-apps-step-functions";

/**
 * The per-user cache that clones share: `APP_OF_APPS_CACHE`, else `$XDG_CACHE_HOME/app-of-apps-step-functions`, else
 * `~/.cache/app-of-apps-step-functions`. Always absolute; deleting it is safe.
 *
 * A relative `XDG_CACHE_HOME` is ignored, as the XDG Base Directory Specification requires.
 */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env, home: string = os.homedir()): string {
  const own = env.APP_OF_APPS_CACHE;
  if (own !== undefined && own !== "") {
    return path.resolve(own);
  }
  const xdg = env.XDG_CACHE_HOME;
  if (xdg !== undefined && path.isAbsolute(xdg)) {
    return path.join(xdg, CACHE_NAME);
  }
  return path.join(home, ".cache", CACHE_NAME);
}

/** SHA-256 of the parts, in hex; their borders count. */
export function digest(...parts: readonly (string | Buffer)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) {
    hash.update(`${Buffer.byteLength(part)}:`).update(part);
  }
  return hash.digest("hex");
}

/**
 * Name of a cache entry: what it is, its version, the platform, and a digest of everything else it was made from, so
 * that a clone with another lock file gets an entry of its own and never changes that of this one.
 */
export function entryName(what: string, version: string, madeFrom: readonly (string | Buffer)[]): string {
  return `${what}-${version}-${process.platform}-${process.arch}-${digest(...madeFrom).slice(0, 12)}`;
}
