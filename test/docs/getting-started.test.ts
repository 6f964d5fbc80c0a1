import assert from "node:assert/strict";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseJson } from "../../components/core/json";
import { startCloud } from "../../sandbox/cloud";
import { addPerson } from "../../sandbox/run/people/people";
import { clientsOf, ended, nodeFunction, serviceRole } from "../helpers/embedded-aws";
import { withFolder } from "../helpers/with-folder";
import { makeClone } from "./clone";
import { codeBlock, page, shellLines } from "./shell-lines";

const PAGE = page("getting-started.md");

/**
 * The page from its first line to its last, in a clone, against an embedded AWS and Okta with the account and region of
 * `stacks/Pulumi.dev.yaml`. What {@link makeClone} lists is not a reader's; live accounts and the browser are not shown.
 */
describe("docs/getting-started.md", function () {
  this.timeout(600_000);

  it("leads from a clone to a run and back to nothing, word for word", async () => {
    const cloud = await startCloud({ account: "111111111111", region: "eu-central-1", waitScale: 0.1 });
    try {
      await withFolder(async (folder) => {
        const root = clientsOf(cloud.aws);
        const reader = await addPerson(cloud, "rita.reader@embedded.okta.example", "platform");
        const role = await serviceRole(root, "hello-release", "lambda.amazonaws.com");
        await nodeFunction(root, "hello-release", role, "exports.handler = async (event) => event;");
        const clone = await makeClone({ cloud, folder, reader });
        writeFileSync(join(clone.folder, "stacks", "blueprint.ts"), codeBlock(PAGE, "ts"));

        /** What the page tells the reader to do with what a line printed. */
        const then: readonly [line: string, act: (stdout: string) => void | Promise<void>][] = [
          [
            "npm run -s plan",
            (stdout) => {
              assert.match(stdout, /^hello: 1 app$/m);
              const [, month = assert.fail(stdout)] = /^idle: (\$[\d.]+ a month)/m.exec(stdout) ?? [];
              assert.ok(PAGE.includes(`| money | ${month} while it exists`), month);
            },
          ],
          [
            "node -e",
            async (stdout) => {
              const key = parseJson(stdout) as Record<string, unknown>;
              assert.deepEqual([key.kty, typeof key.n, key.d], ["RSA", "string", undefined]);
              assert.equal(statSync(join(clone.folder, "runner.pem")).mode & 0o777, 0o600);
              await clone.setSettings("dev", {
                "okta:orgName": "embedded",
                "okta:baseUrl": "okta.example",
                "app-of-apps:runnerPublicKey": key,
              });
            },
          ],
          ["npm run -s access -- --stack", (stdout) => assert.match(stdout, /role hello-dev_operator/)],
          [
            "pulumi up",
            async () => {
              const { keys, alarms } = await cloud.aws.inventory();
              assert.ok(PAGE.includes("a customer managed key, five alarms and one composite alarm"));
              assert.deepEqual([keys.length, alarms.length], [1, 5 + 1]);
            },
          ],
          [
            "aws stepfunctions start-execution",
            async (stdout) => {
              const { executionArn } = JSON.parse(stdout) as { executionArn: string };
              assert.match(executionArn, /:execution:hello-dev:/);
              assert.equal((await ended(root, executionArn)).status, "SUCCEEDED");
            },
          ],
        ];
        for (const line of shellLines(PAGE)) {
          const input = line.includes("--secret") ? cloud.okta.apiToken : "";
          const { status, stdout, stderr } = await clone.run(line, { input });
          assert.equal(status, 0, `${line}\n${stdout}\n${stderr}`);
          await then.find(([start]) => line.startsWith(start))?.[1](stdout);
        }
        const { roles, functions, logGroups, ...others } = await cloud.aws.inventory();
        assert.deepEqual([roles, functions], [["hello-release"], ["hello-release"]], "the function is the reader's");
        assert.deepEqual(logGroups, ["/aws/lambda/hello-release"]);
        const left = [...Object.entries(others), ...Object.entries(cloud.okta.inventory())];
        assert.deepEqual(
          left.filter(([, names]) => names.length > 0),
          [],
        );
      });
    } finally {
      await cloud.stop();
    }
  });
});
