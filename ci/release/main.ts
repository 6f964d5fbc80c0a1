import { execFile } from "node:child_process";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { released, sectionOf } from "./changelog";

const ROOT = resolve(__dirname, "..", "..");
const CHANGELOG = join(ROOT, "CHANGELOG.md");

const HELP = `Usage: npm run release -- VERSION
       node --require ts-node/register ci/release/main.ts notes

The first prepares a release: the version in package.json and policies/package.json with their lock files, and CHANGELOG.md,
where what is unreleased becomes the version's. Commit it in a pull request; its merge tags and publishes the version.
The second prints the part of CHANGELOG.md that belongs to the version in package.json.
Exit codes: 0 done, 2 bad usage, or the changelog does not fit.
`;

/** npm's own command changes package.json and the lock file that npm publishes; the pack has a copy of that. */
async function setVersion(folder: string, version: string): Promise<void> {
  await promisify(execFile)("npm", ["version", version, "--no-git-tag-version", "--allow-same-version"], {
    cwd: folder,
  });
}

async function prepare(version: string): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  const changelog = released(await readFile(CHANGELOG, "utf8"), version, day);
  const policies = join(ROOT, "policies");
  await setVersion(ROOT, version);
  await setVersion(policies, version);
  await copyFile(join(policies, "npm-shrinkwrap.json"), join(policies, "package-lock.json"));
  await writeFile(CHANGELOG, changelog);
  process.stdout.write(`prepared ${version}; review the changes and commit them\n`);
}

async function notes(): Promise<void> {
  const { version } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as { version: string };
  const section = sectionOf(await readFile(CHANGELOG, "utf8"), version);
  if (section === undefined) {
    throw new Error(
      `CHANGELOG.md has no heading for ${version}, the version in package.json. fix: npm run release -- VERSION`,
    );
  }
  process.stdout.write(`${section}\n`);
}

async function main([argument, ...rest]: readonly string[]): Promise<number> {
  if (argument === "--help" || argument === "-h") {
    process.stdout.write(HELP);
    return 0;
  }
  if (argument === undefined || rest.length > 0 || !(argument === "notes" || /^\d+\.\d+\.\d+$/.test(argument))) {
    process.stderr.write(`expected one version, such as 0.2.0, or "notes"\n\n${HELP}`);
    return 2;
  }
  await (argument === "notes" ? notes() : prepare(argument));
  return 0;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 2;
  },
);
