import { join } from "node:path";
import { build } from "esbuild";
import { zipSync } from "fflate";

/**
 * The sample function's deployment package: the handler bundled with the SDK, as a zip for Lambda (`index.handler`).
 */
export async function sampleAppPackage(): Promise<Uint8Array> {
  const result = await build({
    entryPoints: [join(__dirname, "release.ts")],
    bundle: true,
    minify: true,
    // The name of an error class is what Step Functions reports as the error.
    keepNames: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    write: false,
    outfile: "index.js",
    logLevel: "silent",
  });
  const output = result.outputFiles[0];
  if (!output) {
    throw new Error("the sample app's bundle came out empty");
  }
  return zipSync({ "index.js": output.contents }, { level: 1 });
}
