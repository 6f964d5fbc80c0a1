// Bundles a provider plugin once per state of its sources, so that the engine's many starts of it (one for each
// preview, update and refresh) load one file. Plain JavaScript: it runs before anything could compile TypeScript.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");

/**
 * The path of an up-to-date bundle of the plugin `aws` or `okta`; builds it if it is not there. Safe to run at the same
 * time.
 */
export async function bundle(name) {
  const folder = join(root, "node_modules", ".cache", "app-of-apps", "providers");
  const file = join(folder, `${name}-${digest(name)}.cjs`);
  if (existsSync(file)) {
    return file;
  }
  const { build } = await import("esbuild");
  mkdirSync(folder, { recursive: true });
  // Written next to it and renamed: another start must never load half a file.
  const unfinished = `${file}.${process.pid}`;
  await build({
    entryPoints: [join(here, name, "main.ts")],
    outfile: unfinished,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    legalComments: "none",
    logLevel: "error",
    minifySyntax: true,
    minifyWhitespace: true,
    absWorkingDir: root,
  });
  renameSync(unfinished, file);
  for (const old of readdirSync(folder)) {
    if (old.startsWith(`${name}-`) && old.endsWith(".cjs") && join(folder, old) !== file) {
      rmSync(join(folder, old), { force: true });
    }
  }
  return file;
}

function digest(name) {
  const hash = createHash("sha256");
  const files = [join(root, "package-lock.json"), ...sources(join(here, "kit")), ...sources(join(here, name))];
  for (const file of files) {
    hash.update(relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex").slice(0, 20);
}

function sources(folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return sources(path);
    }
    return /\.(ts|json)$/.test(entry.name) ? [path] : [];
  });
}
