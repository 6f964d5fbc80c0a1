import {
  type CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { type EnvironmentNames, VERSIONS_STREAM } from "../../core/names";
import type { Move, Share } from "./plan";
import { sharesText } from "./plan";

/**
 * Longest description of an alias, in characters.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachineAlias.html
 */
const DESCRIPTION_LIMIT = 256;

/** Who moves an alias, why and when. */
export interface Reason {
  /** ARN of the caller, from STS. */
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

/** Writes records of moves to the environment's log and creates the stream first. @throws the service's error */
export async function writeRecords(
  logs: CloudWatchLogsClient,
  logGroupName: string,
  records: readonly MoveRecord[],
): Promise<void> {
  try {
    await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: VERSIONS_STREAM }));
  } catch (error) {
    if (!(error instanceof Error && error.name === "ResourceAlreadyExistsException")) {
      throw error;
    }
  }
  const logEvents = records.map((record) => ({ timestamp: Date.parse(record.at), message: JSON.stringify(record) }));
  const answer = await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName: VERSIONS_STREAM, logEvents }));
  if (answer.rejectedLogEventsInfo !== undefined) {
    throw new Error(`${logGroupName} rejected records: ${JSON.stringify(answer.rejectedLogEventsInfo)}`);
  }
}
