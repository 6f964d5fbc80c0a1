import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { createConnection } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { CreateSecretCommand, DeleteSecretCommand } from "@aws-sdk/client-secrets-manager";
import { CreateTopicCommand } from "@aws-sdk/client-sns";
import { startAws } from "../../../sandbox/aws";
import {
  ACCOUNT,
  clientsOf,
  eventually,
  nodeFunction,
  REGION,
  serviceRole,
  startTestCloud,
} from "../../helpers/embedded-aws";
import { withFolder } from "../../helpers/with-folder";
import { withVariables } from "../engine/temporary";

/** The processes whose environment names this cloud: the launcher and everything it started. */
async function processesOf(endpoint: string): Promise<string[]> {
  const port = new URL(endpoint).port;
  const found: string[] = [];
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
    if (environment.includes(`GATEWAY_PORT=${port}\0`) || environment.includes(`AWS_ENDPOINT_URL=${endpoint}\0`)) {
      found.push(pid);
    }
  }
  return found;
}

describe("embedded AWS", () => {
  it("ends with its Lambda workers, and leaves no file", async () => {
    // A folder of its own: other tests start clouds at the same time.
    await withFolder(async (folder) => {
      await withVariables({ TMPDIR: folder }, async () => {
        const cloud = await startTestCloud();
        const root = clientsOf(cloud);
        const role = await serviceRole(root, "function", "lambda.amazonaws.com");
        await nodeFunction(root, "one", role, "exports.handler = async () => 1;");
        await root.lambda.send(new InvokeCommand({ FunctionName: "one" }));
        assert.equal((await processesOf(cloud.endpoint)).length, 2);
        assert.notDeepEqual(await readdir(folder), []);
        await cloud.stop();
        assert.deepEqual(await processesOf(cloud.endpoint), []);
        assert.deepEqual(await readdir(folder), []);
      });
    });
  });

  it("ends when the process that started it is killed, even in the middle of a call", async () => {
    const child = spawn(process.execPath, ["-r", "ts-node/register", join(__dirname, "killed-cloud.ts")], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = await once(child.stdout.setEncoding("utf8"), "data");
    const endpoint = String(line).trim();
    await eventually("the launcher and a busy worker", async () => (await processesOf(endpoint)).length === 2);
    child.kill("SIGKILL");
    await eventually("no process left", async () => (await processesOf(endpoint)).length === 0);
  }).timeout(60_000);

  it("listens on the loopback address only", async () => {
    const cloud = await startTestCloud();
    try {
      const { port } = new URL(cloud.endpoint);
      const outside = Object.values(networkInterfaces())
        .flat()
        .find((address) => address?.family === "IPv4" && !address.internal);
      if (outside !== undefined) {
        const socket = createConnection({ host: outside.address, port: Number(port) });
        const [error] = await once(socket, "error");
        assert.equal(error.code, "ECONNREFUSED");
      }
      const local = await readFile("/proc/net/tcp", "utf8");
      const listening = local
        .split("\n")
        .filter(
          (row) => row.includes(`:${Number(port).toString(16).toUpperCase().padStart(4, "0")} `) && / 0A /.test(row),
        );
      assert.deepEqual(
        listening.map((row) => row.trim().split(/\s+/)[1]?.split(":")[0]),
        ["0100007F"],
      );
    } finally {
      await cloud.stop();
    }
  });

  it("lists what exists, for the owner of its token", async () => {
    const cloud = await startTestCloud();
    try {
      const empty = await cloud.inventory();
      assert.deepEqual(
        Object.entries(empty).filter(([, names]) => names.length > 0),
        [],
      );
      const root = clientsOf(cloud);
      const { TopicArn } = await root.sns.send(new CreateTopicCommand({ Name: "left" }));
      for (const Name of ["kept", "gone"]) {
        await root.secrets.send(new CreateSecretCommand({ Name }));
      }
      await root.secrets.send(new DeleteSecretCommand({ SecretId: "gone" }));
      const found = await cloud.inventory();
      assert.deepEqual([found.topics, found.secrets], [[TopicArn], ["kept"]]);
      assert.equal((await fetch(`${cloud.endpoint}/_embedded/inventory`)).status, 401);
    } finally {
      await cloud.stop();
    }
  });

  it("reports what went wrong when it cannot start, and stops what it had started", async () => {
    let stopped = 0;
    const interpreter = async () => ({
      url: "http://127.0.0.1:1",
      stop: async () => {
        stopped += 1;
      },
    });
    const start = (python: string) => startAws({ account: ACCOUNT, region: REGION, hosts: {}, python, interpreter });
    await assert.rejects(start(process.execPath), /The embedded AWS ended while starting:\n.*bad option/s);
    assert.equal(stopped, 1);
    await assert.rejects(startAws({ account: "1", region: REGION, hosts: {}, interpreter }), /twelve-digit/);
  });
});
