import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../cli/command";
import { expectedCommand } from "../../cli/expected/index";
import { rehearseCommand } from "../../cli/rehearse/index";
import { rollbackCommand } from "../../cli/rollback/index";
import { environmentNames, scopeOf } from "../../components/core/names";

const ACCOUNT = "222222222222";
const REGION = "eu-west-1";
const NAMES = environmentNames(scopeOf({ blueprint: "shop", environment: "live", account: ACCOUNT, region: REGION }));

const task = {
  kind: "ecs",
  cluster: "c",
  taskDefinition: "t",
  container: "app",
  network: { subnets: ["{{values.subnet}}"], securityGroups: ["sg-0123456789abcdef0"] },
};
const BLUEPRINT = JSON.stringify({ name: "shop", apps: { db: { task: { kind: "lambda", function: "f" } } } });
const WITH_VALUES = JSON.stringify({ name: "shop", apps: { db: { task } } });

const PROJECT = `name: app-of-apps
config:
  aws:region: {value: ${REGION}}
  aws:allowedAccountIds:
    value: ["${ACCOUNT}"]
  owner: {type: string, default: platform}
  blueprint: blueprint.json
`;
const ENCRYPTED = `config:
  aws:region: ${REGION}
  aws:allowedAccountIds: ["${ACCOUNT}"]
  app-of-apps:blueprint: blueprint.json
  okta:orgName: {secure: v1:AAAA}
  okta:apiToken: {secure: v1:AAAA}
  app-of-apps:subscriptions:
    - {protocol: https, endpoint: {secure: v1:AAAA}}
  app-of-apps:runnerPublicKey: {secure: v1:AAAA}
  app-of-apps:owner: {secure: v1:AAAA}
`;
const IMPORTED = "environment:\n  - shop/live\nconfig:\n  app-of-apps:blueprint: blueprint.json\n";

/** Settings as they are written, by where they are. */
const PLACES: readonly (readonly [string, { readonly stack: string; readonly project?: string }])[] = [
  ["are encrypted", { stack: ENCRYPTED }],
  ["come from an ESC environment", { stack: IMPORTED }],
  ["are in Pulumi.yaml", { stack: "config: {}\n", project: PROJECT }],
];

describe("commands on a deployed environment", () => {
  let root: string;
  let folder: string;
  const asked: string[] = [];
  const variables = { ...process.env };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "settings-"));
    folder = join(root, "stacks");
    mkdirSync(folder);
    asked.length = 0;
    delete process.env.AWS_DEFAULT_REGION;
    process.env.AWS_REGION = REGION;
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
    process.env = { ...variables };
  });

  const write = ({ stack, project }: { readonly stack: string; readonly project?: string }, blueprint = BLUEPRINT) => {
    const file = join(folder, "blueprint.json");
    writeFileSync(file, blueprint);
    writeFileSync(join(folder, "Pulumi.live.yaml"), stack.replace("blueprint.json", file));
    if (project !== undefined) {
      writeFileSync(join(root, "Pulumi.yaml"), project.replace("blueprint.json", file));
    }
  };
  const account = async () => ACCOUNT;
  const STOP = new Error("nothing more is called here");
  const stopped = (): never => {
    throw STOP;
  };
  const expected = () =>
    expectedCommand({
      folder,
      account,
      history: () => ({
        page: async (machine) => {
          asked.push(machine);
          return { runs: [] };
        },
        input: async () => "{}",
      }),
    });
  const rollback = () =>
    rollbackCommand({
      folder,
      account,
      clients: (_, source) => {
        asked.push(source.get("aws:region") ?? "", source.get("aws:allowedAccountIds") ?? "");
        return stopped();
      },
    });
  const rehearse = () =>
    rehearseCommand({
      folder,
      account,
      apis: (_, source) => {
        asked.push(source.get("aws:region") ?? "", source.get("aws:allowedAccountIds") ?? "");
        return stopped();
      },
    });
  /** What a command prints to standard error; nothing where it got as far as its clients. */
  const run = async (command: typeof rollback | typeof rehearse | typeof expected, ...args: string[]) => {
    const { stderr } = await start(command, ["--stack", "live", ...args]);
    return stderr.includes(STOP.message) ? "" : stderr;
  };
  const start = (command: typeof rollback | typeof rehearse | typeof expected, args: string[]) => {
    if (command === rollback) {
      return runCommand(rollback(), args);
    }
    return command === rehearse ? runCommand(rehearse(), args) : runCommand(expected(), args);
  };

  for (const [what, files] of PLACES) {
    it(`rollback, rehearse and expected compute names where settings ${what}`, async () => {
      write(files);
      assert.equal(await run(rollback, "--all", "--list"), "");
      assert.deepEqual(asked.splice(0), [REGION, `["${ACCOUNT}"]`]);
      assert.equal(await run(rehearse), "");
      assert.deepEqual(asked.splice(0), [REGION, `["${ACCOUNT}"]`]);
      assert.equal(await run(expected), "");
      assert.deepEqual(asked, [NAMES.app("db").machine.arn]);
    });
  }

  it("leave values of the blueprint open for names, and require them for permissions", async () => {
    write({ stack: IMPORTED }, WITH_VALUES);
    assert.equal(await run(rollback, "--all", "--list"), "");
    assert.match(await run(rehearse), /subnet/);
  });

  it("say what to set where nothing names the region", async () => {
    write({ stack: IMPORTED });
    delete process.env.AWS_REGION;
    assert.match(await run(rollback, "--all", "--list"), /aws:region.*AWS_REGION[\s\S]*fix: set AWS_REGION/);
    process.env.AWS_DEFAULT_REGION = REGION;
    assert.equal(await run(rollback, "--all", "--list"), "");
  });

  it("refuse an encrypted setting that decides names, all of them together", async () => {
    const secure = "{secure: v1:AAAA}";
    write({
      stack: `config:\n  aws:region: ${secure}\n  aws:allowedAccountIds: ${secure}\n  app-of-apps:blueprint: ${secure}\n`,
    });
    const stderr = await run(rollback, "--all", "--list");
    for (const key of ["aws:region", "aws:allowedAccountIds", "app-of-apps:blueprint"]) {
      assert.ok(stderr.includes(`${key}: is encrypted`), stderr);
      assert.ok(stderr.includes(`pulumi config set ${key} VALUE`), stderr);
    }
  });

  it("still refuse a setting that they read and that is wrong", async () => {
    write({ stack: ENCRYPTED.replace(REGION, "nowhere") });
    assert.match(await run(rollback, "--all", "--list"), /aws:region.*nowhere/);
  });
});
