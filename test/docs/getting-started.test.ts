import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseJson } from "../../components/core/json";
import { withFolder } from "../helpers/with-folder";

const ROOT = join(__dirname, "..", "..");
const PAGE = readFileSync(join(ROOT, "docs", "getting-started.md"), "utf8");

/** Lines of the page's shell blocks, in order. */
const LINES = [...PAGE.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = ""]) =>
  block.split("\n").filter((line) => line !== ""),
);

/** What is not run here, and why. */
const NOT_RUN: readonly (readonly [line: RegExp, why: string])[] = [
  [/^npm ci$/, "the packages are those of this checkout"],
  [/^pulumi /, "needs a backend and an account; the tests of the sandbox deploy with the same engine and program"],
  [/^npm run -s access -- aws-config /, "reads the outputs of a deployed stack"],
  [/^npm run -s (rehearse|stop) /, "calls the AWS account; tests of the commands run them on the embedded cloud"],
  [/^aws /, "calls the AWS account"],
];

// A copy of what the commands read, in which the page's own blueprint replaces the sample's.
describe("docs/getting-started.md", function () {
  this.timeout(60_000);

  it("has commands that run word for word as far as no account is needed, with the page's blueprint", async () => {
    await withFolder(async (folder) => {
      for (const path of ["stacks", "cli", "components", "package.json", "tsconfig.json", "Pulumi.yaml"]) {
        cpSync(join(ROOT, path), join(folder, path), { recursive: true });
      }
      symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
      const [, blueprint = assert.fail("no blueprint")] = /```ts\n([\s\S]*?)```/.exec(PAGE) ?? [];
      writeFileSync(join(folder, "stacks", "blueprint.ts"), blueprint);
      const printed = new Map<string, string>();
      for (const line of LINES.filter((one) => !NOT_RUN.some(([pattern]) => pattern.test(one)))) {
        const { status, stdout, stderr } = spawnSync("sh", ["-c", line], { cwd: folder, encoding: "utf8" });
        assert.deepEqual([status, stderr], [0, ""], line);
        printed.set(line, stdout);
      }
      const out = (start: string) => [...printed].find(([line]) => line.startsWith(start))?.[1] ?? assert.fail(start);
      assert.match(out("npm run -s plan"), /^hello: 1 app$/m);
      assert.match(out("npm run -s access"), /role hello-dev_operator/);
      const { kty, n, d } = parseJson(out("node -e")) as Record<string, unknown>;
      assert.deepEqual([kty, typeof n, d], ["RSA", "string", undefined]);
      assert.ok(existsSync(join(folder, "runner.pem")));
      assert.equal(statSync(join(folder, "runner.pem")).mode & 0o777, 0o600);
      assert.equal(printed.size, 3);
    });
  });

  it("has every line that is not run for a reason that still applies", () => {
    for (const [pattern] of NOT_RUN) {
      assert.ok(
        LINES.some((line) => pattern.test(line)),
        String(pattern),
      );
    }
  });
});
