import assert from "node:assert/strict";
import { brokenRows, rehearsalTable } from "../../../../components/versions/rehearsal/table";

const proven = {
  app: "db",
  verdict: "proven" as const,
  role: "arn:aws:sts::1:assumed-role/shop_db_task/run",
  chain: "shop_db_machine -> shop_db_task",
  secrets: [{ name: "password", ageDays: 12, due: false }],
  permissions: { simulated: 9, denied: [], notSimulated: [] },
};
const broken = {
  app: "orders",
  verdict: "broken" as const,
  role: null,
  chain: "a -> b",
  secrets: [],
  error: "States.TaskFailed",
  cause: "not\n  authorized",
};

/** What a column shows. */
const cell = (column: number, more: object) =>
  rehearsalTable([{ ...proven, ...more }])[1]
    ?.split(/ {2,}/)
    .at(column);

describe("rehearsalTable", () => {
  it("has a line for each app, columns under their titles", () => {
    assert.deepEqual(rehearsalTable([proven, broken]), [
      "APP     ROLE          CHAIN                            SECRETS        PERMISSIONS    VERDICT  ERROR",
      "db      shop_db_task  shop_db_machine -> shop_db_task  password 12 d  9 allowed      proven",
      "orders  none          a -> b                           none           not simulated  broken   States.TaskFailed: not authorized",
    ]);
  });

  it("shows the age of every secret, and which ones a run would rotate", () => {
    const secrets = [
      { name: "password", ageDays: 40, due: true },
      { name: "token", ageDays: null, due: true },
      { name: "key", ageDays: 0, due: false },
    ];
    assert.equal(cell(3, { secrets }), "password 40 d, due; token never rotated, due; key 0 d");
  });

  it("counts what is denied and what was not simulated", () => {
    const permissions = { simulated: 9, denied: ["x"], notSimulated: ["y", "z"] };
    assert.equal(cell(4, { permissions }), "1 of 9 denied, 2 not simulated");
    assert.equal(cell(4, { permissions: { ...permissions, denied: [] } }), "9 allowed, 2 not simulated");
  });

  it("cuts a cause that would fill the screen", () => {
    const [, line = ""] = rehearsalTable([{ ...broken, cause: "x".repeat(5000) }]);
    assert.ok(line.length < 480 && line.endsWith("..."), String(line.length));
  });
});

describe("brokenRows", () => {
  it("are those that are not proven", () => assert.deepEqual(brokenRows([proven, broken]), [broken]));
});
