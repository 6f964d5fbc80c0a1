import { MANY, PART, Text } from "../../evaluator/text";
import { permissionsOf, prefixOfService } from "../../iam/action-table";
import { functionArn, parameterArn, queriedArn, queueArn, secretArn, tableArn, topicArn } from "../resources";
import { startExecution } from "./start-execution";
import { known, type Need, type Needs, need, type TaskCall } from "./types";

/** What an action of the AWS SDK integrations needs. */
export function bySdk(service: string, action: string, asked: TaskCall): Needs {
  if (service === "sts" && action.toLowerCase() === "getcalleridentity") {
    // It needs no permission, and none can take it away.
    // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    return known();
  }
  if (service === "sfn" && action === "startExecution") {
    return known(...startExecution(asked));
  }
  const names = permissionsOf(`${prefixOfService(service) ?? ""}:${action}`) ?? [];
  return names.length === 0
    ? { kind: "unknown", why: `which permission aws-sdk:${service}:${action} needs is not known` }
    : known(...names.map((name) => need(name, sdkResource(name, asked), conditionalWrite(name, asked))));
}

/**
 * The header of a conditional write, which policies of buckets test; where the call does not show it, nothing is known.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
 */
function conditionalWrite(permission: string, { read }: TaskCall): Need["context"] {
  const header = permission === "s3:PutObject" ? read("IfNoneMatch") : undefined;
  return header === undefined ? undefined : [["s3:if-none-match", header]];
}

/**
 * Actions that name a function or a table and are allowed on something else, or on `*` alone.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const ELSEWHERE =
  /^(?:lambda:(?:Create|Update|List)EventSourceMappings?|lambda:\w+ProvisionedConcurrencyConfig|dynamodb:List(?:Backups|ContributorInsights))$/;

/** What an SDK action acts upon, by the arguments that name it in its service; nothing known of the rest. */
function sdkResource(permission: string, asked: TaskCall): Text {
  const { home, read } = asked;
  const first = (...names: readonly string[]) => names.map(read).find((text) => text !== undefined);
  if (ELSEWHERE.test(permission)) {
    return new Text(MANY);
  }
  switch (permission.split(":")[0]) {
    case "secretsmanager":
      return secretArn(home, first("SecretId", "Name"));
    case "lambda":
      return lambdaResource(permission, asked);
    case "sns":
      return topicArn(read);
    case "sqs":
      return queueArn(home, read("QueueUrl"));
    case "dynamodb":
      return tableResource(permission, asked);
    case "ssm":
      return /^ssm:(?:Get|Put|Delete)Parameter$/.test(permission) ? parameterArn(home, read("Name")) : new Text(MANY);
    case "states":
      return first("ExecutionArn", "StateMachineArn", "ActivityArn") ?? new Text(MANY);
    case "s3": {
      const [bucket, key] = [read("Bucket"), read("Key")];
      const partition = home.partition ?? PART;
      return bucket === undefined
        ? new Text(MANY)
        : new Text("arn:", partition, ":s3:::", bucket, ...(key === undefined ? [] : ["/", key]));
    }
    case "iam":
      return read("PolicySourceArn") ?? new Text(MANY);
    case "sts":
      return read("RoleArn") ?? new Text(MANY);
    default:
      return new Text(MANY);
  }
}

/** A call is allowed on the qualified function; of other actions AWS does not say whether the qualifier counts. */
function lambdaResource(permission: string, { home, read }: TaskCall): Text {
  const [name, qualifier] = [read("FunctionName"), read("Qualifier")];
  if (permission === "lambda:InvokeFunction") {
    return functionArn(home, name, qualifier);
  }
  const arn = functionArn(home, name);
  return qualifier === undefined ? arn : new Text(arn, MANY);
}

function tableResource(permission: string, { home, read }: TaskCall): Text {
  const [table, index] = [read("TableName"), read("IndexName")];
  if (/^dynamodb:(?:Query|Scan)$/.test(permission)) {
    return queriedArn(home, table, index);
  }
  return index === undefined ? tableArn(home, table) : new Text(tableArn(home, table), MANY);
}
