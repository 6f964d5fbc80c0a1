import { evidenceNames, evidencePrefix } from "../core/evidence-names";
import type { EnvironmentNames } from "../core/names";
import { EVIDENCE_SCHEMA } from "../definitions/evidence/record-body";
import type { EvidenceRecord } from "../evidence/record";
import type { AuditRecord } from "./rollback/audit-record";

/** A record to be put into the evidence bucket. */
export interface EvidenceObject {
  readonly bucket: string;
  /** Never written twice. */
  readonly key: string;
  readonly record: EvidenceRecord;
}

/** The evidence record of what a command records in the environment's log; `isPinned` where it writes pins, too. */
export function evidenceOf(names: EnvironmentNames, audit: AuditRecord, isPinned: boolean): EvidenceObject {
  const { account, region } = names.scope;
  const { environment, who, why, at } = audit;
  const head = { schema: EVIDENCE_SCHEMA, environment, account, region, recordedAt: at } as const;
  const person = { recordedBy: "command", who, why } as const;
  const record: EvidenceRecord =
    audit.type === "AliasMoved"
      ? {
          ...head,
          kind: "aliasMoved",
          ...person,
          machine: audit.machine,
          alias: audit.aliasArn,
          from: [...audit.from],
          to: [...audit.to],
          pinned: isPinned,
        }
      : { ...head, kind: "runRollback", ...person, run: audit.run, execution: audit.execution };
  const subject = audit.type === "AliasMoved" ? audit.machine : audit.execution.replace(/^.*:/, "");
  const key = `${evidencePrefix(names, "changes")}${at.slice(0, 10)}/${at}-${subject}.json`;
  return { bucket: evidenceNames(names).bucket.name, key, record };
}
