import assert from "node:assert/strict";
import { parseExpectedOptions } from "../../../cli/expected/options";

const parse = (line: string) => parseExpectedOptions(line === "" ? [] : line.split(" "));

describe("options of what is learned", () => {
  it("are an environment, and twenty runs of every app", () => {
    assert.deepEqual(parse("--stack dev"), { stack: "dev", app: undefined, runs: 20, json: false, write: false });
  });

  it("are an app, a number of runs, data and a file to write", () => {
    assert.deepEqual(parse("--stack dev --app orders --runs 100 --json --write"), {
      stack: "dev",
      app: "orders",
      runs: 100,
      json: true,
      write: true,
    });
  });

  it("ask for help before anything else", () => assert.deepEqual(parse("--runs 0 -h"), { help: true }));

  for (const [line, problem] of [
    ["", /No environment is named: --stack/],
    ["--stack dev --runs 0", /"0" is no number of runs: --runs 1 to 100/],
    ["--stack dev --runs 101", /"101" is no number/],
    ["--stack dev --runs 2.5", /"2.5" is no number/],
    ["--stack dev --runs 020", /"020" is no number/],
    ["--stack dev --runs many", /"many" is no number/],
    ["--stack dev orders", /Unexpected argument 'orders'/],
    ["--stack dev --pin", /--pin/],
  ] as const) {
    it(`refuse "${line}"`, () => {
      const parsed = parse(line);
      assert.ok("problem" in parsed);
      assert.match(parsed.problem, problem);
    });
  }
});
