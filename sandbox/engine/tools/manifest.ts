import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";

/** Record next to the files of a cache entry: their names and SHA-256 digests. */
const manifestSchema = z.strictObject({
  what: z.string(),
  version: z.string(),
  source: z.enum(["download", "build"]),
  files: z.record(
    z.string(),
    z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), size: z.int(), modified: z.number() }),
  ),
});

export type Manifest = z.infer<typeof manifestSchema>;

const MANIFEST = "manifest.json";

/**
 * quick: size and time of change are those recorded, or else the content's SHA-256 is, so that a copied cache, whose
 * times differ, is used and not made anew; full: the content's SHA-256 is. A quick check of an entry in place costs
 * nothing and is what set-up does; a full one (0.3 s for the engine) is done before anything is run.
 */
export type Depth = "quick" | "full";

/** SHA-256 of a file's content, in hex. */
async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}

/** Every file and link below a folder, relative to it, in order. */
async function filesBelow(dir: string): Promise<string[]> {
  const entries = await fs.readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(dir, path.join(entry.parentPath, entry.name)))
    .filter((name) => name !== MANIFEST)
    .sort();
}

/** Records every file of an entry. Call it when the entry is whole. */
export async function writeManifest(dir: string, about: Omit<Manifest, "files">): Promise<void> {
  const files: Manifest["files"] = {};
  for (const name of await filesBelow(dir)) {
    const { size, mtimeMs } = await fs.stat(path.join(dir, name));
    files[name] = { sha256: await sha256Of(path.join(dir, name)), size, modified: mtimeMs };
  }
  await fs.writeFile(path.join(dir, MANIFEST), `${JSON.stringify({ ...about, files }, undefined, 2)}\n`);
}

async function isAsRecorded(file: string, entry: Manifest["files"][string], depth: Depth): Promise<boolean> {
  const stat = await fs.stat(file).catch(() => undefined);
  if (stat === undefined || !stat.isFile() || stat.size !== entry.size) {
    return false;
  }
  if (depth === "quick" && stat.mtimeMs === entry.modified) {
    return true;
  }
  return (await sha256Of(file)) === entry.sha256;
}

type Inspection =
  | { readonly state: "sound"; readonly manifest: Manifest }
  | { readonly state: "missing" }
  | { readonly state: "changed"; readonly files: readonly string[] };

/** Compares an entry with its record: missing, sound, or which files were changed, removed or added. */
export async function inspect(dir: string, depth: Depth): Promise<Inspection> {
  const text = await fs.readFile(path.join(dir, MANIFEST), "utf8").catch(() => undefined);
  if (text === undefined) {
    return { state: "missing" };
  }
  const manifest = manifestSchema.safeParse(parseJson(text)).data;
  if (manifest === undefined) {
    return { state: "changed", files: [MANIFEST] };
  }
  const names = new Set([...Object.keys(manifest.files), ...(await filesBelow(dir))]);
  const changed: string[] = [];
  for (const name of names) {
    const entry = manifest.files[name];
    if (entry === undefined || !(await isAsRecorded(path.join(dir, name), entry, depth))) {
      changed.push(name);
    }
  }
  return changed.length === 0 ? { state: "sound", manifest } : { state: "changed", files: changed.sort() };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
