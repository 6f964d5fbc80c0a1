import { join } from "node:path";

/** Folder with one file of settings per environment. */
export const STACKS = join(__dirname, "..", "stacks");
