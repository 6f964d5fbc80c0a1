import assert from "node:assert/strict";
import { parseLine } from "../../cli/parse";

const LINE = {
  options: {
    stack: { value: "ENVIRONMENT", required: true, help: "which" },
    runs: { value: "N", help: "how many" },
    json: { help: "data" },
  },
} as const;

const parse = (...args: string[]) => parseLine(args, LINE);
const problemsOf = (args: readonly string[], line: Parameters<typeof parseLine>[1] = LINE) => {
  const parsed = parseLine(args, line);
  assert.ok("problems" in parsed, JSON.stringify(parsed));
  return parsed.problems;
};

describe("command line", () => {
  it("returns the value of every declared option", () => {
    assert.deepEqual(parse("--stack", "dev", "--json"), {
      values: { stack: "dev", runs: undefined, json: true },
      argument: "",
    });
    assert.deepEqual(parse("--runs=-3", "--stack=dev"), {
      values: { stack: "dev", runs: "-3", json: false },
      argument: "",
    });
  });

  it("returns the argument, also one behind --", () => {
    const line = { ...LINE, argument: "FILE" };
    for (const args of [
      ["a.json", "--stack", "dev"],
      ["--stack", "dev", "--", "a.json"],
    ]) {
      const parsed = parseLine(args, line);
      assert.ok("argument" in parsed);
      assert.equal(parsed.argument, "a.json");
    }
  });

  it("prefers help to every problem", () => {
    for (const args of [["--help"], ["-h"], ["--nope", "x", "--help"], ["--stack", "--help"].slice(1)]) {
      assert.deepEqual(parse(...args), { help: true });
    }
  });

  for (const [args, problems] of [
    [[], ["--stack is required: ENVIRONMENT"]],
    [["--stack"], ["--stack needs a value: ENVIRONMENT"]],
    [["--stack="], ["--stack needs a value: ENVIRONMENT"]],
    [["--stack", "--json"], ["--stack needs a value: ENVIRONMENT"]],
    [["--stack", "dev", "--stack", "prod"], ["--stack is given twice"]],
    [["--stack", "dev", "--json=yes"], ['--json has no value, found "yes"']],
    [["--stack", "dev", "--jsn"], ["unknown option --jsn; did you mean --json?"]],
    [["--stack", "dev", "--constructor"], ["unknown option --constructor"]],
    [["--stack", "dev", "-x"], ["unknown option -x"]],
    [["--stack", "dev", "a", "b"], ['unexpected "a", "b"']],
    [
      ["--verbose", "x"],
      ["unknown option --verbose", 'unexpected "x"', "--stack is required: ENVIRONMENT"],
    ],
  ] as const) {
    it(`refuses ${args.join(" ") || "nothing"}`, () => assert.deepEqual(problemsOf(args), problems));
  }

  it("refuses a missing argument and a second one", () => {
    const line = { options: {}, argument: "FILE" };
    assert.deepEqual(problemsOf([], line), ["FILE is required"]);
    assert.deepEqual(problemsOf(["a", "b"], line), ['only one FILE is allowed, found also "b"']);
  });
});
