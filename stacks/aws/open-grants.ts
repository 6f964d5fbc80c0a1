import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { openGrantsIfAny } from "../../components/grants/lambda/open-grants";
import type { ReadOpenGrants } from "../../components/grants/removed-entries";
import type { ConfigSource } from "../config";
import { awsClientConfig } from "./client-config";

/**
 * Reads open grants with the stack's configuration. Loading this file loads the client of DynamoDB, which takes long.
 * @throws {ProblemsError} for a configuration that cannot be followed
 */
export function openGrantsReader(stack: string, source: ConfigSource): ReadOpenGrants {
  const client = new DynamoDBClient(awsClientConfig(stack, source, ["dynamodb"]));
  return (table) => openGrantsIfAny(client, table);
}
