/*
 * Entry point of the pack. Left to itself the engine compiles a TypeScript pack with full type checks at every start, which
 * takes longer than all rules together. Types are checked before a release (npm run check); here the sources are only
 * translated, in one go, so that a preview does not wait.
 */
const { join } = require("node:path");
const { buildSync } = require("esbuild");

const { outputFiles } = buildSync({
  absWorkingDir: __dirname,
  entryPoints: ["index.ts"],
  bundle: true,
  packages: "external",
  platform: "node",
  target: "node20",
  format: "cjs",
  sourcemap: "inline",
  write: false,
  logLevel: "silent",
});

module._compile(outputFiles[0].text, join(__dirname, "index.js"));
