import { z } from "zod";
import { integration, jsonata, literal } from "../asl/jsonata";
import { memberOrNull } from "../asl/member-or-null";
import { retrier } from "../asl/retry";
import type { Json } from "../asl/types";
import type { Scope } from "../core/names";
import { fillPlaceholders } from "../core/placeholders";
import { NEEDS } from "../iam/integrations";
import { filledString, json, plainText } from "./arguments";
import { forbiddenHeader, HTTP_METHODS, type HttpMethod, httpProblems, sendsBody } from "./http-request";
import { payloadOf } from "./payload";
import { resolved } from "./references";
import type { TaskCall, TaskKind } from "./task-kind";

/**
 * Call an HTTPS API and wait for its response. Its credentials are in an EventBridge connection, never in the
 * blueprint.
 */
export interface HttpTask {
  readonly kind: "http";
  /** `https://...` without query and fragment; the machine's role is allowed to call exactly this address. */
  readonly endpoint: string;
  readonly method: HttpMethod;
  /**
   * ARN of the EventBridge connection that authorizes the call. It ends in an id, so it is a value of the environment:
   * `{{values.<name>}}`.
   */
  readonly connection: string;
  /** Further headers, no secrets. @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** Query parameters; text can contain references such as `{{context.<app>.<member>}}`. @default none */
  readonly query?: Readonly<Record<string, string>>;
  /**
   * JSON body; text can contain references. @default `{app, environment, action, context, execution}` for POST, PUT and
   * PATCH, else none
   */
  readonly body?: { readonly [member: string]: Json };
  /** Whether a repeated request has the same effect as one. @default false for POST and PATCH, else true */
  readonly idempotent?: boolean;
}

const ENDPOINT =
  /^https:\/\/[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?(?:\/[A-Za-z0-9._~!'()+,;=:@%/-]*)?$/;
const CONNECTION = /^arn:(aws[a-z-]*):events:([a-z0-9-]+:\d{12}):connection\/([.\w-]{1,64})\/[0-9a-f-]{36}$/;

/**
 * Errors after which nothing was done, whatever the method; also access denied for some seconds after a change of IAM.
 */
const NOT_BEGUN = [
  "States.Http.StatusCode.429",
  "States.Http.StatusCode.503",
  "States.Http.AccessDenied",
  "Events.ConnectionResource.AccessDenied",
  "Events.ConnectionResource.AuthInProgress",
  "Events.ConnectionResource.ConcurrentModification",
  "Events.ConnectionResource.InternalError",
];

/** Errors that can come after the work was done: retried only for an idempotent API. */
const UNKNOWN = [
  "States.Http.StatusCode.500",
  "States.Http.StatusCode.502",
  "States.Http.StatusCode.504",
  "States.Http.Socket",
];

/** Schema of the arguments. */
export const httpSchema = z.strictObject({
  kind: z.literal("http"),
  endpoint: filledString(ENDPOINT, "an address https://<host>/<path> without query"),
  method: z.enum(HTTP_METHODS, `is not one of ${HTTP_METHODS.join(", ")}`),
  connection: filledString(CONNECTION, "the ARN of an EventBridge connection (.../connection/<name>/<id>)"),
  headers: z
    .record(
      z
        .string()
        .regex(/^[A-Za-z0-9-]{1,64}$/, "is not the name of a header")
        .refine((name) => !forbiddenHeader(name), "is not a header that an HTTP task is allowed to set"),
      plainText,
    )
    .exactOptional(),
  query: z.record(z.string().regex(/^[\w.[\]-]{1,128}$/, "is not the name of a parameter"), plainText).exactOptional(),
  body: z.record(z.string().min(1).max(128), json).exactOptional(),
  idempotent: z.boolean().exactOptional(),
});

/**
 * Task kind `http`. The result is `{"status": 200, "body": <the response, JSON parsed>}`. Any status but 2xx fails the
 * state with `States.Http.StatusCode.<code>`. Step Functions limits a request to 60 seconds (`States.Http.Socket`). A
 * POST or PATCH has an `Idempotency-Key` that is the same for every try.
 * https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html
 *
 * @example `{ "kind": "http", "endpoint": "https://api.example.com/v1/releases", "method": "POST", "connection":
 * "arn:aws:events:eu-central-1:123456789012:connection/releases/81210c42-8af1-456b-9c4a-6ff02fc664ac" }`
 */
export const httpKind: TaskKind<"http", HttpTask> = {
  kind: "http",
  example: {
    kind: "http",
    endpoint: "https://api.example.com/v1/releases",
    method: "POST",
    connection: "arn:aws:events:eu-central-1:123456789012:connection/releases/81210c42-8af1-456b-9c4a-6ff02fc664ac",
  },
  schema: httpSchema,
  // AWS documents the rights for the machine's role, and nowhere that this integration accepts `Credentials`.
  runsAs: "machine",
  check: httpProblems,
  render: (task, call) => ({
    resource: integration(call.scope.partition, "http:invoke"),
    arguments: request(task, call),
    retry: [retrier([...NOT_BEGUN, ...(isIdempotent(task) ? UNKNOWN : [])], 2, 4)],
    result: `{"status": $states.result.StatusCode, "body": ${memberOrNull("ResponseBody")}}`,
  }),
  permissions: (task, scope, machineArn) => {
    const arn = connectionArn(task, scope);
    const [, partition, place, name] = CONNECTION.exec(arn) ?? [];
    // A value that is not filled in stands for itself: there is nothing to deploy yet.
    const secret =
      name === undefined ? arn : `arn:${partition}:secretsmanager:${place}:secret:events!connection/${name}/*`;
    return NEEDS["http:invoke"]({
      machineArn,
      endpoint: endpointOf(task, scope),
      method: task.method,
      connectionArn: arn,
      secretArn: secret,
    });
  },
};

function isIdempotent({ method, idempotent }: HttpTask): boolean {
  return idempotent ?? (method !== "POST" && method !== "PATCH");
}

function endpointOf({ endpoint }: HttpTask, scope: Scope): string {
  return fillPlaceholders(endpoint, scope);
}

function connectionArn({ connection }: HttpTask, scope: Scope): string {
  return fillPlaceholders(connection, scope);
}

function request(task: HttpTask, call: TaskCall): Json {
  const { app, action, scope } = call;
  const { method, headers = {}, query, body } = task;
  // The same for every try of this run: https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
  const key = jsonata(`${literal(`${app}-${action}-`)} & $states.context.Execution.Name`);
  const sent: { readonly [name: string]: Json } = {
    ...mapped(headers, (text) => fillPlaceholders(text, scope)),
    ...(method === "POST" || method === "PATCH" ? { "Idempotency-Key": key } : {}),
  };
  return {
    ApiEndpoint: endpointOf(task, scope),
    Method: method,
    InvocationConfig: { ConnectionArn: connectionArn(task, scope) },
    ...(Object.keys(sent).length === 0 ? {} : { Headers: sent }),
    ...(query === undefined ? {} : { QueryParameters: mapped(query, (text) => asText(resolved(text, call))) }),
    ...(sendsBody(task) ? { RequestBody: body === undefined ? payloadOf(call) : resolved(body, call) } : {}),
  };
}

/** A query parameter is text, whatever the type of the referenced value. */
function asText(value: Json): Json {
  const [, expression] = /^\{% (.*) %\}$/s.exec(String(value)) ?? [];
  return expression === undefined ? value : jsonata(`$string(${expression})`);
}

function mapped(
  values: Readonly<Record<string, string>>,
  map: (text: string) => Json,
): { readonly [name: string]: Json } {
  return Object.fromEntries(Object.entries(values).map(([name, text]) => [name, map(text)]));
}
