import assert from "node:assert/strict";
import { newestChanges } from "../../../components/versions/change-evidence";

const key = (at: string, subject: string) => `dev/changes/${at.slice(0, 10)}/${at}-${subject}.json`;
const [first, second] = ["2026-05-04T12:00:00.000Z", "2026-11-04T09:00:00.000Z"];

describe("the newest record of each machine, of keys of changes", () => {
  it("is the last in time, whatever their order, and of a name that begins like another only its own", () => {
    const keys = [key(second, "orders"), key(first, "orders"), key(first, "orders_rollback"), key(second, "_parent")];
    const newest = [key(first, "orders_rollback"), key(second, "_parent"), key(second, "orders")];
    assert.deepEqual(newestChanges(keys).sort(), newest);
    assert.deepEqual(
      newestChanges(keys, (machine) => machine === "orders"),
      [key(second, "orders")],
    );
  });

  it("leaves out what is no record of a change", () => {
    assert.deepEqual(newestChanges(["dev/changes/", "dev/runs/2026-05-04/release-7.json", "dev/changes/x.json"]), []);
  });
});
