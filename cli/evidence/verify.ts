import { createHash } from "node:crypto";
import { type EvidenceRecord, evidenceRecordSchema } from "../../components/evidence/record";
import { grantOf } from "../../components/grants/grant";
import type { KnownRun, StoredVersion } from "./stored-record";

/** What does not hold, and where: the key and version of a record, or the name of a run. */
export interface EvidenceFinding {
  readonly place: string;
  readonly message: string;
}

/** A record whose content is what its machine wrote. */
export interface VerifiedRecord {
  readonly key: string;
  readonly version: string;
  readonly sha256: string;
  /** When the lock ends, ISO 8601; null where the record is not locked. */
  readonly lockedUntil: string | null;
  readonly record: EvidenceRecord;
}

export interface Verification {
  readonly records: readonly VerifiedRecord[];
  readonly findings: readonly EvidenceFinding[];
}

export interface Expectation {
  /** `<blueprint>/<environment>` */
  readonly environment: string;
  /** Whether records are to be locked in compliance mode. */
  readonly isLocked: boolean;
  readonly now: Date;
}

/**
 * Checks every version: that its content has the checksum that S3 computed when it was stored, that it is locked, that
 * it is a record of the schema, of this environment and under its own key, and that its key was written once.
 */
export function verifyRecords(versions: readonly StoredVersion[], expected: Expectation): Verification {
  const records: VerifiedRecord[] = [];
  const findings: EvidenceFinding[] = [];
  const byKey = new Map<string, StoredVersion[]>();
  for (const one of versions) {
    byKey.set(one.key, [...(byKey.get(one.key) ?? []), one]);
  }
  for (const [key, all] of byKey) {
    const first = all.reduce((a, b) => (b.storedAt < a.storedAt ? b : a));
    for (const one of all) {
      const faults = [...(one === first ? [] : [rewritten(one, first)]), ...faultsOf(one, expected)];
      findings.push(...faults.map((message) => ({ place: `${key} version ${one.version}`, message })));
      const record = parsed(one);
      if (faults.length === 0 && record !== undefined) {
        const { version, sha256 = "", lockedUntil } = one;
        records.push({ key, version, sha256, lockedUntil: lockedUntil?.toISOString() ?? null, record });
      }
    }
  }
  return { records: records.sort((a, b) => (a.record.recordedAt < b.record.recordedAt ? -1 : 1)), findings };
}

function rewritten({ isDeleteMarker }: StoredVersion, { version }: StoredVersion): string {
  return isDeleteMarker
    ? `hides the record, which is version ${version}`
    : `was written over the record, which is version ${version}`;
}

function faultsOf(one: StoredVersion, { environment, isLocked, now }: Expectation): string[] {
  if (one.isDeleteMarker) {
    return [];
  }
  const digest = createHash("sha256").update(one.body).digest("base64");
  const until = one.lockedUntil?.getTime() ?? 0;
  const lock = !isLocked
    ? []
    : one.lockMode !== "COMPLIANCE"
      ? [`is not locked in compliance mode (${one.lockMode ?? "no lock"})`]
      : until <= now.getTime()
        ? [`is not locked any more: its lock ended ${one.lockedUntil?.toISOString() ?? "at no known time"}`]
        : [];
  if (one.sha256 === undefined) {
    return ["has no SHA-256 checksum", ...lock];
  }
  if (one.sha256 !== digest) {
    return [`is not what was stored: its SHA-256 is ${digest}, stored was ${one.sha256}`, ...lock];
  }
  const record = parsed(one);
  if (record === undefined) {
    return ["is not a record of the schema app-of-apps/evidence/1", ...lock];
  }
  return [
    ...(record.environment === environment ? [] : [`is a record of ${record.environment}, not of ${environment}`]),
    ...(isAtHome(one.key, record) ? [] : [`is a record of another ${record.kind} than its key names`]),
    ...lock,
  ];
}

function parsed({ isDeleteMarker, body }: StoredVersion): EvidenceRecord | undefined {
  try {
    const result = evidenceRecordSchema.safeParse(
      isDeleteMarker ? undefined : JSON.parse(Buffer.from(body).toString()),
    );
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
}

function isAtHome(key: string, record: EvidenceRecord): boolean {
  if (record.kind === "grant") {
    return key.endsWith(`/grants/${record.requestedAt.slice(0, 10)}/${record.grant}.json`);
  }
  if (record.kind !== "run") {
    return true;
  }
  const again = record.redrives > 0 ? `.redrive-${record.redrives}` : "";
  return key.endsWith(`/${record.startedAt.slice(0, 10)}/${record.run}${again}.json`);
}

/** Milliseconds that a record may be later than the end of its run. */
const GRACE = 10 * 60_000;

/** Milliseconds after its record in which a grant may be cleaned up again: a workflow takes at most a day. */
const LATE_CLEANUP = 24 * 3_600_000;

/**
 * Grants without a record. Of a grant whose record may have been written before `since`, because there are only
 * cleanups since then, nothing is said.
 */
export function compareGrants(
  executions: readonly KnownRun[],
  records: readonly VerifiedRecord[],
  since: Date,
  now: Date,
): EvidenceFinding[] {
  const recorded = new Set(records.flatMap(({ record }) => (record.kind === "grant" ? [record.grant] : [])));
  const byGrant = new Map<string, KnownRun[]>();
  for (const one of executions) {
    const { id } = grantOf(one.name);
    byGrant.set(id, [...(byGrant.get(id) ?? []), one]);
  }
  return [...byGrant].flatMap(([id, all]): EvidenceFinding[] => {
    const isOpen = all.some(({ status }) => status === "RUNNING" || status === "PENDING_REDRIVE");
    const mayBeOlder = all.every(
      ({ name, startedAt }) => grantOf(name).isCleanup && startedAt.getTime() - since.getTime() < LATE_CLEANUP,
    );
    if (recorded.has(id) || isOpen || mayBeOlder) {
      return [];
    }
    const ends = all.map(({ status }) => status).join(", ");
    const isFresh = all.some(({ startedAt }) => now.getTime() - startedAt.getTime() < GRACE);
    const wait = isFresh ? "; it may still be written" : "";
    return [{ place: `grant ${id}`, message: `ended ${ends} and has no record that holds${wait}` }];
  });
}

/** Runs without a record, and those whose record says another end than Step Functions. */
export function compareRuns(
  runs: readonly KnownRun[],
  records: readonly VerifiedRecord[],
  now: Date,
): EvidenceFinding[] {
  const ends = new Map(records.flatMap(({ record }) => (record.kind === "run" ? [[record.run, record] as const] : [])));
  return runs.flatMap(({ name, status, startedAt }): EvidenceFinding[] => {
    const record = ends.get(name);
    if (status === "RUNNING" || status === "PENDING_REDRIVE") {
      return [];
    }
    if (record === undefined) {
      const isFresh = now.getTime() - startedAt.getTime() < GRACE;
      const wait = isFresh ? "; it may still be written" : "";
      return [{ place: `run ${name}`, message: `ended ${status} and has no record that holds${wait}` }];
    }
    return record.status === status
      ? []
      : [{ place: `run ${name}`, message: `ended ${status}, and its record says ${record.status}` }];
  });
}
