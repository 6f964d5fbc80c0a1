export { cacheRoot } from "./cache";
export { type CliProject, type CliProjectArgs, cliProject } from "./cli-project";
export { type Engine, type EngineOptions, ensureEngine } from "./engine";
export { MissingError } from "./install";
export { ensureLanguageHost } from "./language-host";
export { endRun, RUN_VARIABLE, type RunProcess, runProcesses } from "./processes";
export { ensurePython } from "./python";
export { type Pending, type Recovery, recover } from "./recover";
export { openStack, type StackArgs } from "./stack";
