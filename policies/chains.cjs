/*
 * The command that prints every link of the role chains of a stack: `node chains.cjs FILE`. Bundled at every start, as the pack itself
 * is, so that it runs from a copy of the pack alone.
 */
const { join } = require("node:path");
const { buildSync } = require("esbuild");

const { outputFiles } = buildSync({
  absWorkingDir: __dirname,
  entryPoints: ["role-chains.ts"],
  bundle: true,
  packages: "external",
  platform: "node",
  target: "node20",
  format: "cjs",
  write: false,
  logLevel: "silent",
});

module._compile(outputFiles[0].text, join(__dirname, "role-chains.js"));
