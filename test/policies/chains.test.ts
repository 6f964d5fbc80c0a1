import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "mocha";
import { roleChains } from "../../policies/chains";
import { withFolder } from "../helpers/with-folder";
import { exported, previewed } from "./chain/files";
import { at, machine, stackOf, task } from "./chain/world";
import { allow } from "./samples";

const publish = task("sns:publish", { TopicArn: at("sns", "t") });
const allowed = allow("sns:Publish", at("sns", "t"));
const files: Readonly<Record<string, string>> = {
  "proven.json": exported(stackOf(publish, [allowed])),
  "broken.json": exported(stackOf(publish, [])),
  "unknown.json": previewed([machine(publish), machine({}, { definition: "{" })]),
  "text.json": "{ hunter2",
  "other.json": "{}",
};
const run = (...args: string[]) =>
  roleChains(args, (file) => {
    const text = files[file];
    if (text === undefined) {
      throw new Error("the file cannot be read (ENOENT). Name what pulumi stack export writes");
    }
    return text;
  });

const trusted = `  proven   link 1 (Step Functions -> role "m"): sts:AssumeRole for states.amazonaws.com and ${at("states", "stateMachine:m")}
           Role "m", assumeRolePolicy, Statement 1
`;
const acting = `state "T", link 3 (role "m" -> sns:Publish): sns:Publish on ${at("sns", "t")}
           `;

describe("chains", () => {
  it("explains itself with --help, whatever else is on the line", () => {
    for (const args of [["--help"], ["-h"], ["a", "b", "--yaml", "--help"]]) {
      const { status, stdout, stderr } = run(...args);
      assert.deepEqual([status, stderr], [0, ""]);
      assert.match(stdout, /^Usage: npm run -s chains -- FILE \[--json\]\n[\s\S]*Exit codes: /);
    }
  });

  it("prints every link, also what is proven, and counts", () => {
    assert.deepEqual(run("proven.json"), {
      status: 0,
      stdout: `StateMachine "m": 2 links, 2 proven, 0 broken, 0 unknown
${trusted}  proven   ${acting}RolePolicy "m", policy, Statement 1

1 machine: 2 links, 2 proven, 0 broken, 0 unknown
`,
      stderr: "",
    });
  });

  it("says what is missing, with exit code 1", () => {
    const { status, stdout } = run("broken.json");
    assert.equal(status, 1);
    assert.equal(
      stdout,
      `StateMachine "m": 2 links, 1 proven, 1 broken, 0 unknown
${trusted}  broken   ${acting}no policy of role "m" allows sns:Publish on ${at("sns", "t")}

1 machine: 2 links, 1 proven, 1 broken, 0 unknown
`,
    );
  });

  it("says what is not known, and which machine cannot be read", () => {
    const { status, stdout } = run("unknown.json");
    assert.equal(status, 0);
    assert.equal(
      stdout,
      `StateMachine "m": 1 links, 0 proven, 0 broken, 1 unknown
  unknown  link 1 (Step Functions -> the machine's role): sts:AssumeRole
           role arn:aws:iam::111122223333:role/m is not in this stack

StateMachine "m": its definition cannot be read

2 machines: 1 links, 0 proven, 0 broken, 1 unknown
`,
    );
  });

  it("prints the same as data", () => {
    const links = JSON.parse(run("proven.json", "--json").stdout) as object[];
    assert.equal(links.length, 2);
    assert.deepEqual(links[1], {
      machine: "m",
      state: "T",
      link: 3,
      way: 'role "m" -> sns:Publish',
      asked: `sns:Publish on ${at("sns", "t")}`,
      verdict: "proven",
      why: 'RolePolicy "m", policy, Statement 1',
    });
  });

  it("refuses what it cannot read, with exit code 2", () => {
    const said = (...args: string[]) => {
      const { status, stdout, stderr } = run(...args);
      assert.deepEqual([status, stdout], [2, ""]);
      return stderr;
    };
    assert.equal(said("text.json"), "text.json: it is not JSON\n");
    assert.match(said("other.json"), /^other\.json: it has neither deployment\.resources .* nor steps .*\n$/);
    assert.match(said("gone.json"), /^gone\.json: the file cannot be read \(ENOENT\)/);
    assert.match(said(), /^Expected exactly one file\. Usage: /);
    assert.match(said("a", "b"), /^Expected exactly one file\. Usage: /);
    assert.match(said("a", "--yaml"), /^Unknown option --yaml\. Usage: /);
  });

  it("runs by itself from the folder of the pack", () =>
    withFolder(async (folder) => {
      const file = join(folder, "state.json");
      writeFileSync(file, files["broken.json"] ?? "");
      const command = join(__dirname, "../../policies/chains.cjs");
      const { status, stdout } = spawnSync(process.execPath, [command, file], { encoding: "utf8", cwd: folder });
      assert.equal(status, 1);
      assert.equal(stdout, run("broken.json").stdout);
    })).timeout(60_000);
});
