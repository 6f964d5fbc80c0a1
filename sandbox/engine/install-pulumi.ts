import { appendFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { createProgress } from "./plain/progress.cjs";
import { DownloadError, downloadCli } from "./tools/download";
import { ENGINE_VERSION } from "./tools/version";

/**
 * Installs the official Pulumi CLI, in the version of the tests, on the PATH of a job's next steps. The archive must
 * have the SHA-256 of the release. The Pulumi of a runner changes every few weeks.
 *
 *     node --require ts-node/register sandbox/engine/install-pulumi.ts
 *
 * Exit codes: 0 installed, 1 not reachable or wrong checksum, 2 not in a job of GitHub Actions.
 */
async function main(env: NodeJS.ProcessEnv): Promise<number> {
  const { RUNNER_TEMP: temporary, GITHUB_PATH: pathFile } = env;
  if (temporary === undefined || pathFile === undefined) {
    process.stderr.write("RUNNER_TEMP and GITHUB_PATH are not set; run this in a job of GitHub Actions\n");
    return 2;
  }
  const folder = join(temporary, `pulumi-${ENGINE_VERSION}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  await downloadCli(ENGINE_VERSION, folder, { progress: createProgress({ stream: process.stderr }) }, undefined, {
    answerSeconds: 30,
    silenceSeconds: 30,
  });
  await appendFile(pathFile, `${join(folder, "bin")}\n`);
  return 0;
}

main(process.env).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof DownloadError ? 1 : 2;
  },
);
