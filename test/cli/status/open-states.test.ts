import assert from "node:assert/strict";
import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { openStates } from "../../../cli/status/open-states";

const timestamp = new Date("2026-05-04T12:00:00Z");
const entered = (id: number, name: string) =>
  ({ id, timestamp, type: "TaskStateEntered", stateEnteredEventDetails: { name } }) as HistoryEvent;
const exited = (id: number, name: string) =>
  ({ id, timestamp, type: "TaskStateExited", stateExitedEventDetails: { name } }) as HistoryEvent;
const names = (...events: HistoryEvent[]) => openStates(events).map(({ name }) => name);

describe("states that an execution is in", () => {
  it("were entered and not left, in any order of events", () => {
    assert.deepEqual(names(entered(1, "a"), exited(2, "a"), entered(3, "b"), entered(4, "c")), ["b", "c"]);
    assert.deepEqual(names(entered(4, "c"), entered(3, "b"), exited(2, "a"), entered(1, "a")), ["b", "c"]);
  });

  it("count again once they are entered again, and not where only their end is among the events", () => {
    assert.deepEqual(names(entered(1, "a"), exited(2, "a"), entered(3, "a")), ["a"]);
    assert.deepEqual(names(exited(9, "a")), []);
  });
});
