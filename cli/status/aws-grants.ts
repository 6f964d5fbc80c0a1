import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { openGrantsIfAny } from "../../components/grants/lambda/open-grants";
import { awsClientConfig } from "../../stacks/aws/client-config";
import type { ConfigSource } from "../../stacks/config";
import type { GrantsApi } from "./read-grants";

/** DynamoDB, with the stack's configuration. Loading this file loads the AWS SDK. */
export function awsGrantsApi(stack: string, source: ConfigSource): GrantsApi {
  const client = new DynamoDBClient(awsClientConfig(stack, source, ["dynamodb"]));
  return { openGrants: (table) => openGrantsIfAny(client, table) };
}
