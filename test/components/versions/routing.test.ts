import assert from "node:assert/strict";
import { routesOf, versionArn, versionOf } from "../../../components/versions/routing";

const MACHINE = "arn:aws:states:eu-central-1:1:stateMachine:shop-test_orders";
const at = (version: number, weight: number) => ({ stateMachineVersionArn: `${MACHINE}:${version}`, weight });

describe("routesOf", () => {
  for (const [what, traffic, routes] of [
    ["the newest alone", {}, [at(9, 100)]],
    ["a pin, whatever is newest", { pin: 4 }, [at(4, 100)]],
    [
      "a canary beside the version that it is measured against",
      { canary: { from: 8, percent: 10 } },
      [at(9, 10), at(8, 90)],
    ],
    [
      "a canary of the version itself: one route, for AWS refuses the same twice",
      { canary: { from: 9, percent: 10 } },
      [at(9, 100)],
    ],
  ] as const) {
    it(`are ${what}`, () => assert.deepEqual(routesOf(MACHINE, `${MACHINE}:9`, traffic), routes));
  }
});

describe("versionOf", () => {
  it("reads back what versionArn writes", () => assert.equal(versionOf(versionArn(MACHINE, 12)), 12));
  for (const arn of [MACHINE, `${MACHINE}:live`, "", "arn:aws:states:eu-central-1:1:execution:x:12"]) {
    it(`refuses ${arn}`, () => assert.throws(() => versionOf(arn), /is not the ARN of a state machine's version/));
  }
});
