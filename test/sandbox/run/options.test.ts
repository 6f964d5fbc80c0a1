import assert from "node:assert/strict";
import { parseOptions } from "../../../sandbox/run/options";

describe("options of the sandbox", () => {
  it("has defaults", () =>
    assert.deepEqual(parseOptions([]), { keep: false, help: false, blueprint: undefined, slowAws: false }));

  it("reads every option", () =>
    assert.deepEqual(parseOptions(["--keep", "--blueprint", "b.json", "-h", "--slow-aws"]), {
      keep: true,
      help: true,
      blueprint: "b.json",
      slowAws: true,
    }));

  for (const argv of [["--kep"], ["x.json"], ["--blueprint"]]) {
    it(`refuses ${argv.join(" ")}`, () => {
      const result = parseOptions(argv);
      assert.ok("problem" in result && result.problem.includes(argv[0] ?? ""), JSON.stringify(result));
    });
  }
});
