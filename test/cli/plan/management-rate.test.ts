import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Deployment, MANAGEMENT_CALLS, managementSeconds } from "../../../cli/plan/management-rate";

const KINDS: readonly Deployment[] = ["preview", "create", "change", "refresh"];

describe("management rates", () => {
  it("hold up no creation of up to 100 machines, then one second for each", () => {
    assert.deepEqual(
      [1, 100, 101, 1100].map((machines) => managementSeconds(machines, "create")),
      [0, 0, 1, 1000],
    );
  });

  it("hold up a change of more than 50: versions are listed by the provider and, to prune them, by the hook", () => {
    assert.deepEqual(
      [1, 50, 51, 1000].map((machines) => managementSeconds(machines, "change")),
      [0, 0, 2, 1900],
    );
  });

  it("of the one call of a preview are not known; a refresh makes each call once", () => {
    assert.equal(managementSeconds(5000, "preview"), 0);
    assert.equal(managementSeconds(1000, "refresh"), 900);
  });

  it("are in the decision page, every call, with the same numbers", () => {
    const page = readFileSync(join(__dirname, "..", "..", "..", "docs", "decisions", "scale.md"), "utf8");
    const rows = [...page.matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, call, cells = ""]) => [
      call,
      ...cells.split(" | "),
    ]);
    const known = MANAGEMENT_CALLS.map((one) => [
      one.call,
      one.rate === undefined ? "not listed" : `${one.rate.bucket}, then ${one.rate.perSecond}`,
      ...KINDS.map((kind) => String(one[kind])),
    ]);
    assert.deepEqual(rows, known);
  });
});
