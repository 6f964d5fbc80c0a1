/*
 * Runs a TypeScript file of the pack as if it were the module that asks for it. The sources are only translated, in one go, at every start: type checks
 * are made before a release (npm run check) and would take longer than all rules together.
 */
const { join } = require("node:path");
const { buildSync } = require("esbuild");

/** `entry`: name of a file in this folder, without its extension; `sourcemap`: for stack traces, which costs a little. */
module.exports = function runBundled(module, entry, sourcemap = false) {
  const { outputFiles } = buildSync({
    absWorkingDir: __dirname,
    entryPoints: [`${entry}.ts`],
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node20",
    format: "cjs",
    sourcemap: sourcemap ? "inline" : false,
    write: false,
    logLevel: "silent",
  });
  module._compile(outputFiles[0].text, join(__dirname, `${entry}.js`));
};
