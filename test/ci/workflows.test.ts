import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { z } from "zod";
import { ensureActionlint } from "../../sandbox/engine/tools/actionlint";
import { MissingError } from "../../sandbox/engine/tools/install";
import { withFolder } from "../helpers/with-folder";

// Proven: syntax (actionlint) and permissions. Not proven: what GitHub does with these files, which needs a repository and accounts.

const ROOT = join(__dirname, "..", "..");
const GITHUB = join(ROOT, ".github");

const stepSchema = z.object({
  name: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  if: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});
/** A job with steps of its own. */
const jobSchema = z.object({
  needs: z.union([z.string(), z.array(z.string())]).optional(),
  if: z.string().optional(),
  "timeout-minutes": z.number(),
  environment: z.string().optional(),
  permissions: z.record(z.string(), z.string()),
  env: z.undefined().optional(),
  strategy: z.object({ matrix: z.object({ environment: z.array(z.string()).default([]) }) }).optional(),
  steps: z.array(stepSchema),
});
/** A job that is another workflow of this repository. */
const calledSchema = z.strictObject({
  uses: z.literal("./.github/workflows/ci.yml"),
  permissions: z.strictObject({ contents: z.literal("read") }),
});
const workflowSchema = z.object({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  env: z.undefined().optional(),
  concurrency: z.object({ group: z.string(), "cancel-in-progress": z.boolean() }),
  jobs: z.record(z.string(), z.union([jobSchema, calledSchema])),
});
const actionSchema = z.object({
  runs: z.object({ steps: z.array(stepSchema.extend({ shell: z.string().optional() })) }),
});

/** An expression of GitHub Actions. */
const expression = (text: string) => ["$", "{{ ", text, " }}"].join("");

const read = (file: string) => readFile(join(GITHUB, file), "utf8");
const parsed = async (name: string) => workflowSchema.parse(parse(await read(`workflows/${name}.yml`)));
/** A workflow with those of its jobs that have steps. */
const workflow = async (name: string) => {
  const { jobs, ...rest } = await parsed(name);
  const own = Object.entries(jobs).flatMap(([job, value]) => ("steps" in value ? [[job, value] as const] : []));
  return { ...rest, jobs: Object.fromEntries(own) };
};

/** actionlint's complaints about the workflows in a folder. */
async function lint(actionlint: string, root: string): Promise<string> {
  const folder = join(root, ".github", "workflows");
  const files = (await readdir(folder)).map((name) => join(folder, name));
  // Without shellcheck and pyflakes, which some machines have and others have not.
  const args = ["-no-color", "-oneline", "-shellcheck=", "-pyflakes=", ...files];
  return await promisify(execFile)(actionlint, args, { cwd: root }).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
}

describe("workflows of GitHub Actions", () => {
  describe("checked by actionlint", function () {
    // Built at its first use: 10 s, or a minute with an empty Go cache.
    this.timeout(300_000);
    let actionlint: string;
    before(async function () {
      try {
        actionlint = await ensureActionlint();
      } catch (error) {
        if (!(error instanceof MissingError)) {
          throw error;
        }
        process.stderr.write(`actionlint is not checked: ${error.message}\n`);
        this.skip();
      }
    });

    it("are clean", async () => {
      assert.equal(await lint(actionlint, ROOT), "");
    });

    for (const [what, file, from, to, complaint] of [
      [
        "an unknown job",
        "up.yml",
        "needs: staging",
        "needs: stagin",
        /job "prod-preview" needs job "stagin" which does not exist/,
      ],
      [
        "an input that the local action does not have",
        "preview.yml",
        "region: ${{",
        "regoin: ${{",
        /missing input "region"|"regoin" is not defined/,
      ],
      [
        "a misspelt context",
        "preview.yml",
        "matrix.environment",
        "matrix.enviroment",
        /property "enviroment" is not defined/,
      ],
      [
        "untrusted text in a script",
        "preview.yml",
        'case "$RESULT"',
        `case "${expression("github.event.pull_request.title")}"`,
        /potentially untrusted/,
      ],
      [
        "an unknown permission",
        "up.yml",
        "id-token: write",
        "id-tokens: write",
        /unknown permission scope "id-tokens"/,
      ],
    ] as const) {
      it(`are refused with ${what}`, async () => {
        await withFolder(async (folder) => {
          await cp(GITHUB, join(folder, ".github"), { recursive: true });
          // It looks for the repository that a local action belongs to.
          await mkdir(join(folder, ".git"));
          const broken = join(folder, ".github", "workflows", file);
          const text = await readFile(broken, "utf8");
          assert.ok(text.includes(from));
          await writeFile(broken, text.replaceAll(from, to));
          assert.match(await lint(actionlint, folder), complaint);
        });
      });
    }
  });

  it("pin actions to a commit, with the version as a comment, and the same everywhere", async () => {
    const pins = new Map<string, Set<string>>();
    const files = await readdir(GITHUB, { recursive: true, withFileTypes: true });
    for (const file of files.filter((one) => one.isFile())) {
      const path = relative(GITHUB, join(file.parentPath, file.name));
      for (const [line, , action, rest] of (await read(path)).matchAll(/^(\s*- |\s+)uses: ([^@\s]+)(.*)$/gm)) {
        if (action?.startsWith("./")) {
          continue;
        }
        assert.match(rest ?? "", /^@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, `${path}: ${line}`);
        pins.set(action ?? "", (pins.get(action ?? "") ?? new Set()).add(rest ?? ""));
      }
    }
    assert.deepEqual([...pins.keys()].sort(), [
      "actions/checkout",
      "actions/download-artifact",
      "actions/setup-node",
      "actions/upload-artifact",
      "aws-actions/configure-aws-credentials",
    ]);
    for (const [action, versions] of pins) {
      assert.equal(versions.size, 1, action);
    }
  });

  for (const name of ["ci", "release"] as const) {
    it(`${name}: no secret, and only a release may write`, async () => {
      const { permissions, jobs } = await workflow(name);
      assert.deepEqual(permissions, {});
      for (const [job, { permissions: rights, steps, environment }] of Object.entries(jobs)) {
        assert.deepEqual(rights, { contents: job === "release" ? "write" : "read" }, job);
        assert.equal(environment, undefined);
        for (const step of steps) {
          assert.doesNotMatch(step.run ?? "", /\$\{\{/, job);
          assert.ok(!JSON.stringify(step).includes("secrets."), job);
          if (step.uses?.startsWith("actions/checkout@")) {
            assert.equal(step.with?.["persist-credentials"], false, job);
          }
        }
      }
    });
  }

  it("ci: lint, types and unit tests on Node 22 and 24, everything at night", async () => {
    const { jobs, on } = await workflow("ci");
    assert.deepEqual(Object.keys(on).sort(), ["schedule", "workflow_call", "workflow_dispatch"]);
    const runs = (job: string) => jobs[job]?.steps.flatMap(({ run }) => run ?? []) ?? [];
    assert.deepEqual(runs("unit").slice(1), ["npm run lint", "npm run types", "npm run test:unit"]);
    assert.deepEqual(runs("everything"), [".ci/run", "npm run test:nodes", "npm run sandbox"]);
    assert.match(jobs.everything?.if ?? "", /'schedule'/);
  });

  for (const name of ["preview", "up"] as const) {
    it(`${name}: only the permissions that each job declares, secrets only in steps that need them, no untrusted text in scripts`, async () => {
      const { permissions, jobs, on } = await workflow(name);
      assert.deepEqual(permissions, {});
      assert.equal("pull_request_target" in on, false);
      for (const [job, { permissions: rights, environment, steps }] of Object.entries(jobs)) {
        const identity = environment !== undefined;
        const expected = { verdict: {}, comment: { contents: "read", "pull-requests": "write" } }[job];
        assert.deepEqual(rights, expected ?? { contents: "read", "id-token": "write" }, job);
        assert.equal(identity, expected === undefined, job);
        for (const step of steps) {
          assert.doesNotMatch(step.run ?? "", /\$\{\{/, job);
          if (step.uses?.startsWith("actions/checkout@")) {
            assert.equal(step.with?.["persist-credentials"], false, job);
          }
          const secrets = Object.keys(step.env ?? {}).filter((key) => step.env?.[key]?.includes("secrets."));
          if (secrets.length === 0) {
            continue;
          }
          assert.deepEqual(secrets.sort(), ["OKTA_API_PRIVATE_KEY", "PULUMI_CONFIG_PASSPHRASE"]);
          assert.ok(identity && /^(Preview|Up|Summary)/.test(step.name ?? ""), job);
        }
      }
    });
  }

  it("preview every environment that has settings, in the order of deployment, and not for forks", async () => {
    const { jobs, concurrency } = await workflow("preview");
    const stacks = (await readdir(join(ROOT, "stacks"))).flatMap(
      (file) => /^Pulumi\.(.*)\.yaml$/.exec(file)?.[1] ?? [],
    );
    const environments = jobs.preview?.strategy?.matrix.environment ?? [];
    assert.deepEqual([...environments].sort(), stacks.filter((stack) => stack !== "sandbox").sort());
    assert.match(jobs.preview?.if ?? "", /head\.repo\.full_name == github\.repository/);
    assert.equal(concurrency["cancel-in-progress"], true);
    const write = jobs.comment?.steps.find(({ name }) => name === "Comment")?.run ?? "";
    assert.deepEqual(
      [...write.matchAll(/--environment (\S+)/g)].map(([, one]) => one),
      environments,
    );
    assert.deepEqual([jobs.verdict?.if, jobs.verdict?.needs], [expression("always()"), ["ci", "preview"]]);
    assert.ok("uses" in ((await parsed("preview")).jobs.ci ?? {}));
    const upload = jobs.preview?.steps.find(({ uses }) => uses?.startsWith("actions/upload-artifact@"));
    assert.equal(upload?.with?.path, `${expression("runner.temp")}/${expression("matrix.environment")}.json`);
  });

  it("compare the access map with the merge commit's first parent, and write the changes into the comment", async () => {
    const { jobs } = await workflow("preview");
    const steps = jobs.comment?.steps ?? [];
    const checkout = steps.find(({ uses }) => uses?.startsWith("actions/checkout@"));
    assert.equal(checkout?.with?.["fetch-depth"], 2);
    const [, revision, file] =
      /^npm run -s access -- diff (\S+) --json > "(\S+)"$/.exec(
        steps.find(({ name }) => name === "Changes of the access map")?.run ?? "",
      ) ?? [];
    assert.equal(revision, "HEAD^1");
    const write = steps.find(({ name }) => name === "Comment")?.run ?? "";
    assert.ok(write.includes(`--access "${file}"`), write);
    // The folder of summaries holds summaries alone.
    assert.equal(file?.includes("/summaries/"), false);
  });

  it("preview with the policy pack and the engine's event log", async () => {
    const previews = Object.values({ ...(await workflow("preview")).jobs, ...(await workflow("up")).jobs })
      .flatMap(({ steps }) => steps)
      .filter(({ run }) => run?.startsWith("pulumi preview"));
    assert.equal(previews.length, 2);
    for (const { run, env } of previews) {
      assert.equal(
        run,
        'pulumi preview --stack "$STACK" --policy-pack policies --non-interactive --event-log "$RUNNER_TEMP/events.jsonl"',
      );
      assert.equal(env?.PULUMI_DEBUG_COMMANDS, "true");
    }
  });

  it("deploy one environment after the other, prod after an approval, and are not cancelled by a newer run", async () => {
    const { jobs, concurrency } = await workflow("up");
    assert.deepEqual(concurrency, { group: "up", "cancel-in-progress": false });
    assert.deepEqual(
      Object.entries(jobs).map(([job, { needs, environment }]) => [job, needs, environment]),
      [
        ["dev", undefined, "dev"],
        ["staging", "dev", "staging"],
        ["prod-preview", "staging", "prod-preview"],
        ["prod", "prod-preview", "prod"],
      ],
    );
    for (const [job, { steps, environment, "timeout-minutes": minutes }] of Object.entries(jobs)) {
      const checkout = steps.find(({ uses }) => uses?.startsWith("actions/checkout@"));
      assert.equal(checkout?.with?.ref, expression("github.sha"));
      if (job === "prod-preview") {
        continue;
      }
      const up = steps.at(-1);
      assert.equal(up?.env?.STACK, environment);
      const [, kill, stop] =
        /^exec timeout --signal=INT --kill-after=(\d+)m (\d+)m pulumi up --yes .*--policy-pack policies /.exec(
          up?.run ?? "",
        ) ?? [];
      // Stopped, and if need be killed, within the session's hour, which is within the job.
      assert.ok(Number(stop) + Number(kill) < 60 && minutes > 60, job);
    }
  });

  it("start the AWS session last, after an installation without install scripts", async () => {
    const { runs } = actionSchema.parse(parse(await read("actions/set-up/action.yml")));
    assert.match(runs.steps.at(-1)?.uses ?? "", /^aws-actions\/configure-aws-credentials@/);
    assert.equal(runs.steps.at(-1)?.with?.["role-duration-seconds"], "3600");
    for (const { run } of runs.steps) {
      for (const [, args] of (run ?? "").matchAll(/npm ci([^&]*)/g)) {
        assert.match(args ?? "", /--ignore-scripts/);
      }
    }
  });

  it("install Pulumi only in a job", async () => {
    const { RUNNER_TEMP: _, GITHUB_PATH: __, ...env } = process.env;
    const args = ["--require", "ts-node/register", "sandbox/engine/install-pulumi.ts"];
    const error = await promisify(execFile)(process.execPath, args, { cwd: ROOT, env }).catch((one) => one);
    assert.equal(error.code, 2);
    assert.match(error.stderr, /run this in a job of GitHub Actions/);
  });
});
