import { integration, jsonata } from "../../asl/jsonata";
import { REPEATABLE_RETRY } from "../../asl/retry";
import { TIMINGS } from "../../asl/timeouts";
import type { Catcher, Json, TaskState } from "../../asl/types";
import type { EnvironmentNames } from "../../core/names";
import { serviceDomain } from "../../core/partition";
import type { PolicyStatement } from "../../core/policy-document";
import { NEEDS, useKey } from "../../iam/integrations";
import { grantsNames } from "../names";

/** Days after which the table forgets a grant whatever happened. */
const KEPT_DAYS = 30;

/** The key of a grant in the table. */
export const KEY: Json = { holder: { S: jsonata("$holder") }, id: { S: jsonata("$grant.id") } };

/** JSONata: the transitions so far, and one more. */
export function reached(state: string): string {
  return jsonata(`$append($transitions, [{"to": "${state}", "at": $now()}])`);
}

/** The grant as the table has it: no token, and the claims of nobody. */
export function item(): Json {
  const text = (expression: string): Json => ({ S: jsonata(expression) });
  return {
    ...(KEY as object),
    state: { S: "requested" },
    grant: text("$string($grant)"),
    execution: text("$states.context.Execution.Id"),
    requested: text("$requested"),
    forget: { N: jsonata(`$string($floor($millis() / 1000) + ${KEPT_DAYS * 86_400})`) },
  };
}

interface ItemCall {
  readonly partition: string;
  readonly action: "putItem" | "updateItem" | "deleteItem";
  readonly arguments: Json;
  readonly catch: readonly Catcher[];
  /** @default the workflow ends with `output` */
  readonly next?: string;
  readonly output?: Json;
  /** State of the grant that the call reaches. @default none */
  readonly transition?: string;
  readonly assign?: Readonly<Record<string, Json>>;
}

/** One call of the table, which may be repeated. */
export function itemCall(call: ItemCall): TaskState {
  const transition = call.transition === undefined ? {} : { transitions: reached(call.transition) };
  return {
    Type: "Task",
    Resource: integration(call.partition, `dynamodb:${call.action}`),
    Arguments: call.arguments,
    TimeoutSeconds: TIMINGS.apiCall,
    Retry: REPEATABLE_RETRY,
    Catch: call.catch,
    ...(call.transition === undefined && call.assign === undefined
      ? {}
      : { Assign: { ...transition, ...call.assign } }),
    ...(call.next === undefined ? { Output: call.output ?? {}, End: true } : { Next: call.next }),
  };
}

/** Arguments that set the state of the grant, and which workflow answers for it from now on. */
export function stateUpdate(table: string, state: string): Json {
  return {
    TableName: table,
    Key: KEY,
    UpdateExpression: "SET #state = :state, #grant = :grant, #execution = :execution",
    ExpressionAttributeNames: { "#state": "state", "#grant": "grant", "#execution": "execution" },
    ExpressionAttributeValues: {
      ":state": { S: state },
      ":grant": { S: jsonata("$string($grant)") },
      ":execution": { S: jsonata("$states.context.Execution.Id") },
    },
  };
}

/**
 * Actions on the table, and its key: DynamoDB uses a customer managed key with the rights of who calls it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
export function tableNeeds(names: EnvironmentNames, actions: readonly string[]): PolicyStatement[] {
  return [...NEEDS["aws-sdk"](actions, [grantsNames(names).table.arn]), tableKey(names, "EncryptTable")];
}

/** The right to use the key for the table and for nothing else. */
export function tableKey(names: EnvironmentNames, sid: string): PolicyStatement {
  const { region, partition } = names.scope;
  return useKey({
    keyArn: names.anyKeyArn,
    viaService: `dynamodb.${region}.${serviceDomain(partition)}`,
    context: { "aws:dynamodb:tableName": grantsNames(names).table.name },
    sid,
  });
}
