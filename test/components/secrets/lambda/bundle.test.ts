import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { bundleRotation } from "../../../../components/secrets/lambda/bundle";
import { suiteFolder } from "../../../helpers/with-folder";

describe("bundle of the rotation function", () => {
  const text = bundleRotation();

  it("is the same every time and contains no path of this machine", () => {
    assert.equal(bundleRotation(), text);
    assert.equal(text.includes(process.cwd()), false);
  });

  describe("as Lambda runs it", () => {
    const folder = suiteFolder();
    before(() => writeFileSync(join(folder, "index.js"), text));

    it("exports the handler and needs no other file", () => {
      const script = `process.stdout.write(typeof require("./index.js").handler)`;
      assert.equal(execFileSync(process.execPath, ["-e", script], { cwd: folder, encoding: "utf8" }), "function");
    });

    it("logs step, secret and version, and never a value", async () => {
      const secretValue = "s3cr3t".padEnd(40, "x");
      const server = createServer((request, response) => {
        const target = String(request.headers["x-amz-target"]);
        const stages = { VersionIdsToStages: { one: ["AWSPENDING"] }, RotationEnabled: true };
        response.setHeader("content-type", "application/x-amz-json-1.1");
        response.end(JSON.stringify(target.endsWith("DescribeSecret") ? stages : { SecretString: secretValue }));
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as AddressInfo;
      const event = { SecretId: "arn:secret", ClientRequestToken: "one", Step: "testSecret" };
      const script = `require("./index.js").handler(${JSON.stringify(event)}, {}).catch(() => {})`;
      const env = {
        AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
        AWS_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
      };
      try {
        const { stdout, stderr } = await promisify(execFile)(process.execPath, ["-e", script], { cwd: folder, env });
        assert.equal(`${stdout}${stderr}`.includes(secretValue), false);
        // Pending and current answer with the same value here, so the step fails and its failure is logged.
        assert.match(
          `${stdout}${stderr}`,
          /"rotation step failed".*"step":"testSecret","secret":"arn:secret","version":"one"/,
        );
      } finally {
        server.close();
      }
    });
  });
});
