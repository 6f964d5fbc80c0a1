import { buildSync } from "esbuild";

/**
 * A function's handler and its dependencies as one JavaScript file. The same sources make the same text on every
 * machine (relative paths, no source map, no time), so an unchanged function is no change in a preview.
 * @param folder of the entry point
 * @param handler its file
 */
export function bundleFunction(folder: string, handler = "handler.ts"): string {
  const { outputFiles } = buildSync({
    absWorkingDir: folder,
    entryPoints: [`${folder}/${handler}`],
    bundle: true,
    platform: "node",
    // The oldest Node that runs it: the embedded cloud uses the Node of the machine.
    target: "node20",
    format: "cjs",
    minify: true,
    legalComments: "none",
    write: false,
    logLevel: "silent",
  });
  const [file] = outputFiles;
  if (file === undefined) {
    throw new Error(`esbuild made no bundle of ${folder}.`);
  }
  return file.text;
}
