import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Logger } from "@aws-lambda-powertools/logger";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SFNClient } from "@aws-sdk/client-sfn";
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";
import { thrownError } from "../../core/errors";
import type { RunsConfig } from "./config";
import { answerGrantsRoute } from "./grants";
import { answerRuns, type RunsCall } from "./runs";

/** File beside the code with the function's `RunsConfig`. */
const CONFIG_FILE = "runs.json";

const logger = new Logger({ serviceName: "runs-api" });
const client = new SFNClient({});
const table = new DynamoDBClient({});
const config: RunsConfig = JSON.parse(readFileSync(join(__dirname, CONFIG_FILE), "utf8"));

/** Function of a runs API: one log line for each request, with who, what and the answer, and never the token. */
export async function handler(
  event: APIGatewayProxyEventV2WithJWTAuthorizer,
  context: Context,
): Promise<APIGatewayProxyStructuredResultV2> {
  logger.addContext(context);
  const { routeKey, pathParameters, requestContext } = event;
  const call: RunsCall = {
    routeKey,
    claims: requestContext.authorizer.jwt.claims,
    name: pathParameters?.name,
    body: bodyOf(event),
  };
  try {
    const { status, body, identity } = await (routeKey.includes(" /grants")
      ? answerGrantsRoute(call, pathParameters?.id, { config, client, table })
      : answerRuns(call, { config, client }));
    const { subject, client: clientId, wayIn, tokenId } = identity;
    const about = { run: body.name, grant: body.id, subject, clientId, wayIn, tokenId };
    logger.info("runs request", { route: routeKey, status, ...about });
    return answer(status, body);
  } catch (error) {
    logger.error("runs request failed", { route: routeKey, error: thrownError(error) });
    return answer(500, { message: "Internal error; fix: read the log of the runs API's function, then try again" });
  }
}

function bodyOf({ body, isBase64Encoded }: APIGatewayProxyEventV2WithJWTAuthorizer): string | undefined {
  return body !== undefined && isBase64Encoded ? Buffer.from(body, "base64").toString("utf8") : body;
}

function answer(statusCode: number, body: object): APIGatewayProxyStructuredResultV2 {
  return { statusCode, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
