import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import type { StoredVersion } from "../../../cli/evidence/stored-record";
import { compareGrants, compareRuns, verifyRecords } from "../../../cli/evidence/verify";
import type { EvidenceRecord } from "../../../components/evidence/record";
import { GRANT, MOVE, ROLLBACK, RUN } from "../../components/evidence/sample-records";

const NOW = new Date("2026-11-28T00:00:00Z");
const EXPECTED = { environment: "retail/dev", isLocked: true, now: NOW };

function stored(key: string, record: EvidenceRecord, more: Partial<StoredVersion> = {}): StoredVersion {
  const body = Buffer.from(JSON.stringify(record));
  return {
    key,
    version: "v1",
    storedAt: new Date(record.recordedAt),
    isDeleteMarker: false,
    body,
    sha256: createHash("sha256").update(body).digest("base64"),
    lockMode: "COMPLIANCE",
    lockedUntil: new Date("2028-01-01T00:00:00Z"),
    ...more,
  };
}

const RUN_KEY = "dev/runs/2026-11-27/release-7.json";
const run = (more: Partial<StoredVersion> = {}) => stored(RUN_KEY, RUN, more);
const ALL = [run(), stored("dev/changes/2026-11-27/1.json", MOVE), stored("dev/changes/2026-11-27/2.json", ROLLBACK)];
const findings = (...versions: StoredVersion[]) =>
  verifyRecords(versions, EXPECTED).findings.map(({ place, message }) => `${place}: ${message}`);

describe("verification of evidence records", () => {
  it("accepts records that are what was stored, locked, under their own keys", () => {
    const { records, findings } = verifyRecords(ALL, EXPECTED);
    assert.deepEqual(findings, []);
    assert.deepEqual(
      records.map(({ key }) => key),
      ALL.map(({ key }) => key),
    );
  });

  it("finds and locates a change of any byte of any record", () => {
    fc.assert(
      fc.property(fc.nat(ALL.length - 1), fc.nat(), fc.integer({ min: 1, max: 255 }), (index, at, change) => {
        const versions = ALL.map((one, number) => {
          const body = Uint8Array.from(one.body);
          const place = at % body.length;
          body[place] = (body[place] ?? 0) ^ change;
          return number === index ? { ...one, body } : one;
        });
        const { records, findings } = verifyRecords(versions, EXPECTED);
        assert.equal(findings.length, 1);
        assert.equal(findings[0]?.place, `${ALL[index]?.key} version v1`);
        assert.match(findings[0]?.message ?? "", /^is not what was stored: /);
        assert.equal(records.length, ALL.length - 1);
      }),
      { numRuns: 300 },
    );
  });

  it("finds and locates bytes that were cut off or added", () => {
    for (const body of [run().body.slice(0, -1), Buffer.concat([run().body, Buffer.from(" ")]), new Uint8Array()]) {
      assert.match(findings(run({ body }))[0] ?? "", new RegExp(`^${RUN_KEY} version v1: is not what was stored: `));
    }
  });

  it("finds a version that was written over a record, and keeps the record", () => {
    const later = { version: "v2", storedAt: new Date("2026-11-27T12:00:00Z") };
    const forged = stored(RUN_KEY, { ...RUN, status: "SUCCEEDED", failure: null }, later);
    const result = verifyRecords([forged, run()], EXPECTED);
    assert.deepEqual(result.findings, [
      { place: `${RUN_KEY} version v2`, message: "was written over the record, which is version v1" },
    ]);
    assert.deepEqual(
      result.records.map(({ version }) => version),
      ["v1"],
    );
  });

  it("finds a delete marker that hides a record", () => {
    const marker = run({ version: "v2", storedAt: NOW, isDeleteMarker: true, body: new Uint8Array() });
    assert.deepEqual(findings(run(), marker), [`${RUN_KEY} version v2: hides the record, which is version v1`]);
  });

  it("finds a record without a lock in compliance mode, and one whose lock has ended", () => {
    assert.match(findings(run({ lockMode: undefined }))[0] ?? "", /is not locked in compliance mode \(no lock\)$/);
    assert.match(findings(run({ lockMode: "GOVERNANCE" }))[0] ?? "", /\(GOVERNANCE\)$/);
    assert.match(findings(run({ lockedUntil: NOW }))[0] ?? "", /is not locked any more/);
  });

  it("asks for no lock where the environment has none", () => {
    const expected = { ...EXPECTED, isLocked: false };
    assert.deepEqual(verifyRecords([run({ lockMode: undefined })], expected).findings, []);
  });

  it("finds an object without a checksum, and one that is no record", () => {
    assert.match(findings(run({ sha256: undefined }))[0] ?? "", /has no SHA-256 checksum$/);
    const body = Buffer.from("{}");
    const sha256 = createHash("sha256").update(body).digest("base64");
    assert.match(findings(run({ body, sha256 }))[0] ?? "", /is not a record of the schema/);
  });

  it("finds a record of another run or environment under a key", () => {
    assert.match(findings(stored("dev/runs/2026-11-27/release-8.json", RUN))[0] ?? "", /another run than its key/);
    assert.match(
      findings(stored(RUN_KEY, { ...RUN, environment: "retail/prod" }))[0] ?? "",
      /is a record of retail\/prod/,
    );
  });
});

describe("grants and their records", () => {
  const key = `dev/grants/2026-11-27/${GRANT.grant}.json`;
  const since = new Date("2026-11-20T00:00:00Z");
  const { records } = verifyRecords([stored(key, GRANT)], EXPECTED);
  const known = (name: string, status: string, startedAt = GRANT.requestedAt) => ({
    name,
    status,
    startedAt: new Date(startedAt),
  });
  const compared = (...executions: ReturnType<typeof known>[]) =>
    compareGrants(executions, records, since, NOW).map(({ place, message }) => `${place} ${message}`);

  it("are compared: a grant without a record is a finding, one that is open or was recorded by its cleanup is none", () => {
    const recorded = [known(GRANT.grant, "ABORTED"), known(`${GRANT.grant}_3rk0a`, "SUCCEEDED")];
    const open = [known("on-call-1", "FAILED"), known("on-call-1_3rk0a", "RUNNING")];
    assert.deepEqual(compared(...recorded, ...open, known("on-call-2", "FAILED"), known("on-call-2_1", "ABORTED")), [
      "grant on-call-2 ended FAILED, ABORTED and has no record that holds",
    ]);
  });

  it("are compared: nothing is said of cleanups alone, whose record may have been written before", () => {
    assert.deepEqual(compared(known("on-call-3_3rk0a", "SUCCEEDED", "2026-11-20T00:30:00Z")), []);
    assert.equal(compared(known("on-call-3_3rk0a", "SUCCEEDED")).length, 1);
    assert.equal(compared(known("on-call-3", "SUCCEEDED", "2026-11-20T00:30:00Z")).length, 1);
  });

  it("finds a record of another grant or day under a key", () => {
    for (const other of [
      "dev/grants/2026-11-27/on-call-1.json",
      key.replace("-27", "-28"),
      key.replace("grants", "runs"),
    ]) {
      assert.match(findings(stored(other, GRANT))[0] ?? "", /is a record of another grant than its key names/);
    }
    assert.deepEqual(findings(stored(key, GRANT)), []);
  });
});

describe("runs and their records", () => {
  const { records } = verifyRecords(ALL, EXPECTED);
  const known = (name: string, status: string) => ({ name, status, startedAt: new Date(RUN.startedAt) });

  it("are compared: a run without a record is a finding, one that runs is none", () => {
    const runs = [known("release-7", "FAILED"), known("release-8", "ABORTED"), known("release-9", "RUNNING")];
    assert.deepEqual(compareRuns(runs, records, NOW), [
      { place: "run release-8", message: "ended ABORTED and has no record that holds" },
    ]);
  });

  it("are compared: a record that says another end is a finding", () => {
    assert.deepEqual(compareRuns([known("release-7", "SUCCEEDED")], records, NOW), [
      { place: "run release-7", message: "ended SUCCEEDED, and its record says FAILED" },
    ]);
  });
});
