import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { lintWorkflow } from "../../policies/lint-workflow";
import { machine, plain, task, withStates } from "./machines";

const files: Readonly<Record<string, string>> = {
  "good.asl.json": JSON.stringify(plain()),
  "bad.asl.json": JSON.stringify(withStates(plain(), { Failed: { Type: "Succeed" } })),
  "quoted.asl.json": JSON.stringify(
    machine("Fan", {
      Fan: {
        Type: "Parallel",
        Branches: [{ StartAt: "A", States: { A: task(undefined, { Catch: [] }) } }],
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Notify" }],
        End: true,
      },
    }),
  ),
  "astray.asl.json": JSON.stringify({
    StartAt: "Nowhere",
    TimeoutSeconds: 60,
    States: {
      A: { Type: "Pass", Next: "Gone" },
      B: { Type: "Map", ItemProcessor: { States: { C: { Type: "Pass", End: true } } }, End: true },
    },
  }),
  "text.asl.json": "{ hunter2",
};

const lint = (...args: string[]) =>
  lintWorkflow(args, (file) => {
    const text = files[file];
    if (text === undefined) {
      throw new Error("the file cannot be read (ENOENT). Name a state machine definition in JSON");
    }
    return text;
  });

const swallowed =
  'the failure in its Catch for ["States.ALL"] is swallowed: the run ends well (Notify -> Failed). ' +
  "Put a Task that publishes to the failure topic before the Fail, on every path, and end in Fail.";

describe("lint-workflow", () => {
  it("explains itself with --help, whatever else is on the line", () => {
    for (const args of [["--help"], ["-h"], ["missing.json", "--yaml", "--help"]]) {
      const { status, stdout, stderr } = lint(...args);
      assert.deepEqual([status, stderr], [0, ""]);
      assert.match(stdout, /^Usage: npm run -s lint:workflow -- FILE\.\.\. \[--json\]\n[\s\S]*Exit codes: /);
    }
  });

  it("finds nothing and says nothing", () => {
    assert.deepEqual(lint("good.asl.json"), { status: 0, stdout: "", stderr: "" });
    assert.deepEqual(lint("good.asl.json", "--json"), { status: 0, stdout: "[]\n", stderr: "" });
  });

  it("prints a line per finding", () => {
    assert.deepEqual(lint("good.asl.json", "bad.asl.json"), {
      status: 1,
      stdout: `bad.asl.json: state "Run": ${swallowed} [definition-failure-reaches-topic, critical]\n`,
      stderr: "",
    });
  });

  it("prints JSON, with the state in its branch", () => {
    const { status, stdout } = lint("--json", "bad.asl.json", "quoted.asl.json");
    assert.equal(status, 1);
    const fix = 'Add a last Catch with ErrorEquals ["States.ALL"] that leads to an SNS publish and a Fail.';
    assert.deepEqual(JSON.parse(stdout), [
      {
        file: "bad.asl.json",
        rule: "definition-failure-reaches-topic",
        state: "Run",
        message: swallowed,
        severity: "critical",
      },
      {
        file: "quoted.asl.json",
        rule: "definition-catches-all",
        state: "Fan / branch 1 / A",
        message: `the Task has no Catch. ${fix}`,
        severity: "high",
      },
    ]);
  });

  it("names the state of what cannot be read, once", () => {
    const fix = "Correct the reference or the type.";
    const rule = "definition-readable";
    const readable = JSON.parse(lint("--json", "astray.asl.json").stdout) as {
      state: string;
      rule: string;
      message: string;
    }[];
    assert.deepEqual(
      readable.filter((one) => one.rule === rule).map(({ state, message }) => [state, message]),
      [
        ["B", `item has no StartAt. ${fix}`],
        ["", `the machine starts at "Nowhere", which it does not have. ${fix}`],
        ["A", `leads to "Gone", which is not in its own scope. ${fix}`],
      ],
    );
    assert.deepEqual(
      lint("astray.asl.json")
        .stdout.split("\n")
        .filter((line) => line.includes(rule)),
      [
        `astray.asl.json: state "B": item has no StartAt. ${fix} [${rule}, medium]`,
        `astray.asl.json: the machine starts at "Nowhere", which it does not have. ${fix} [${rule}, medium]`,
        `astray.asl.json: state "A": leads to "Gone", which is not in its own scope. ${fix} [${rule}, medium]`,
      ],
    );
  });

  for (const name of [
    'Say "hi", then call',
    'a "quoted", b',
    "`back` ticks: $x",
    'state "A", Retry 1',
    "Zürich → ünïcode ☎",
    "a / b, c: d",
    "constructor",
    "__proto__",
  ]) {
    it(`names the state ${name} whole, in text and in JSON`, () => {
      const retry = [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1 }];
      const text = JSON.stringify(machine("S", { S: task(undefined, { Catch: [], Retry: retry }) }));
      const source = text.replaceAll('"S"', JSON.stringify(name));
      const found = JSON.parse(lintWorkflow(["f", "--json"], () => source).stdout) as { state: string; at?: string }[];
      assert.deepEqual(
        found.map(({ state, at }) => [state, at]),
        [
          [name, undefined],
          [name, "Retry 1"],
        ],
      );
      const lines = lintWorkflow(["f"], () => source).stdout.split("\n");
      assert.ok(lines[0]?.startsWith(`f: state "${name}": the Task has no Catch. `), lines[0]);
      assert.ok(lines[1]?.startsWith(`f: state "${name}", Retry 1: the first Retry is for States.ALL. `), lines[1]);
    });
  }

  it("still judges the others when one cannot be read, and says why", () => {
    const { status, stdout, stderr } = lint("gone.asl.json", "text.asl.json", "bad.asl.json");
    assert.equal(status, 2);
    assert.match(stdout, /^bad\.asl\.json: /);
    assert.equal(
      stderr,
      "gone.asl.json: the file cannot be read (ENOENT). Name a state machine definition in JSON\n" +
        "text.asl.json: the definition is not JSON. Write it as an Amazon States Language document.\n",
    );
  });

  it("refuses a command line that it does not know", () => {
    const usage = "Usage: npm run -s lint:workflow -- FILE... [--json]\n";
    assert.deepEqual(lint(), { status: 2, stdout: "", stderr: `No file given. ${usage}` });
    assert.deepEqual(lint("a", "--yaml"), { status: 2, stdout: "", stderr: `Unknown option --yaml. ${usage}` });
  });

  it("reads files itself", () => {
    const { status, stderr } = lintWorkflow([__dirname, "/nowhere/x.asl.json"]);
    assert.equal(status, 2);
    assert.match(stderr, /EISDIR[\s\S]*ENOENT/);
  });
});
