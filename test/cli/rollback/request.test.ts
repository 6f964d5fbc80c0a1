import assert from "node:assert/strict";
import { parseRollbackOptions } from "../../../cli/rollback/options";

const NOW = new Date("2026-05-04T12:00:00Z");
const parse = (line: string) => parseRollbackOptions(line === "" ? [] : line.split(" "), NOW);

describe("options of the rollback", () => {
  it("are an environment, a machine, a version and a reason", () => {
    assert.deepEqual(parse("--stack dev --app orders --to 7 --why slow --pin"), {
      stack: "dev",
      app: "orders",
      move: { target: { version: 7 }, why: "slow", pin: true, dryRun: false },
    });
  });

  it("are an environment and a time for all machines", () => {
    assert.deepEqual(parse("--stack dev --all --to 2026-05-04T13:30+02:00 --why slow --dry-run"), {
      stack: "dev",
      app: undefined,
      move: { target: { at: new Date("2026-05-04T11:30:00Z") }, why: "slow", pin: false, dryRun: true },
    });
  });

  it("list without a reason", () => {
    assert.deepEqual(parse("--stack dev --all --list"), { stack: "dev", app: undefined, move: undefined });
  });

  for (const [line, problem] of [
    ["", /--stack/],
    ["--stack dev", /--app, or --all/],
    ["--stack dev --app orders --all --to 7 --why x", /--app, or --all/],
    ["--stack dev --app orders", /Where to/],
    ["--stack dev --all --to 7 --why x", /--all needs a time/],
    ["--stack dev --app orders --to 0 --why x", /neither the number of a version nor a time/],
    ["--stack dev --app orders --to 2026-05-04 --why x", /neither the number/],
    ["--stack dev --app orders --to 2026-05-04T10:00:00 --why x", /neither the number/],
    ["--stack dev --all --to 2026-05-04T12:00:01Z --why x", /in the future/],
    ["--stack dev --app orders --to 7", /Why\?/],
    [`--stack dev --app orders --to 7 --why ${"x".repeat(1001)}`, /1001 characters/],
    ["--stack dev --app orders --to 7 --why a\nb", /line break/],
    ["--stack dev --app orders --list --to 7 --pin", /leave out --to, --pin/],
    ["--stack dev --app orders --list extra", /Unexpected argument 'extra'/],
    ["--stacks dev", /--stacks/],
  ] as const) {
    it(`refuse "${line.slice(0, 70)}"`, () => {
      const parsed = parse(line);
      assert.ok("problem" in parsed);
      assert.match(parsed.problem, problem);
    });
  }
});
