import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SFNClient } from "@aws-sdk/client-sfn";
import { type ApiAnswer, refusal } from "../../core/api-answer";
import type { RunIdentity } from "../../definitions/run-identity";
import { answerGrants } from "../../grants/api/answer";
import type { RunsConfig } from "./config";
import { identityOf } from "./identity";
import type { RunsCall } from "./runs";

/** Answers a request about grants: who asks is read as for runs, with the groups that ask for grants or answer. */
export async function answerGrantsRoute(
  { claims, routeKey, body }: RunsCall,
  id: string | undefined,
  {
    config,
    client,
    table,
  }: { readonly config: RunsConfig; readonly client: SFNClient; readonly table: DynamoDBClient },
): Promise<ApiAnswer & { identity: RunIdentity }> {
  const { grants } = config;
  const groups = (grants?.entries ?? []).flatMap(({ askers, approvers }) => [...askers, ...approvers]);
  const identity = identityOf(claims, [...config.callers, ...groups.map((group) => ({ who: { group }, may: [] }))]);
  if (grants === undefined) {
    return { identity, ...refusal(404, "Unknown route") };
  }
  const userId = typeof claims.uid === "string" ? claims.uid : "";
  const tools = { config: grants, workflows: client, table };
  return { identity, ...(await answerGrants({ routeKey, identity, userId, id, body }, tools)) };
}
