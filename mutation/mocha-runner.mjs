/*
 * Stryker's runner for Mocha asks for Mocha's own files without their extension (`mocha/lib/cli/run-helpers`). Since Mocha 12
 * they end in .cjs, which Node does not try by itself. Here it does, in Stryker's processes only; the runner is used as it is.
 */
import { Module } from "node:module";

Module._extensions[".cjs"] ??= Module._extensions[".js"];

export const { strykerPlugins, strykerValidationSchema } = await import("@stryker-mutator/mocha-runner");
