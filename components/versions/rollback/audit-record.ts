import type { EnvironmentNames } from "../../core/names";
import type { Move, Share } from "./plan";
import { sharesText } from "./plan";

/** Longest description of an alias. https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachineAlias.html */
const DESCRIPTION_LIMIT = 256;

/** Who does it and why. */
export interface Reason {
  /** ARN that STS gives of the caller. */
  readonly who: string;
  readonly why: string;
  readonly at: Date;
}

/** One record of the stream, as JSON. */
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

/** What is kept of a move. */
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

/** Description of the alias that was moved: the same in a sentence, cut where AWS would refuse it. It changes in the same call as the alias. */
export function moveDescription(move: Move, { who, why, at }: Reason): string {
  const sentence = `Rolled back from ${sharesText(move.from)} to ${move.to} at ${at.toISOString()} by ${who}: ${why}`;
  return sentence.length <= DESCRIPTION_LIMIT ? sentence : `${sentence.slice(0, DESCRIPTION_LIMIT - 3)}...`;
}
