import path from "node:path";

/** Variables that lead to the user's accounts, logins or stacks, or change how the engine works. */
const ACCOUNTS = /^(PULUMI|AWS|OKTA)_/;

/**
 * What replaces the variables of the user's accounts. Empty counts as not set for the engine and the AWS clients, and
 * it is the only way: the Automation API adds to this process's variables and cannot remove one.
 */
export function withoutAccounts(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const blank = Object.keys(env)
    .filter((name) => ACCOUNTS.test(name))
    .map((name) => [name, ""]);
  // Without these names the clients would read the home folder.
  return { ...Object.fromEntries(blank), AWS_CONFIG_FILE: "/dev/null", AWS_SHARED_CREDENTIALS_FILE: "/dev/null" };
}

/** This process's variables with those of accounts blanked and `added` on top: for a command that is spawned. */
export function wholeEnvironment(added: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...withoutAccounts(), ...added };
}

/** PATH with folders in front; the Node that runs this comes before any other, for plugins that are Node programs. */
export function pathWith(folders: readonly string[], env: NodeJS.ProcessEnv = process.env): string {
  return [...folders, path.dirname(process.execPath), env.PATH ?? ""].join(path.delimiter);
}
