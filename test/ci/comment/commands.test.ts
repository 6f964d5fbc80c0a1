import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { readOptions } from "../../../ci/comment/options";
import { withFolder } from "../../helpers/with-folder";
import { FakeGithub } from "./fake-github";
import { recordingText, SECRET } from "./recordings";

const ROOT = join(__dirname, "..", "..", "..");
const COMMIT = "1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d";

/** The command as the workflow calls it, with nothing of this process's GitHub. */
async function call(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const command = ["--require", "ts-node/register", "ci/comment/main.ts", ...args];
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GITHUB_")));
  const options = { cwd: ROOT, env: { ...clean, ...env } };
  return await promisify(execFile)(process.execPath, command, options).then(
    ({ stdout, stderr }) => ({ status: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      status: error.code,
      stdout: error.stdout,
      stderr: error.stderr,
    }),
  );
}

describe("commands of a pull request's workflow", function () {
  this.timeout(60_000);

  it("summarize, then write: the comment is made and, at the next push, changed", async () => {
    const github = new FakeGithub();
    const env = {
      GITHUB_TOKEN: "ghs_x",
      GITHUB_REPOSITORY: "example/platform",
      GITHUB_API_URL: await github.start(),
      GITHUB_RUN_ID: "99",
    };
    try {
      await withFolder(async (folder) => {
        for (const [environment, recording] of [
          ["dev", "changed"],
          ["prod", "first"],
        ] as const) {
          const events = join(folder, `${environment}.jsonl`);
          await writeFile(events, recordingText(recording));
          await mkdir(join(folder, "summaries", environment), { recursive: true });
          const out = join(folder, "summaries", environment, "summary.json");
          const markdown = join(folder, `${environment}.md`);
          await writeFile(markdown, "before\n");
          const args = [
            "summarize",
            "--environment",
            environment,
            "--events",
            events,
            "--out",
            out,
            "--markdown",
            markdown,
          ];
          const { status, stdout, stderr } = await call([...args, "--commit", COMMIT], {
            ...env,
            OKTA_API_TOKEN: "failures",
          });
          assert.deepEqual([status, stderr], [0, ""]);
          assert.match(
            stdout,
            environment === "dev" ? /^dev: refused, 5 changes, 5 findings\n$/ : /^prod: ok, \d+ changes, 4 findings\n$/,
          );
          assert.equal((await readFile(out, "utf8")).includes(SECRET), false);
          assert.match(await readFile(markdown, "utf8"), /^before\n<!-- .*\n### Preview/);
        }
        await writeFile(join(folder, "summaries", "broken.json"), "{}");
        const write = [
          "write",
          "--environment",
          "dev",
          "--environment",
          "prod",
          "--summaries",
          join(folder, "summaries"),
        ];
        const first = await call([...write, "--pull-request", "7", "--commit", COMMIT], env);
        assert.match(first.stdout, /^comment created, \d+ bytes\n$/);
        assert.deepEqual([first.status, first.stderr.includes("broken.json: is not a summary")], [1, true]);
        await writeFile(
          join(folder, "summaries", "broken.json"),
          await readFile(join(folder, "summaries", "dev", "summary.json")),
        );
        const second = await call([...write, "--pull-request", "7", "--commit", COMMIT], env);
        assert.deepEqual([second.status, second.stdout.replace(/\d+/, "n")], [0, "comment updated, n bytes\n"]);
        assert.equal(github.comments.length, 1);
        assert.match(github.comments[0]?.body ?? "", /actions\/runs\/99/);
        assert.doesNotMatch(github.comments[0]?.body ?? "", /#### Access/);
        const access = join(folder, "access.json");
        for (const [content, shown] of [
          [
            { changes: [{ environments: ["dev"], entry: "ops", text: "in dev, ops may now stop runs" }] },
            "- in dev, ops may",
          ],
          ["", "could not be read"],
        ] as const) {
          await writeFile(access, content === "" ? "" : JSON.stringify(content));
          const third = [...write, "--pull-request", "7", "--commit", COMMIT, "--access", access];
          assert.equal((await call(third, env)).status, 0);
          assert.ok(github.comments[0]?.body.includes(shown), shown);
        }
      });
    } finally {
      await github.stop();
    }
  });

  it("ends with 1 where GitHub refuses, and still has no summary to show", async () => {
    const github = new FakeGithub();
    github.failures.push({ status: 403, body: '{"message":"no"}' });
    const env = { GITHUB_TOKEN: "ghs_x", GITHUB_REPOSITORY: "example/platform", GITHUB_API_URL: await github.start() };
    const args = [
      "write",
      "--environment",
      "dev",
      "--summaries",
      "/nowhere",
      "--pull-request",
      "7",
      "--commit",
      COMMIT,
    ];
    try {
      const { status, stderr } = await call(args, env);
      assert.equal(status, 1);
      assert.match(stderr, /403 no\. The job needs the permission pull-requests: write/);
    } finally {
      await github.stop();
    }
  });

  it("exit with 2 and the fix for bad usage", async () => {
    const usage = await call([]);
    assert.equal(usage.status, 2);
    assert.match(usage.stderr, /the command is missing; expected summarize or write[\s\S]*Usage: /);
    const missing = await call(["summarize", "--environment", "dev", "--events", "/nowhere", "--out", "/tmp/x"]);
    assert.equal(missing.status, 2);
    assert.match(missing.stderr, /--events \/nowhere: cannot be read .*--event-log FILE/);
    const args = ["write", "--environment", "dev", "--summaries", ".", "--pull-request", "7", "--commit", COMMIT];
    const untrusted = await call(args, { GITHUB_REPOSITORY: "o/n" });
    assert.deepEqual(
      [untrusted.status, untrusted.stderr],
      [2, "GITHUB_TOKEN is not set; set it to the job's own token, github.token\n"],
    );
    assert.deepEqual((await call(["--help"])).status, 0);
  });
});

describe("options of a pull request's commands", () => {
  const problemsOf = (args: readonly string[], env: Record<string, string> = {}) => {
    const asked = readOptions(args, env);
    return "problems" in asked ? asked.problems : [];
  };

  it("are refused together, each with its place", () => {
    assert.deepEqual(
      problemsOf(["summarize"]).map((one) => one.split(" ")[0]),
      ["--environment", "--events", "--out"],
    );
    const env = { GITHUB_REPOSITORY: "x", GITHUB_API_URL: "http://api.example" };
    const args = ["write", "--environment", "Dev", "--pull-request", "0", "--commit", "HEAD"];
    assert.deepEqual(
      problemsOf(args, env).map((one) => one.split(" ")[0]),
      ["--environment", "--summaries", "--pull-request", "--commit", "GITHUB_REPOSITORY", "GITHUB_API_URL"],
    );
    assert.deepEqual(problemsOf(["write", "--bad"]).length, 1);
    assert.deepEqual(problemsOf(["publish"]), ["unknown command publish; expected summarize or write"]);
    assert.deepEqual(
      problemsOf(["summarize", "--environment", "a", "--environment", "b", "--events", "e", "--out", "o"]),
      ["--environment: expected exactly one"],
    );
  });

  it("lead to the run's page", () => {
    const env = { GITHUB_SERVER_URL: "https://git.example", GITHUB_REPOSITORY: "o/n", GITHUB_RUN_ID: "5" };
    const asked = readOptions(["summarize", "--environment", "dev", "--events", "e", "--out", "o"], env);
    assert.ok("command" in asked && asked.command === "summarize");
    assert.deepEqual(asked.options.context, { commit: "", runUrl: "https://git.example/o/n/actions/runs/5" });
  });
});
