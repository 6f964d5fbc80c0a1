import type { Share } from "../../components/versions/rollback/plan";

/** One version of an object of the evidence bucket, with what S3 says of it. */
export interface StoredVersion {
  readonly key: string;
  readonly version: string;
  /** When S3 received it. */
  readonly storedAt: Date;
  /** Whether it is a delete marker, which has no content. */
  readonly isDeleteMarker: boolean;
  readonly body: Uint8Array;
  /** SHA-256 that S3 computed when it received the object, Base64; absent where it has none. */
  readonly sha256?: string | undefined;
  /** `COMPLIANCE`, `GOVERNANCE`, or absent. */
  readonly lockMode?: string | undefined;
  readonly lockedUntil?: Date | undefined;
}

/** A run as Step Functions knows it. */
export interface KnownRun {
  readonly name: string;
  readonly status: string;
  readonly startedAt: Date;
}

/** The alias of a machine. */
export interface AliasName {
  /** Key of the machine. */
  readonly machine: string;
  readonly aliasArn: string;
}

/** Where an alias leads. */
export interface KnownAlias extends AliasName {
  readonly shares: readonly Share[];
  readonly movedAt: Date;
}

/** What the command calls. */
export interface EvidenceApi {
  /** Every version of every object below the prefix that was stored since then, delete markers included. */
  readonly versions: (bucket: string, prefix: string, since: Date) => Promise<readonly StoredVersion[]>;
  /** The newest version of each machine's last change below the prefix, where it was stored before then. */
  readonly lastChanges: (bucket: string, prefix: string, before: Date) => Promise<readonly StoredVersion[]>;
  /** Runs of a machine that were started since then; none of a machine that is not there. */
  readonly runs: (machineArn: string, since: Date) => Promise<readonly KnownRun[]>;
  /** Where aliases lead; one that is not there is left out. */
  readonly aliases: (names: readonly AliasName[]) => Promise<readonly KnownAlias[]>;
}
