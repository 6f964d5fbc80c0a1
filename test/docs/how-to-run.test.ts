import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseJson } from "../../components/core/json";
import { type Cloud, startCloud } from "../../sandbox/cloud";
import { newSigningKey } from "../../sandbox/okta/keys";
import type { CommandResult } from "../../sandbox/run/executions/runs-api-command";
import type { Person } from "../../sandbox/run/people/identities";
import { addPerson } from "../../sandbox/run/people/people";
import retail from "../../stacks/blueprint";
import { clientsOf, nodeFunction, serviceRole } from "../helpers/embedded-aws";
import { type Clone, makeClone } from "./clone";
import { mergedMap } from "./merged-map";
import { codeBlock, page, shellLines } from "./shell-lines";

const ROOT = join(__dirname, "..", "..");
const MAP_PAGES = ["give-a-team-access", "let-an-agent-in", "give-a-role-for-an-hour"];

const howTo = (name: string) => page(join("how-to", `${name}.md`));

/**
 * Every shell line of the how-to pages, word for word, on the environment `prod` of the sample, with the account of
 * `stacks/Pulumi.prod.yaml` and the entries that the pages add to blueprint and access map. In place of `RUN` stands the
 * name that the line before printed. Live accounts and a browser are not shown.
 */
describe("how-to pages on a deployed environment", function () {
  this.timeout(600_000);
  let cloud: Cloud;
  let folder: string;
  let clone: Clone;
  let lead: Person;
  /** Lines that ran, by page. */
  const ran = new Map<string, string[]>();

  /** Runs a page's next line, which must begin so. */
  async function follow(name: string, start: string, more: Parameters<Clone["run"]>[1] & { run?: string } = {}) {
    const before = ran.get(name) ?? [];
    const line = shellLines(howTo(name))[before.length] ?? assert.fail(`${name} has no more lines`);
    assert.ok(line.startsWith(start), `${line} does not begin with ${start}`);
    ran.set(name, [...before, line]);
    return await clone.run(more.run === undefined ? line : line.replace("--run RUN", `--run ${more.run}`), more);
  }

  function succeeded({ status, stdout, stderr }: CommandResult): string {
    assert.equal(status, 0, `${stdout}\n${stderr}`);
    return stdout;
  }

  const sh = async (line: string, input?: string) =>
    succeeded(await clone.run(line, input === undefined ? {} : { input }));

  async function edit(file: string, change: (text: string) => string): Promise<void> {
    const path = join(clone.folder, file);
    await writeFile(path, change(await readFile(path, "utf8")));
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "how-to-"));
    cloud = await startCloud({ account: "333333333333", region: "eu-central-1", waitScale: 0.05 });
    const root = clientsOf(cloud.aws);
    const role = await serviceRole(root, "release-functions", "lambda.amazonaws.com");
    for (const app of [...Object.keys(retail.apps), "invoices"]) {
      await nodeFunction(root, `retail-${app}-release`, role, "exports.handler = async (event) => event;");
    }
    const reader = await addPerson(cloud, "rita.reader@embedded.okta.example", "engineering");
    lead = await addPerson(cloud, "lea.lead@embedded.okta.example", "security", { title: "Lead" });
    clone = await makeClone({ cloud, folder, reader });
    for (const modules of ["node_modules", join("policies", "node_modules")]) {
      await symlink(join(ROOT, modules), join(clone.folder, modules));
    }
    await sh(
      "git init -q -b main && git add -A && git -c user.name=rita -c user.email=rita@example.com commit -qm sample",
    );

    const [runner, agent] = [newSigningKey(), newSigningKey()];
    for (const [name, { privateKey }] of [
      ["runner", runner],
      ["release-bot", agent],
    ] as const) {
      const pem = privateKey.export({ type: "pkcs8", format: "pem" });
      await writeFile(join(clone.folder, `${name}.pem`), pem, { mode: 0o600 });
    }
    await edit("stacks/blueprint.ts", (text) =>
      text.replace("    ui: {", `${codeBlock(howTo("add-an-app"), "ts")}    ui: {`),
    );
    const { n } = agent.publicKey.export({ format: "jwk" });
    for (const name of MAP_PAGES) {
      const added = parseJson(codeBlock(howTo(name), "json").replaceAll("PUBLIC-MODULUS", String(n)));
      await edit("stacks/access/map.json", (text) => JSON.stringify(mergedMap(parseJson(text), added), null, 2));
    }
    await clone.setSettings("prod", {
      "okta:orgName": "embedded",
      "okta:baseUrl": "okta.example",
      "app-of-apps:grants": true,
      "app-of-apps:runnerPublicKey": { kid: "prod-runner", ...runner.publicKey.export({ format: "jwk" }) },
    });
    await sh("pulumi login && pulumi stack init prod");
    await sh("pulumi config set --secret okta:apiToken", cloud.okta.apiToken);
    await sh("pulumi up --policy-pack policies");
    await sh("npm run -s start -- --stack prod --machine runner --key-file runner.pem --name release-7");
  });
  after(async () => {
    await cloud?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("add an app", async () => {
    assert.match(succeeded(await follow("add-an-app", "npm run -s plan")), /^retail: 11 apps$/m);
  });

  it("give a team access", async () => {
    const words = succeeded(await follow("give-a-team-access", "npm run -s access -- diff main"));
    const [, sentence = assert.fail()] =
      /`(in [^`]*orders-team may now [^`]*)`/.exec(howTo("give-a-team-access")) ?? [];
    assert.ok(words.split("\n").includes(sentence), words);
    assert.match(succeeded(await follow("give-a-team-access", "npm run -s access")), /role retail-prod_orders-team/);
  });

  it("enforce the policy pack", async () => {
    assert.match(succeeded(await follow("adopt-the-policy-pack", "pulumi preview")), /unchanged/);
    succeeded(await follow("adopt-the-policy-pack", "aws stepfunctions describe-state-machine"));
    succeeded(await follow("adopt-the-policy-pack", "pulumi stack export"));
    succeeded(await follow("adopt-the-policy-pack", "npm run -s lint:workflow"));
    assert.match(succeeded(await follow("adopt-the-policy-pack", "npm run -s chains")), /proven/);
  });

  it("rehearse", async () => {
    assert.match(succeeded(await follow("rehearse", "npm run -s rehearse")), /invoices/);
  });

  it("rotate a secret", async () => {
    assert.match(succeeded(await follow("rotate-a-secret", "npm run -s rehearse")), /postgres-password/);
    const answer = parseJson(succeeded(await follow("rotate-a-secret", "aws secretsmanager rotate-secret")));
    assert.equal((answer as Record<string, unknown>).Name, "retail/prod/orders-db/postgres-password");
  });

  it("let an agent in, whose runs wait for a person", async () => {
    const name = "let-an-agent-in";
    const start = follow(name, "npm run -s start");
    const list = shellLines(howTo(name))[1] ?? assert.fail();
    const agreed = await waiting(list);
    succeeded(await follow(name, list, { person: lead }));
    succeeded(await follow(name, "npm run -s approve", { person: lead, run: agreed }));
    succeeded(await start);
    const second = clone.run(shellLines(howTo(name))[0] ?? assert.fail());
    succeeded(await follow(name, "npm run -s approve", { person: lead, run: await waiting(list) }));
    const { status, stdout, stderr } = await second;
    assert.equal(status, 1);
    assert.match(stdout + stderr, /ApprovalRefused[\s\S]*not on a Friday/);
  });

  it("give a role for an hour", async () => {
    const name = "give-a-role-for-an-hour";
    const request = follow(name, "npm run -s access -- request");
    const list = shellLines(howTo(name))[1] ?? assert.fail();
    const id = await found(list, /\bon-call-\w+/);
    succeeded(await clone.run(`npm run -s access -- approve ${id} --stack prod`, { person: lead }));
    succeeded(await request);
    assert.match(succeeded(await follow(name, list, { person: lead })), /on-call/);
  });

  it("roll back a version and a release", async () => {
    await edit("stacks/blueprint.ts", (text) =>
      text.replace("expectedSeconds: 3,\n      timeoutSeconds: 60", "expectedSeconds: 3,\n      timeoutSeconds: 90"),
    );
    await sh("pulumi up --policy-pack policies");
    assert.match(
      succeeded(await follow("roll-back", "npm run -s rollback -- --stack prod --app orders --list")),
      /^\W*2\b/m,
    );
    succeeded(await follow("roll-back", "npm run -s rollback -- --stack prod --app orders --to 1"));
    assert.match(await readFile(join(clone.folder, "stacks", "Pulumi.prod.yaml"), "utf8"), /orders: "?1"?$/m);
    assert.match(succeeded(await follow("roll-back", "npm run -s rollback -- --stack prod --run release-7")), /orders/);
  });

  it("hand over evidence", async () => {
    succeeded(await follow("hand-over-evidence", "npm run -s evidence"));
    assert.match(await readFile(join(clone.folder, "evidence.html"), "utf8"), /release-7/);
    const [, report = assert.fail()] = /`(npm run -s report [^`]*)`/.exec(howTo("hand-over-evidence")) ?? [];
    await sh(report);
    assert.match(await readFile(join(clone.folder, "run.html"), "utf8"), /^<!doctype html>/i);
  });

  it("have no line that was not run", async () => {
    for (const file of await readdir(join(ROOT, "docs", "how-to"))) {
      const name = file.replace(/\.md$/, "");
      assert.deepEqual(ran.get(name) ?? [], shellLines(howTo(name)), name);
    }
  });

  /** Repeats a line, as the lead, until it prints what is looked for. */
  async function found(line: string, pattern: RegExp): Promise<string> {
    for (const end = Date.now() + 60_000; ; ) {
      const { stdout, stderr } = await clone.run(line, { person: lead });
      const [text] = pattern.exec(stdout) ?? [];
      if (text !== undefined) {
        return text;
      }
      assert.ok(Date.now() < end, `${line}\n${stdout}\n${stderr}`);
    }
  }

  async function waiting(list: string): Promise<string> {
    return await found(list, /\brun-\w+\b/);
  }
});
