import { isDeepStrictEqual } from "node:util";
import { errorWithName } from "../core/errors";
import { evidenceNames, evidencePrefix } from "../core/evidence-names";
import type { EnvironmentNames } from "../core/names";
import type { AliasMovedRecord } from "../evidence/record";
import { type EvidenceObject, type EvidenceStore, evidenceOf } from "./change-evidence";
import type { KeyedMachine } from "./machine-keys";
import type { AuditRecord, MoveRecord } from "./rollback/audit-record";
import { type Share, sharesOf, sharesText } from "./rollback/plan";
import type { Route, Traffic } from "./routing";
import type { StepFunctionsApi } from "./step-functions-api";

export interface MoveRecorderArgs {
  readonly names: EnvironmentNames;
  readonly machines: readonly KeyedMachine[];
  /** Traffic that the settings give a machine, by its key. */
  readonly trafficOf: (key: string) => Traffic;
  readonly stepFunctions: Pick<StepFunctionsApi, "describeAlias">;
  readonly evidence: EvidenceStore;
  readonly deployment: AliasMovedRecord["deployment"];
  /** What the deployment says of its reason, in addition to the settings. @default nothing */
  readonly reason?: string | undefined;
  /** @default the clock's */
  readonly now?: () => Date;
}

type Change = Pick<MoveRecord, "machine" | "aliasArn" | "from" | "to" | "who"> & {
  /** Why the alias is there no more. @default it is */
  readonly gone?: string;
};

/**
 * Records the aliases that one `up` moves. What an alias led to before is read from Step Functions: a rollback may have
 * moved it since the last `up`.
 */
export class MoveRecorder {
  /** Keys of the machines whose moves have no record. */
  readonly unrecorded: string[] = [];
  private readonly before = new Map<string, readonly Share[]>();
  private readonly kept = new Set<string>();
  private caller: Promise<string> | undefined;

  constructor(private readonly args: MoveRecorderArgs) {}

  /** Says that the deployment has this alias: what is not kept is removed at its end. */
  keep(aliasArn: string): void {
    this.kept.add(aliasArn);
  }

  /** Before an alias is made or moved. Rejects where its record could not say who moves it, and from where. */
  async expect(aliasArn: string): Promise<void> {
    const { stepFunctions, evidence } = this.args;
    this.caller ??= evidence.caller();
    const [alias] = await Promise.all([stepFunctions.describeAlias(aliasArn), this.caller]);
    this.before.set(aliasArn, alias === undefined ? [] : sharesOf(alias));
  }

  /**
   * After an alias was made or moved. Returns what to do where that could not be recorded. Never rejects: nothing would
   * move it back.
   */
  async record(aliasArn: string, routes: readonly Route[]): Promise<string | undefined> {
    const from = this.before.get(aliasArn) ?? [];
    const to = sharesOf({ routes });
    if (isDeepStrictEqual(from, to)) {
      return undefined;
    }
    const machine = this.keyOf(aliasArn);
    const object = this.evidenceOf({ machine, aliasArn, from, to, who: (await this.caller) ?? "unknown" });
    try {
      await this.args.evidence.keep(object);
      return undefined;
    } catch (error) {
      this.unrecorded.push(machine);
      const moved = `${machine}: its alias was moved from ${sharesText(from) || "nowhere"} to ${sharesText(to)}`;
      return `${moved}, and the record was not written: ${errorWithName(error)}. ${fixFor(object)}`;
    }
  }

  /**
   * Once all aliases are made and moved: changes that no hook sees. Aliases that the engine removes when the program
   * has ended, aliases that records name and that were gone before, and pins at the version that was live.
   */
  async unseen(): Promise<readonly EvidenceObject[]> {
    const { names, trafficOf, evidence, stepFunctions } = this.args;
    const here = new Map([...this.kept].map((alias) => [this.keyOf(alias), alias] as const));
    const isPinned = (machine: string) => here.has(machine) && trafficOf(machine).pin !== undefined;
    const [bucket, prefix] = [evidenceNames(names).bucket.name, evidencePrefix(names, "changes")];
    const last = await evidence.lastMoves(bucket, prefix, (one) => !here.has(one) || isPinned(one));
    const removed = last.filter(({ machine }) => !here.has(machine));
    const known = new Set(last.flatMap(({ machine, pinned }) => (pinned ? [machine] : [])));
    const pinned = [...here].filter(([machine]) => isPinned(machine) && !known.has(machine));
    if (removed.length + pinned.length === 0) {
      return [];
    }
    this.caller ??= evidence.caller();
    const caller = await this.caller;
    const sharesAt = async (alias: string) => {
      const live = await stepFunctions.describeAlias(alias);
      return live === undefined ? undefined : sharesOf(live);
    };
    const removals = removed.map(async ({ machine, alias: aliasArn, to }) => {
      const live = await sharesAt(aliasArn);
      if (live === undefined && to.length === 0) {
        return [];
      }
      const change =
        live === undefined
          ? { from: to, who: "unknown", gone: `was gone before this update, found by ${caller}` }
          : { from: live, who: caller, gone: "removed from the environment" };
      return [this.evidenceOf({ machine, aliasArn, to: [], ...change })];
    });
    const pins = pinned.map(async ([machine, aliasArn]) => {
      const shares = (await sharesAt(aliasArn)) ?? [];
      return [this.evidenceOf({ machine, aliasArn, from: shares, to: shares, who: caller })];
    });
    return (await Promise.all([...removals, ...pins])).flat();
  }

  private evidenceOf({ gone, ...change }: Change): EvidenceObject {
    const { names, trafficOf, deployment, reason, now = () => new Date() } = this.args;
    const traffic = trafficOf(change.machine);
    const why = [gone ?? settingOf(traffic), ...(reason === undefined ? [] : [reason])].join("; ");
    const { blueprint, environment } = names.scope;
    const move: AuditRecord = {
      type: "AliasMoved",
      environment: `${blueprint}/${environment}`,
      ...change,
      why,
      at: now().toISOString(),
    };
    return evidenceOf(names, move, { isPinned: traffic.pin !== undefined, deployment });
  }

  private keyOf(aliasArn: string): string {
    const found = this.args.machines.find(({ machine }) => machine.aliasArn === aliasArn);
    return found?.key ?? aliasArn.split(":").at(-2) ?? aliasArn;
  }
}

/** What the settings say about the traffic of a machine. */
function settingOf({ pin, canary }: Traffic): string {
  if (pin !== undefined) {
    return `pin to version ${pin}`;
  }
  return canary === undefined
    ? "newest version"
    : `canary of ${canary.percent} % on the newest version, the rest on version ${canary.from}`;
}

/** The next `up` has nothing to move, so the record is written by hand. */
function fixFor({ bucket, key, record }: EvidenceObject): string {
  const json = JSON.stringify(record).replaceAll("'", "'\\''");
  return (
    `fix: allow s3:PutObject on ${bucket} and kms:GenerateDataKey on its key, then write it: ` +
    `printf '%s' '${json}' > record.json && aws s3api put-object --region ${record.region} --bucket ${bucket} ` +
    `--key '${key}' --body record.json --content-type application/json --checksum-algorithm SHA256 --if-none-match '*'`
  );
}
