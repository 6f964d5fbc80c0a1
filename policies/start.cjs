/*
 * The engine compiles a pack with full type checks, which takes longer than all rules together. Types are checked before
 * a release; at the start each file is only translated, so that a preview does not wait.
 */
const { readFileSync } = require("node:fs");
const ts = require("typescript");

const compilerOptions = {
  module: ts.ModuleKind.CommonJS,
  target: ts.ScriptTarget.ES2022,
  esModuleInterop: true,
  inlineSourceMap: true,
};

require.extensions[".ts"] = (module, fileName) => {
  const { outputText } = ts.transpileModule(readFileSync(fileName, "utf8"), { fileName, compilerOptions });
  module._compile(outputText, fileName);
};

require("./index.ts");
