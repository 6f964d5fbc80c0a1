import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";

/** Start of every folder's name; it contains a blank, as folders of users do. */
const PREFIX = path.join(os.tmpdir(), "app-of-apps test-");

const REMOVAL = { recursive: true, force: true, maxRetries: 5 } as const;

/** Runs `work` with a new folder and removes the folder afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await fs.realpath(await fs.mkdtemp(PREFIX));
  try {
    return await work(folder);
  } finally {
    await fs.rm(folder, REMOVAL);
  }
}

/** A new folder for the tests of a suite, removed after them; to be called in the function of a `describe`. */
export function suiteFolder(): string {
  const folder = realpathSync(mkdtempSync(PREFIX));
  after(() => rmSync(folder, REMOVAL));
  return folder;
}
