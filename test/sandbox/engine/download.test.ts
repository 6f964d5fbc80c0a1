import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { createProgress } from "../../../sandbox/engine/plain/progress.cjs";
import { archiveName, checksumIn, DownloadError, downloadCli } from "../../../sandbox/engine/tools/download";
import { withFolder } from "../../helpers/with-folder";
import { writeScript } from "./temporary";

const context = { progress: createProgress() };
const VERSION = "3.258.0";
const PATIENCE = { answerSeconds: 0.5, silenceSeconds: 0.5 };
/** A release's archive as Pulumi packs it: one folder `pulumi` with the programs. */
async function makeArchive(folder: string): Promise<Buffer> {
  await writeScript(path.join(folder, "pulumi", "pulumi"), `echo v${VERSION}`);
  await writeScript(path.join(folder, "pulumi", "pulumi-language-nodejs"), "exit 0");
  execFileSync("tar", ["-czf", "release.tgz", "pulumi"], { cwd: folder });
  return await fs.readFile(path.join(folder, "release.tgz"));
}

type Answer = (response: http.ServerResponse, url: string) => void;

async function withServer(answer: Answer, work: (origin: string) => Promise<void>): Promise<void> {
  const server = http.createServer((request, response) => answer(response, request.url ?? ""));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** Serves a release; `sum` is what its list of checksums says, `send` how the archive is sent. */
async function withRelease(
  change: { sum?: string; send?: (response: http.ServerResponse, archive: Buffer) => void },
  work: (download: (signal?: AbortSignal) => Promise<void>, draft: string) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const archive = await makeArchive(folder);
    const sum = change.sum ?? createHash("sha256").update(archive).digest("hex");
    const answer: Answer = (response, url) => {
      if (url === `/sums/v${VERSION}/pulumi-${VERSION}-checksums.txt`) {
        response.end(`${"0".repeat(64)}  other.tar.gz\n${sum}  ${archiveName(VERSION)}\n`);
      } else if (url === `/archives/${archiveName(VERSION)}`) {
        if (change.send === undefined) {
          response.end(archive);
        } else {
          change.send(response, archive);
        }
      } else {
        response.writeHead(404).end();
      }
    };
    const draft = path.join(folder, "draft");
    await fs.mkdir(draft);
    await withServer(answer, async (origin) => {
      const origins = { archives: `${origin}/archives`, checksums: `${origin}/sums` };
      const download = (signal?: AbortSignal) =>
        downloadCli(VERSION, draft, signal === undefined ? context : { ...context, signal }, origins, PATIENCE);
      await work(download, draft);
    });
  });
}

describe("the download of the official CLI", () => {
  it("unpacks the programs of the release when their SHA-256 is the published one", async () => {
    await withRelease({}, async (download, draft) => {
      await download();
      assert.deepEqual(await fs.readdir(draft, { recursive: true }), [
        "bin",
        "bin/pulumi",
        "bin/pulumi-language-nodejs",
      ]);
      assert.equal(execFileSync(path.join(draft, "bin", "pulumi"), { encoding: "utf8" }), `v${VERSION}\n`);
    });
  });

  it("unpacks nothing when the SHA-256 differs", async () => {
    await withRelease({ sum: "a".repeat(64) }, async (download, draft) => {
      await assert.rejects(download(), /has SHA-256 [0-9a-f]{64}, the release says a{64}: it is not used/);
      assert.ok(!(await fs.readdir(draft)).includes("bin"));
    });
  });

  it("fails within seconds when no server listens or a server stops answering", async () => {
    await withFolder(async (draft) => {
      const started = Date.now();
      let dead = "";
      await withServer(
        () => undefined,
        async (origin) => {
          dead = origin;
        },
      );
      const nobody = { archives: dead, checksums: dead };
      await assert.rejects(downloadCli(VERSION, draft, context, nobody, PATIENCE), (error: unknown) => {
        assert.ok(error instanceof DownloadError);
        assert.match(error.message, /^http:\/\/127\.0\.0\.1:\d+\/.* cannot be reached: .*ECONNREFUSED/);
        return true;
      });
      const mute: Answer = () => undefined;
      await withServer(mute, async (origin) => {
        const origins = { archives: origin, checksums: origin };
        await assert.rejects(downloadCli(VERSION, draft, context, origins, PATIENCE), /did not answer within 0.5 s/);
      });
      assert.ok(Date.now() - started < 5000);
    });
    const send = (response: http.ServerResponse, archive: Buffer) => void response.write(archive.subarray(0, 10));
    await withRelease({ send }, async (download) => {
      await assert.rejects(download(), /fell silent for 0.5 s/);
    });
  });

  it("reports an incomplete download and a release that does not exist", async () => {
    const send = (response: http.ServerResponse, archive: Buffer) => {
      response.writeHead(200, { "content-length": archive.length });
      response.write(archive.subarray(0, 10), () => response.destroy());
    };
    await withRelease({ send }, async (download) => {
      await assert.rejects(
        download(),
        (error: unknown) => error instanceof DownloadError && /broke off/.test(error.message),
      );
    });
    await withServer(
      (response) => void response.writeHead(404).end(),
      async (origin) => {
        const origins = { archives: origin, checksums: origin };
        await withFolder(async (draft) => {
          await assert.rejects(downloadCli(VERSION, draft, context, origins, PATIENCE), /answered 404/);
        });
      },
    );
  });

  it("stops immediately when it is aborted", async () => {
    const stop = new AbortController();
    const send = (response: http.ServerResponse, archive: Buffer) => {
      response.write(archive.subarray(0, 10));
      setTimeout(() => stop.abort(new Error("Ctrl-C")), 50);
    };
    await withRelease({ send }, async (download) => {
      await assert.rejects(download(stop.signal), /Ctrl-C/);
    });
  });

  it("knows the archive of each platform that has one", () => {
    assert.equal(archiveName("3.1.0", "linux", "x64"), "pulumi-v3.1.0-linux-x64.tar.gz");
    assert.equal(archiveName("3.1.0", "darwin", "arm64"), "pulumi-v3.1.0-darwin-arm64.tar.gz");
    assert.throws(() => archiveName("3.1.0", "linux", "riscv64"), DownloadError);
    assert.throws(() => archiveName("3.1.0", "freebsd", "x64"), DownloadError);
  });

  it("reads lists of checksums, with binary marks and upper case", () => {
    const sum = "0123456789ABCDEF".repeat(4);
    assert.equal(checksumIn(`${sum} *a.tgz\r\n`, "a.tgz"), sum.toLowerCase());
    assert.equal(checksumIn(`${sum}  aa.tgz\n`, "a.tgz"), undefined);
    assert.equal(checksumIn("123  a.tgz\n", "a.tgz"), undefined);
  });
});
