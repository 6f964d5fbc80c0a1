import type { EnvironmentNames } from "../../core/names";
import type { Move, Share } from "./plan";
import { sharesText } from "./plan";

/**
 * Longest description of an alias, in characters.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachineAlias.html
 */
const DESCRIPTION_LIMIT = 256;

/** Who rolls back, why and when. */
export interface Reason {
  /** ARN of the caller, from STS. */
  readonly who: string;
  readonly why: string;
  readonly at: Date;
}

/** Record of an alias that was moved, as JSON. */
export interface MoveRecord {
  readonly type: "AliasMoved";
  /** `<blueprint>/<environment>` */
  readonly environment: string;
  /** Key of the machine, as settings and commands call it. */
  readonly machine: string;
  readonly aliasArn: string;
  readonly from: readonly Share[];
  readonly to: readonly Share[];
  readonly who: string;
  readonly why: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** Record of a rollback of a run that a person started, as JSON. */
export interface RunRollbackRecord {
  readonly type: "RunRollbackStarted";
  /** `<blueprint>/<environment>` */
  readonly environment: string;
  /** Name of the parent's execution that is rolled back. */
  readonly run: string;
  /** ARN of the execution that rolls it back; how it went is in it. */
  readonly execution: string;
  readonly who: string;
  readonly why: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** One record of the stream. */
export type AuditRecord = MoveRecord | RunRollbackRecord;

/** The record of a rollback of a run. */
export function runRollbackRecord(
  { scope }: EnvironmentNames,
  { run, execution }: Pick<RunRollbackRecord, "run" | "execution">,
  { who, why, at }: Reason,
): RunRollbackRecord {
  return {
    type: "RunRollbackStarted",
    environment: `${scope.blueprint}/${scope.environment}`,
    run,
    execution,
    who,
    why,
    at: at.toISOString(),
  };
}

/** The record of a move. */
export function moveRecord({ scope }: EnvironmentNames, move: Move, { who, why, at }: Reason): MoveRecord {
  return {
    type: "AliasMoved",
    environment: `${scope.blueprint}/${scope.environment}`,
    machine: move.key,
    aliasArn: move.machine.aliasArn,
    from: move.from,
    to: [{ version: move.to, weight: 100 }],
    who,
    why,
    at: at.toISOString(),
  };
}

/** Description of the alias that was moved: the record in a sentence, cut to the limit of AWS. */
export function moveDescription(move: Move, { who, why, at }: Reason): string {
  const sentence = `Rolled back from ${sharesText(move.from)} to ${move.to} at ${at.toISOString()} by ${who}: ${why}`;
  return sentence.length <= DESCRIPTION_LIMIT ? sentence : `${sentence.slice(0, DESCRIPTION_LIMIT - 3)}...`;
}
