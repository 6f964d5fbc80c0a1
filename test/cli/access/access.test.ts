import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { awsConfigCommand } from "../../../cli/access/aws-config";
import { diffCommand } from "../../../cli/access/diff";
import { runAccess } from "../../../cli/access/index";
import { runCommand } from "../../../cli/command";
import { suiteFolder } from "../../helpers/with-folder";

const STACKS = join(__dirname, "..", "..", "..", "stacks");

describe("npm run -s access", () => {
  it("prints who may do what on what in one environment", async () => {
    const { status, stdout, stderr } = await runAccess(["--stack", "prod"]);
    assert.deepEqual([status, stderr], [0, ""]);
    const lines = stdout.split("\n");
    assert.equal(lines[0], "prod");
    assert.match(lines[1] ?? "", /^ {2}WHO +ROLE +ACTIONS +RESOURCES$/);
    const viewer = lines.findIndex((line) => line.includes("group aws#retail-prod#retail-prod_viewer#333333333333"));
    assert.match(lines[viewer] ?? "", / viewer +IAM role retail-prod_viewer, sessions of 60 minutes$/);
    assert.match(
      lines[viewer + 1] ?? "",
      /^ +- states:DescribeExecution, GetExecutionHistory +- states execution:retail-prod:\*$/,
    );
    assert.match(stdout, /client retail-prod_runner +runner/);
    assert.match(stdout, /- states stateMachine:retail-prod if states:StateMachineQualifier is live\n/);
  });

  it("prints every environment without a stack, and all of it as JSON", async () => {
    const { stdout } = await runAccess(["--json"]);
    const { environments } = JSON.parse(stdout);
    assert.deepEqual(environments.map(({ environment }: { environment: string }) => environment).sort(), [
      "dev",
      "prod",
      "sandbox",
      "staging",
    ]);
    const prod = environments.find(({ environment }: { environment: string }) => environment === "prod");
    const runner = prod.access.find(({ entry }: { entry: string }) => entry === "runner");
    assert.deepEqual(
      { ...runner, allowed: runner.allowed[0] },
      {
        kind: "machines",
        entry: "runner",
        who: "client retail-prod_runner",
        role: "runner",
        roleArn: "arn:aws:iam::333333333333:role/retail-prod_runner",
        may: ["start", "observe"],
        apps: "all",
        sessionMinutes: 60,
        // It starts runs by the runs API, so its role in AWS does not.
        allowed: {
          actions: ["states:DescribeExecution", "states:GetExecutionHistory"],
          resources: ["", "_*"].map((end) => `arn:aws:states:eu-central-1:333333333333:execution:retail-prod${end}:*`),
        },
      },
    );
  });

  it("refuses an unknown stack, an unknown subcommand and a missing revision with 2", async () => {
    for (const [args, message] of [
      [["--stack", "prd"], /Pulumi\.prd\.yaml: 1 problem/],
      [["shw"], /unexpected "shw"/],
      [["diff"], /REF is required/],
      [["aws-config"], /--stack is required/],
      [["diff", "no-such-branch"], /unknown revision "no-such-branch"/],
    ] as const) {
      const { status, stdout, stderr } = await runAccess(args);
      assert.deepEqual([status, stdout], [2, ""], args.join(" "));
      assert.match(stderr, message);
    }
  });

  describe("diff", () => {
    const folder = suiteFolder();
    const file = () => join(folder, "access", "map.json");
    const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: folder, stdio: "ignore" });
    const diff = (...args: readonly string[]) =>
      runCommand(diffCommand({ file: file(), environments: ["dev", "prod"] }), args);

    before(() => {
      git("init", "--initial-branch", "main");
      git("config", "user.email", "test@example.com");
      git("config", "user.name", "test");
      git("commit", "--allow-empty", "-m", "empty");
      git("tag", "empty");
      mkdirSync(join(folder, "access"));
      copyFileSync(join(STACKS, "access", "map.json"), file());
      git("add", ".");
      git("commit", "-m", "map");
    });

    it("says what the working directory changes against a revision", async () => {
      assert.deepEqual(await diff("main"), { status: 0, stdout: "Nobody's access changes.\n", stderr: "" });
      const map = JSON.parse(readFileSync(file(), "utf8"));
      map.roles.viewer.may.push("stop");
      writeFileSync(file(), JSON.stringify(map));
      assert.equal((await diff("main")).stdout, "in every environment, viewer may now stop runs\n");
      assert.deepEqual(JSON.parse((await diff("HEAD", "--json")).stdout), {
        changes: [
          {
            environments: ["dev", "prod"],
            entry: "viewer",
            text: "in every environment, viewer may now stop runs",
          },
        ],
      });
    });

    it("counts everybody as new against a revision without a map", async () => {
      const { status, stdout } = await diff("empty");
      assert.equal(status, 0);
      assert.match(stdout, /^in every environment, operator \(people by user\.department=="platform"\) is new\n/);
    });

    it("refuses a map that is wrong, on either side, with every problem", async () => {
      writeFileSync(file(), '{"roles": {"viewer": {"may": []}}}');
      const { status, stderr } = await diff("main");
      assert.equal(status, 2);
      assert.match(stderr, /access\/map\.json: roles\.viewer\.may: a list is less than 1/);
      git("commit", "-a", "-m", "wrong");
      copyFileSync(join(STACKS, "access", "map.json"), file());
      assert.match((await diff("HEAD")).stderr, /the access map of HEAD: 1 problem\n {2}1\. roles\.viewer\.may/);
    });
  });

  describe("aws-config", () => {
    const config = (args: readonly string[], oktaOutput?: () => string) =>
      runCommand(awsConfigCommand(oktaOutput === undefined ? {} : { oktaOutput }), ["--stack", "prod", ...args]);

    it("prints a profile for each role of people, with the federation app of the stack's outputs", async () => {
      const { status, stdout, stderr } = await config([], () => '{"federationAppId": "0oaFed1"}');
      assert.deepEqual([status, stderr], [0, ""]);
      const role = (entry: string) => `[profile retail-prod_${entry}]
region = eu-central-1
credential_process = okta-aws-cli web --format process-credentials --open-browser --cache-access-token --org-domain example.okta.com --oidc-client-id retail-prod_native --aws-acct-fed-app-id 0oaFed1 --aws-iam-idp arn:aws:iam::333333333333:saml-provider/retail-prod-okta --aws-iam-role arn:aws:iam::333333333333:role/retail-prod_${entry} --aws-session-duration 3600
`;
      assert.equal(stdout, [role("operator"), role("viewer")].join("\n"));
    });

    it("takes the federation app from an option, and asks nobody then", async () => {
      const { stdout } = await config(["--federation-app-id", "0oaOther"], () => assert.fail());
      assert.equal(stdout.match(/--aws-acct-fed-app-id 0oaOther /g)?.length, 2);
    });

    it("refuses an id that is none, and a stack that is not deployed", async () => {
      const bad = await config(["--federation-app-id", "x; rm"]);
      assert.deepEqual([bad.status, bad.stdout], [2, ""]);
      assert.match(bad.stderr, /--federation-app-id: "x; rm" is not the id of an Okta app/);
      for (const output of [() => "{}", () => assert.fail("no stack named prod")]) {
        const { status, stderr } = await config([], output);
        assert.equal(status, 2);
        assert.match(stderr, /fix: deploy the stack, select its backend, or write --federation-app-id ID/);
      }
    });
  });
});
