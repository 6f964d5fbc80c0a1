import { spawn } from "node:child_process";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import { parse, parseDocument, stringify } from "yaml";
import type { Cloud } from "../../sandbox/cloud";
import { ensureEngine, ensurePython, languageHostFor } from "../../sandbox/engine";
import { wholeEnvironment } from "../../sandbox/engine/stack/environment";
import { localPlugins } from "../../sandbox/engine/stack/project";
import { prepareRunDir } from "../../sandbox/engine/stack/run-dir";
import { providers } from "../../sandbox/providers";
import { activate, type CommandResult, commandResult, reachOkta } from "../../sandbox/run/executions/runs-api-command";
import type { Person } from "../../sandbox/run/people/identities";

const ROOT = join(__dirname, "..", "..");
const NOT_CLONED = new Set(["node_modules", ".git", ".reports", ".sandbox", "coverage"]);

/** A clone on the machine of a reader: a home folder, the tools that the pages name, an account and an org. */
export interface Clone {
  readonly folder: string;
  /** Runs a line as a shell would, in the clone; a person signs in where the line asks for it. */
  run(line: string, more?: { readonly input?: string; readonly person?: Person }): Promise<CommandResult>;
  /** Writes settings into a stack's file, as a reader does with an editor. */
  setSettings(stack: string, settings: Readonly<Record<string, unknown>>): Promise<void>;
}

export interface CloneArgs {
  readonly cloud: Cloud;
  readonly folder: string;
  /** Who sits there. */
  readonly reader: Person;
}

/**
 * A copy of the project as a clone has it, and a machine with Pulumi, the AWS CLI and `okta-aws-cli`. What differs from
 * a reader's: plugins are the sandbox's, the org's name is resolved to the embedded one, questions of Pulumi are
 * answered with yes, and `okta-aws-cli` knows the reader's password in place of opening a browser.
 */
export async function makeClone({ cloud, folder, reader }: CloneArgs): Promise<Clone> {
  const engine = await ensureEngine();
  const python = await ensurePython({}, join(__dirname, "aws-cli-requirements.txt"));
  const clone = join(folder, "clone");
  await cp(ROOT, clone, { recursive: true, filter: (path) => !NOT_CLONED.has(basename(path)) });
  const projectFile = join(clone, "Pulumi.yaml");
  const plugins = localPlugins(engine, providers(), languageHostFor(engine));
  await writeFile(projectFile, stringify({ ...parse(await readFile(projectFile, "utf8")), plugins }));
  const [home, tools] = [join(folder, "home"), join(folder, "tools")];
  await mkdir(home);
  await mkdir(tools);
  await tool(tools, "aws", `exec '${python}' -m awscli "$@"`);
  const register = join(ROOT, "node_modules", "ts-node", "register");
  const oktaCli = join(__dirname, "okta-aws-cli.ts");
  await tool(tools, "okta-aws-cli", `cd '${ROOT}' && exec node --require '${register}' '${oktaCli}' "$@"`);
  const { env: engineEnv } = await prepareRunDir(join(folder, "run"), engine, {});
  const variables = wholeEnvironment({
    ...engineEnv,
    ...cloud.aws.env,
    ...reachOkta(cloud.okta),
    PATH: `${tools}:${engineEnv.PATH}`,
    PULUMI_SKIP_CONFIRMATIONS: "true",
    HOME: home,
    AWS_CONFIG_FILE: join(home, ".aws", "config"),
    npm_config_cache: process.env.npm_config_cache ?? join(homedir(), ".npm"),
    npm_config_userconfig: process.env.npm_config_userconfig ?? join(homedir(), ".npmrc"),
    READER_LOGIN: reader.login,
    READER_PASSWORD: reader.password,
  });
  // The AWS CLI takes an empty variable for a value.
  const env = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  return {
    folder: clone,
    async run(line, { input = "", person = reader } = {}) {
      const child = spawn("sh", ["-c", line], { cwd: clone, env, stdio: "pipe" });
      child.stdin.on("error", () => undefined);
      child.stdin.end(input);
      return await commandResult(child, async (_, code) => await activate(cloud.okta.url, code, person));
    },
    async setSettings(stack, settings) {
      const file = join(clone, "stacks", `Pulumi.${stack}.yaml`);
      const document = parseDocument(await readFile(file, "utf8"));
      for (const [key, value] of Object.entries(settings)) {
        document.setIn(["config", key], value);
      }
      await writeFile(file, String(document));
    },
  };
}

async function tool(folder: string, name: string, script: string): Promise<void> {
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}
