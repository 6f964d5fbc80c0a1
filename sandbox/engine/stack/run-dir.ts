import { randomBytes } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import type { Engine } from "../engine";
import { withoutAccounts } from "./environment";
import { RUN_VARIABLE } from "./processes";

/** Folders of one run: nothing of the engine is written anywhere else. */
interface RunDir {
  /** Pulumi.yaml and the stack's configuration. */
  readonly project: string;
  /** The file backend. */
  readonly state: string;
  /** PULUMI_HOME. */
  readonly home: string;
  /** Variables for the engine in this run, accounts of the user blanked. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * A file backend in a folder. The backend replaces each file of its state whole, but writes the attributes that it
 * keeps next to it in place: killed in between it leaves a stack that cannot be opened ("failed to load checkpoint:
 * EOF"). They say nothing that Pulumi reads, so none are written.
 * https://pkg.go.dev/gocloud.dev/blob/fileblob#URLOpener
 */
export function backendUrl(state: string): string {
  return `file://${state}?metadata=skip`;
}

/** A passphrase of this run alone, stored next to its state; only its owner can read it. */
async function passphraseOf(runDir: string): Promise<string> {
  const file = path.join(runDir, "passphrase");
  await fs.writeFile(file, randomBytes(24).toString("base64url"), { mode: 0o600, flag: "wx" }).catch((error) => {
    if (error.code !== "EEXIST") {
      throw error;
    }
  });
  return await fs.readFile(file, "utf8");
}

/**
 * Makes the folders of a run and the variables that keep the engine inside them.
 * @param env the caller's variables, which win
 */
export async function prepareRunDir(
  runDir: string,
  engine: Pick<Engine, "env">,
  env: Readonly<Record<string, string>>,
): Promise<RunDir> {
  const root = path.resolve(runDir);
  const [project, state, home] = ["project", "state", "pulumi-home"].map((name) => path.join(root, name)) as [
    string,
    string,
    string,
  ];
  await fs.mkdir(root, { recursive: true, mode: 0o700 });
  for (const folder of [project, state, home]) {
    await fs.mkdir(folder, { recursive: true });
  }
  return {
    project,
    state,
    home,
    env: {
      ...withoutAccounts(),
      ...engine.env,
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: backendUrl(state),
      PULUMI_CONFIG_PASSPHRASE: await passphraseOf(root),
      PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
      // The state lives as long as the run: a copy of it before each change is of no use.
      PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
      [RUN_VARIABLE]: process.env[RUN_VARIABLE] ?? root,
      ...env,
    },
  };
}
