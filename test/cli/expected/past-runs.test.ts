import assert from "node:assert/strict";
import { pastSeconds } from "../../../cli/expected/past-runs";
import { isRehearsalName, rehearsalName } from "../../../components/definitions/rehearsal/protocol";
import { FakeHistory } from "./fake-history";

const MACHINE = "arn:aws:states:eu-central-1:111111111111:stateMachine:shop-dev_orders";
const UUID = "0f8fad5b-d9cb-469f-a165-70867728950e";

describe("past runs", () => {
  let history: FakeHistory;
  beforeEach(() => {
    history = new FakeHistory();
  });

  it("are how long the last ones took, newest first, and no more are asked for", async () => {
    history.add(MACHINE, [{ seconds: 3.25 }, { seconds: 2 }, { seconds: 1 }]);
    assert.deepEqual(await pastSeconds(history, MACHINE, 2), [3.25, 2]);
    assert.deepEqual(history.asked, ["page 1 of shop-dev_orders", "run-1", "run-2"]);
  });

  it("are looked for on every page until there are enough", async () => {
    history.pageSize = 2;
    const rehearsal = { name: rehearsalName(UUID), seconds: 1 };
    history.add(MACHINE, [rehearsal, rehearsal, rehearsal, { seconds: 5 }, { seconds: 6 }, { seconds: 7 }, {}]);
    assert.deepEqual(await pastSeconds(history, MACHINE, 2), [5, 6]);
    assert.deepEqual(
      history.asked.filter((call) => call.startsWith("page")),
      ["page 1 of shop-dev_orders", "page 2 of shop-dev_orders", "page 3 of shop-dev_orders"],
    );
    assert.deepEqual(await pastSeconds(history, MACHINE, 100), [5, 6, 7, 1]);
  });

  it("are none of a machine that has not run", async () => {
    assert.deepEqual(await pastSeconds(history, MACHINE, 20), []);
  });

  it("are no rehearsals, whatever those are called, and no redriven ones", async () => {
    history.add(MACHINE, [
      { name: rehearsalName(UUID), seconds: 1 },
      { seconds: 2, input: '{"rehearse": true}' },
      { seconds: 3, input: '{"rehearse": true, "context": {}, "caller": {}}' },
      { seconds: 4, redriven: true },
      { name: "rehearsal-of-friday", seconds: 5 },
      { seconds: 6, input: '{"rehearse": "true"}' },
      { seconds: 7, input: '{"rehearse": false, "context": {"rehearse": true}}' },
      { seconds: 8, input: "null" },
      { seconds: 9, input: "[true]" },
    ]);
    assert.deepEqual(await pastSeconds(history, MACHINE, 20), [5, 6, 7, 8, 9]);
    assert.ok(!history.asked.includes("run-1"), "a rehearsal that its name shows costs no call");
  });

  it("distinguish the names of an up's rehearsals from all others", () => {
    assert.ok(isRehearsalName(rehearsalName(UUID)));
    for (const name of [UUID, "rehearsal", `rehearsal-${UUID}-2`, `my-rehearsal-${UUID}`, "rehearsal-1"]) {
      assert.ok(!isRehearsalName(name), name);
    }
  });
});
