import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { createConnection } from "node:net";
import { isAbsolute, join } from "node:path";
import { prepareProviders, providers } from "../../../sandbox/providers";

async function startedAt(child: ChildProcess): Promise<number> {
  for await (const chunk of child.stdout ?? []) {
    return Number(String(chunk).trim());
  }
  throw new Error("The plugin ended without a port.");
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("provider plugins as the engine starts them", function () {
  this.timeout(60_000);

  it("are two folders with an executable each", () => {
    assert.deepEqual(
      providers().map((plugin) => plugin.name),
      ["aws", "okta"],
    );
    for (const { name, path } of providers()) {
      assert.ok(isAbsolute(path));
      accessSync(join(path, `pulumi-resource-${name}`), constants.X_OK);
    }
  });

  it("end by themselves when the engine that started them is killed", async () => {
    const [{ name, path }] = providers() as [{ name: string; path: string }];
    const plugin = join(path, `pulumi-resource-${name}`);
    const parent = spawn("sh", ["-c", `"${plugin}" 127.0.0.1:1 & echo "pid $!" >&2; wait`], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const pid = await new Promise<number>((resolve) => {
      parent.stderr.once("data", (chunk) => resolve(Number(String(chunk).split(" ")[1])));
    });
    await startedAt(parent);
    process.kill(pid, 0);
    parent.kill("SIGKILL");
    for (let tries = 0; tries < 400 && isAlive(pid); tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.equal(isAlive(pid), false);
  });

  for (const { name, path } of providers()) {
    it(`${name}: prints a loopback port, within 5 seconds once it is bundled`, async () => {
      await prepareProviders();
      const start = Date.now();
      const child = spawn(join(path, `pulumi-resource-${name}`), ["127.0.0.1:1"], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      try {
        const port = await startedAt(child);
        const took = Date.now() - start;
        assert.ok(took < 5000, `it took ${took} ms`);
        await new Promise<void>((resolve, reject) => {
          const socket = createConnection({ host: "127.0.0.1", port }, () => {
            socket.destroy();
            resolve();
          });
          socket.once("error", reject);
        });
      } finally {
        child.kill();
      }
    });
  }
});
