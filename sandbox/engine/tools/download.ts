import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { run } from "../plain/run.cjs";
import type { SetupContext } from "./install";

/**
 * Where Pulumi publishes its releases: archives and the list of their SHA-256, which come from two places, so that
 * neither alone can hand out something else. https://www.pulumi.com/docs/install/versions/
 */
interface Origins {
  readonly archives: string;
  readonly checksums: string;
}

const OFFICIAL: Origins = {
  archives: "https://get.pulumi.com/releases/sdk",
  checksums: "https://github.com/pulumi/pulumi/releases/download",
};

/** Seconds within which a server must begin to answer, and the longest silence within an archive. */
interface Patience {
  readonly answerSeconds: number;
  readonly silenceSeconds: number;
}

const PATIENCE: Patience = { answerSeconds: 4, silenceSeconds: 30 };

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "x64", arm64: "arm64" };

/** The download failed or is not what the release says: a reason as part of a sentence. */
export class DownloadError extends Error {
  override readonly name = "DownloadError";
}

/** Name of a release's archive for this platform, for example `pulumi-v3.258.0-linux-x64.tar.gz`. */
export function archiveName(version: string, platform = process.platform, arch: string = process.arch): string {
  const known = platform === "linux" || platform === "darwin" ? ARCHITECTURES[arch] : undefined;
  if (known === undefined) {
    throw new DownloadError(`Pulumi publishes no archive for ${platform} ${arch} that is used here`);
  }
  return `pulumi-v${version}-${platform}-${known}.tar.gz`;
}

/** The SHA-256 of a file in a list in the format of sha256sum. */
export function checksumIn(list: string, file: string): string | undefined {
  for (const line of list.split("\n")) {
    const [sum, name] = line.trim().split(/\s+\*?/);
    if (name === file && sum !== undefined && /^[0-9a-f]{64}$/i.test(sum)) {
      return sum.toLowerCase();
    }
  }
  return undefined;
}

/** A response whose beginning came in time; silence later on aborts it. */
async function open(url: string, patience: Patience, stop: AbortController): Promise<Response> {
  const timer = setTimeout(
    () => stop.abort(new DownloadError(`${url} did not answer within ${patience.answerSeconds} s`)),
    patience.answerSeconds * 1000,
  );
  try {
    const response = await fetch(url, { signal: stop.signal });
    if (!response.ok || response.body === null) {
      throw new DownloadError(`${url} answered ${response.status}`);
    }
    return response;
  } catch (error) {
    if (error instanceof DownloadError) {
      throw error;
    }
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new DownloadError(`${url} cannot be reached: ${cause}`);
  } finally {
    clearTimeout(timer);
  }
}

/** Writes a response to a file and returns its SHA-256. */
async function save(
  url: string,
  file: string,
  patience: Patience,
  stop: AbortController,
  report: (detail: string) => void,
) {
  const response = await open(url, patience, stop);
  if (response.body === null) {
    throw new DownloadError(`${url} is empty`);
  }
  const total = Number(response.headers.get("content-length") ?? 0);
  const hash = createHash("sha256");
  const silent = () => stop.abort(new DownloadError(`${url} fell silent for ${patience.silenceSeconds} s`));
  let timer = setTimeout(silent, patience.silenceSeconds * 1000);
  let received = 0;
  const watch = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      clearTimeout(timer);
      timer = setTimeout(silent, patience.silenceSeconds * 1000);
      hash.update(chunk);
      received += chunk.length;
      report(`${(received / 1e6).toFixed(0)}${total > 0 ? ` of ${(total / 1e6).toFixed(0)}` : ""} MB`);
      done(null, chunk);
    },
  });
  try {
    await pipeline(response.body, watch, createWriteStream(file), { signal: stop.signal });
  } catch (error) {
    if (stop.signal.aborted) {
      throw stop.signal.reason;
    }
    throw new DownloadError(`${url} broke off: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    clearTimeout(timer);
  }
  return hash.digest("hex");
}

/**
 * Puts the official release's programs into `bin` of a folder: the CLI and its language hosts. Gives up within seconds
 * when the servers cannot be reached.
 *
 * @throws DownloadError with the reason: not reachable, silent, or not the published SHA-256
 */
export async function downloadCli(
  version: string,
  draft: string,
  { progress, signal }: SetupContext,
  origins: Origins = OFFICIAL,
  patience: Patience = PATIENCE,
): Promise<void> {
  const stop = new AbortController();
  const forward = () => stop.abort(signal?.reason);
  signal?.addEventListener("abort", forward, { once: true });
  try {
    const name = archiveName(version);
    const list = await open(`${origins.checksums}/v${version}/pulumi-${version}-checksums.txt`, patience, stop);
    const wanted = checksumIn(await list.text(), name);
    if (wanted === undefined) {
      throw new DownloadError(`the release's checksums do not name ${name}`);
    }
    const archive = path.join(draft, name);
    const url = `${origins.archives}/${name}`;
    const got = await progress.step(`Pulumi ${version}, download`, (report) =>
      save(url, archive, patience, stop, report),
    );
    if (got !== wanted) {
      throw new DownloadError(`${url} has SHA-256 ${got}, the release says ${wanted}: it is not used`);
    }
    // The archive holds one folder, pulumi/, with the programs.
    const bin = path.join(draft, "bin");
    await fs.mkdir(bin);
    await run("tar", ["-xzf", archive, "--strip-components=1", "-C", bin], signal === undefined ? {} : { signal });
    await fs.rm(archive);
  } finally {
    signal?.removeEventListener("abort", forward);
  }
}
