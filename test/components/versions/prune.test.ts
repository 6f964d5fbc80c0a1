import assert from "node:assert/strict";
import fc from "fast-check";
import { pruneVersions, versionsToPrune } from "../../../components/versions/prune";
import { FakeStepFunctions } from "./fake-step-functions";

const MACHINE = "arn:aws:states:eu-central-1:1:stateMachine:shop-test_orders";

describe("versionsToPrune", () => {
  it("leaves the newest and those that are named, oldest first", () => {
    assert.deepEqual(versionsToPrune([5, 1, 9, 3, 7], [3], 2), [1, 5]);
    assert.deepEqual(versionsToPrune([5, 1], [], 2), []);
  });

  it("never touches one of the newest or one that is named, and leaves no other", () => {
    const versions = fc.uniqueArray(fc.integer({ min: 1, max: 2000 }), { maxLength: 100 });
    fc.assert(
      fc.property(versions, versions, fc.integer({ min: 1, max: 60 }), (all, kept, newest) => {
        const pruned = new Set(versionsToPrune(all, kept, newest));
        const top = new Set([...all].sort((a, b) => b - a).slice(0, newest));
        for (const version of all) {
          assert.equal(pruned.has(version), !top.has(version) && !kept.includes(version), String(version));
        }
      }),
    );
  });
});

describe("pruneVersions", () => {
  it("keeps what an alias leads to and what settings name", async () => {
    const stepFunctions = new FakeStepFunctions();
    const createdAt = new Date(0);
    stepFunctions.versionsByMachine.set(
      MACHINE,
      [6, 5, 4, 3, 2, 1].map((version) => ({ version, createdAt })),
    );
    const routes = [{ stateMachineVersionArn: `${MACHINE}:2`, weight: 100 }];
    stepFunctions.aliasesByArn.set(`${MACHINE}:live`, { routes, description: "" });
    assert.deepEqual(await pruneVersions(stepFunctions, MACHINE, { keep: [3], newest: 2 }), [1, 4]);
    assert.deepEqual(stepFunctions.deleted, [`${MACHINE}:1`, `${MACHINE}:4`]);
  });
});
