import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { createConnection } from "node:net";
import { isAbsolute, join } from "node:path";
import { prepareProviders, providers } from "../../../sandbox/providers";

async function startedAt(child: ChildProcess): Promise<number> {
  for await (const chunk of child.stdout ?? []) return Number(String(chunk).trim());
  throw new Error("The plugin ended without a port.");
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
