export { type Engine, type EngineOptions, ensureEngine } from "./engine";
export { type CliProject, type CliProjectArgs, cliProject } from "./stack/cli-project";
export { endRun, RUN_VARIABLE, type RunProcess, runProcesses } from "./stack/processes";
export { type Pending, type Recovery, recover } from "./stack/recover";
export { openStack, type StackArgs } from "./stack/stack";
export { cacheRoot } from "./tools/cache";
export { MissingError } from "./tools/install";
export { languageHostFor } from "./tools/language-host";
export { ensurePython } from "./tools/python";
