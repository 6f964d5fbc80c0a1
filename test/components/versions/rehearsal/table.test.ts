import assert from "node:assert/strict";
import { brokenOf, rehearsalTable } from "../../../../components/versions/rehearsal/table";

const proven = {
  app: "db",
  verdict: "proven" as const,
  role: "arn:aws:sts::1:assumed-role/shop_db_task/run",
  chain: "shop_db_machine -> shop_db_task",
};
const broken = {
  app: "orders",
  verdict: "broken" as const,
  role: null,
  chain: "a -> b",
  error: "States.TaskFailed",
  cause: "not\n  authorized",
};

describe("rehearsalTable", () => {
  it("has a line for each app, columns under their titles", () => {
    assert.deepEqual(rehearsalTable([proven, broken]), [
      "APP     ROLE          CHAIN                            VERDICT  ERROR",
      "db      shop_db_task  shop_db_machine -> shop_db_task  proven",
      "orders  none          a -> b                           broken   States.TaskFailed: not authorized",
    ]);
  });

  it("cuts a cause that would fill the screen", () => {
    const [, line = ""] = rehearsalTable([{ ...broken, cause: "x".repeat(5000) }]);
    assert.ok(line.length < 450 && line.endsWith("..."), String(line.length));
  });
});

describe("brokenOf", () => {
  it("is what is not proven", () => assert.deepEqual(brokenOf([proven, broken]), [broken]));
});
