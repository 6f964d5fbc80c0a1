import { evidenceNames, evidencePrefix } from "../core/evidence-names";
import type { EnvironmentNames } from "../core/names";
import { EVIDENCE_SCHEMA } from "../definitions/evidence/record-body";
import type { AliasMovedRecord, EvidenceRecord } from "../evidence/record";
import type { AuditRecord } from "./rollback/audit-record";

/** A record to be put into the evidence bucket. */
export interface EvidenceObject {
  readonly bucket: string;
  /** Never written twice. */
  readonly key: string;
  readonly record: EvidenceRecord;
}

/** What records changes: commands, and a program while it deploys. */
export interface EvidenceWriter {
  /** ARN of the caller. */
  readonly caller: () => Promise<string>;
  /** Puts a record into the evidence bucket; fails where its key is written already. */
  readonly keep: (evidence: EvidenceObject) => Promise<void>;
}

/** What a deployment also asks of the bucket. */
export interface EvidenceStore extends EvidenceWriter {
  /** Of the records of moves below the prefix, the newest of each machine that is wanted; none without a bucket. */
  readonly lastMoves: (
    bucket: string,
    prefix: string,
    wanted: (machine: string) => boolean,
  ) => Promise<readonly AliasMovedRecord[]>;
}

/** The newest key of each machine that is wanted, of keys of changes in any order. */
export function newestChanges(keys: readonly string[], wanted: (machine: string) => boolean = () => true): string[] {
  const newest = new Map<string, string>();
  for (const key of [...keys].sort()) {
    const [, subject] = CHANGE_KEY.exec(key) ?? [];
    if (subject !== undefined && wanted(subject)) {
      newest.set(subject, key);
    }
  }
  return [...newest.values()];
}

/** `<day>/<time>-<machine, or execution of a rollback>.json` at the end of a key: in order of time. */
const CHANGE_KEY = /\/\d{4}-\d\d-\d\d\/\d{4}-\d\d-\d\dT[\d:.]+Z-([^/]+)\.json$/;

/** What a change's evidence says beyond its audit record. */
export interface ChangeOrigin {
  /** Whether a pin holds the alias. */
  readonly isPinned: boolean;
  /** @default a command has made the change */
  readonly deployment?: AliasMovedRecord["deployment"];
}

/** The evidence record of a change that is recorded. */
export function evidenceOf(
  names: EnvironmentNames,
  audit: AuditRecord,
  { isPinned, deployment }: ChangeOrigin,
): EvidenceObject {
  const { account, region } = names.scope;
  const { environment, who, why, at } = audit;
  const head = { schema: EVIDENCE_SCHEMA, environment, account, region, recordedAt: at } as const;
  const record: EvidenceRecord =
    audit.type === "AliasMoved"
      ? {
          ...head,
          kind: "aliasMoved",
          recordedBy: deployment === undefined ? "command" : "deployment",
          ...(deployment === undefined ? {} : { deployment }),
          who,
          why,
          machine: audit.machine,
          alias: audit.aliasArn,
          from: [...audit.from],
          to: [...audit.to],
          pinned: isPinned,
        }
      : { ...head, kind: "runRollback", recordedBy: "command", who, why, run: audit.run, execution: audit.execution };
  const subject = audit.type === "AliasMoved" ? audit.machine : audit.execution.replace(/^.*:/, "");
  const key = `${evidencePrefix(names, "changes")}${at.slice(0, 10)}/${at}-${subject}.json`;
  return { bucket: evidenceNames(names).bucket.name, key, record };
}
