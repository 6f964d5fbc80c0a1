import assert from "node:assert/strict";
import { criticalPathOfRun, type EndedApp } from "../../../cli/report/critical-path";

/** An app that ended after so many seconds; undefined for one that did not run. */
const app = (name: string, after: readonly string[], endedAt?: number): EndedApp => ({
  app: name,
  after,
  run: { endedAt },
});

describe("the critical path of a run", () => {
  it("leads from the app that ended last back over the dependency that ended last", () => {
    const apps = [app("a", [], 5), app("b", [], 9), app("c", ["a", "b"], 12), app("d", ["a"], 20), app("e", ["c"], 14)];
    assert.deepEqual(criticalPathOfRun(apps), ["a", "d"]);
    assert.deepEqual(criticalPathOfRun(apps.filter((one) => one.app !== "d")), ["b", "c", "e"]);
  });

  it("leaves out what did not run, and is empty where nothing ended", () => {
    assert.deepEqual(criticalPathOfRun([app("a", [], 5), app("b", ["a"])]), ["a"]);
    assert.deepEqual(criticalPathOfRun([app("a", [])]), []);
  });
});
