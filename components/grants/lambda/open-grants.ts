import { type AttributeValue, type DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { unlessNamed } from "../../core/errors";
import type { Grant, GrantState } from "../grant";

/** A grant as the table has it. */
export interface OpenGrant {
  readonly grant: Grant;
  readonly state: GrantState;
  /** ARN of the workflow that answers for it. */
  readonly execution: string;
  /** When it was asked for, ISO 8601; empty for what the reconciler found. */
  readonly requested: string;
  /** When it ends, in milliseconds since 1970; absent while it is not active. */
  readonly until?: number;
  /** Whether the person has joined the group. */
  readonly joined: boolean;
}

/** All grants of the table, which has tens of them: grants that ended leave it. */
export async function openGrants(client: DynamoDBClient, table: string): Promise<OpenGrant[]> {
  const found: OpenGrant[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table, ConsistentRead: true })) {
    found.push(...Items.flatMap(openGrant));
  }
  return found;
}

/** The same of a table that may not be there: none. */
export async function openGrantsIfAny(client: DynamoDBClient, table: string): Promise<OpenGrant[]> {
  return (await unlessNamed(openGrants(client, table), "ResourceNotFoundException")) ?? [];
}

function openGrant(item: Record<string, AttributeValue>): OpenGrant[] {
  const { grant, state, execution, requested, until, joined } = item;
  if (grant?.S === undefined || state?.S === undefined || execution?.S === undefined) {
    return [];
  }
  return [
    {
      grant: JSON.parse(grant.S) as Grant,
      state: state.S as GrantState,
      execution: execution.S,
      requested: requested?.S ?? "",
      ...(until?.N === undefined ? {} : { until: Number(until.N) }),
      joined: joined !== undefined,
    },
  ];
}
