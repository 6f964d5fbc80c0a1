import assert from "node:assert/strict";
import { compareAliases, lastMovesOf } from "../../../cli/evidence/compare-aliases";
import type { KnownAlias } from "../../../cli/evidence/stored-record";
import { MOVE, RUN } from "../../components/evidence/sample-records";

const SINCE = new Date("2026-11-01T00:00:00Z");
const stored = { key: "k", version: "v1", sha256: "", lockedUntil: null };
const RECORDS = [
  { ...stored, record: RUN },
  { ...stored, record: { ...MOVE, to: [{ version: 9, weight: 100 }] } },
  { ...stored, record: MOVE },
];
const ORDERS: KnownAlias = {
  machine: "orders",
  aliasArn: MOVE.alias,
  shares: [{ version: 6, weight: 100 }],
  movedAt: new Date("2026-11-27T11:00:00Z"),
};
const findings = (more: Partial<KnownAlias>) =>
  compareAliases(
    [ORDERS, { ...ORDERS, ...more }].slice(more.aliasArn === undefined ? 1 : 0),
    lastMovesOf(RECORDS),
    SINCE,
  );

describe("aliases, compared with the records of their moves", () => {
  it("are no finding where the last record says where they lead", () => {
    assert.deepEqual(findings({}), []);
  });

  it("are a finding where they lead to another version or with another weight", () => {
    const message = (text: string) => `leads to ${text} since 2026-11-27T11:00:00.000Z, and its last record says 6`;
    const place = "alias of orders";
    assert.deepEqual(findings({ shares: [{ version: 9, weight: 100 }] }), [{ place, message: message("9") }]);
    const canary = [
      { version: 6, weight: 90 },
      { version: 9, weight: 10 },
    ];
    assert.deepEqual(findings({ shares: canary }), [{ place, message: message("6 (90 %), 9 (10 %)") }]);
  });

  it("are a finding where they were moved in this time and no record says so", () => {
    const other = { machine: "carts", aliasArn: MOVE.alias.replace("orders", "carts") };
    const message = "leads to 6 since 2026-11-27T11:00:00.000Z, and no record says so";
    assert.deepEqual(findings(other), [{ place: "alias of carts", message }]);
    assert.deepEqual(findings({ ...other, movedAt: new Date("2026-10-31T23:59:59Z") }), []);
  });

  it("are a finding where they are gone and their last record does not say so, whenever that was", () => {
    const carts = { ...MOVE, machine: "carts", alias: MOVE.alias.replace("orders", "carts") };
    const old = { ...carts, recordedAt: "2025-01-01T00:00:00.000Z" };
    const message = "is gone, and no record says who removed it: its last record, of 2025-01-01T00:00:00.000Z, says 6";
    assert.deepEqual(compareAliases([ORDERS], [MOVE, old], SINCE), [{ place: "alias of carts", message }]);
    assert.deepEqual(compareAliases([ORDERS], [MOVE, { ...old, to: [] }], SINCE), []);
  });

  it("are a finding where they are there and their last record says that they were removed, whenever they were moved", () => {
    const message = "leads to 6 since 2026-10-01T00:00:00.000Z, and its last record says it was removed";
    const alias = { ...ORDERS, movedAt: new Date("2026-10-01T00:00:00Z") };
    assert.deepEqual(compareAliases([alias], [{ ...MOVE, to: [] }], SINCE), [{ place: "alias of orders", message }]);
  });
});
