import { ErrorName, StateError } from "../language/errors";
import { isObject, type Json, type JsonObject } from "../language/json";

/** Arguments of an HTTP task, taken apart. */
export interface HttpTaskArguments {
  readonly endpoint: string;
  readonly method: string;
  readonly connectionArn: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body?: Json;
}

interface Parameter {
  readonly Key: string;
  readonly Value: string;
}

/** What a connection's secret holds: whatever CreateConnection was given. */
export interface AuthParameters {
  readonly AuthorizationType: string;
  readonly AuthParameters: {
    readonly BasicAuthParameters?: { readonly Username: string; readonly Password: string };
    readonly ApiKeyAuthParameters?: { readonly ApiKeyName: string; readonly ApiKeyValue: string };
    readonly InvocationHttpParameters?: {
      readonly HeaderParameters?: readonly Parameter[];
      readonly QueryStringParameters?: readonly Parameter[];
      readonly BodyParameters?: readonly Parameter[];
    };
  };
}

/** A request as it goes out. */
export interface HttpRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const METHODS: ReadonlySet<string> = new Set(["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"]);
const KNOWN: ReadonlySet<string> = new Set([
  "ApiEndpoint",
  "Method",
  "Authentication",
  "InvocationConfig",
  "Headers",
  "QueryParameters",
  "RequestBody",
]);
const REFUSED = new RegExp(
  "^(?:a-im|accept-(?:charset|datetime|encoding)|authorization|cache-control|connection|content-(?:encoding|md5)|date|expect|forwarded|from|host|" +
    "http2-settings|if-(?:match|modified-since|none-match|range|unmodified-since)|max-forwards|origin|pragma|proxy-authorization|referer|server|te|" +
    "trailer|transfer-encoding|upgrade|via|warning|x-(?:forwarded|amz|amzn)-.*)$",
  "i",
);

function unusable(message: string): StateError {
  return new StateError(ErrorName.runtime, `The arguments could not be used to start the task: ${message}.`);
}

/**
 * https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#connect-http-task-fields. @throws
 * {StateError} States.Runtime
 */
export function readArguments(given: Json): HttpTaskArguments {
  const args: JsonObject = isObject(given) ? given : {};
  const unknown = Object.keys(args).find((name) => !KNOWN.has(name));
  if (unknown !== undefined) {
    throw unusable(`the embedded cloud does not know the field '${unknown}' of an HTTP task`);
  }
  const { ApiEndpoint, Method, Authentication, InvocationConfig, RequestBody } = args;
  if (typeof ApiEndpoint !== "string" || !ApiEndpoint.startsWith("https://")) {
    throw unusable("'ApiEndpoint' must be an https URL");
  }
  if (typeof Method !== "string" || !METHODS.has(Method)) {
    throw unusable(`'Method' must be one of ${[...METHODS].join(", ")}`);
  }
  const config = InvocationConfig ?? Authentication;
  const connectionArn = isObject(config) ? config.ConnectionArn : undefined;
  if (typeof connectionArn !== "string" || (InvocationConfig !== undefined && Authentication !== undefined)) {
    throw unusable("either 'InvocationConfig' or 'Authentication' must have a 'ConnectionArn'");
  }
  const headers = texts(args.Headers, "Headers");
  const refused = Object.keys(headers).find((name) => REFUSED.test(name));
  if (refused !== undefined) {
    throw unusable(`the header '${refused}' cannot be set`);
  }
  return {
    endpoint: ApiEndpoint,
    method: Method,
    connectionArn,
    headers,
    query: texts(args.QueryParameters, "QueryParameters"),
    ...(RequestBody === undefined ? {} : { body: RequestBody }),
  };
}

function texts(value: Json | undefined, field: string): Record<string, string> {
  if (value === undefined) {
    return {};
  }
  if (!isObject(value)) {
    throw unusable(`'${field}' must be an object`);
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, text]) => [name, typeof text === "string" ? text : JSON.stringify(text)]),
  );
}

const pairs = (parameters: readonly Parameter[] = []) =>
  Object.fromEntries(parameters.map(({ Key, Value }) => [Key, Value]));

/**
 * The task's request with what the connection adds, which wins where both say something. @throws {StateError}
 * States.Runtime
 */
export function httpRequest(args: HttpTaskArguments, secret: AuthParameters, region: string): HttpRequest {
  const { InvocationHttpParameters: added = {} } = secret.AuthParameters;
  const url = new URL(args.endpoint);
  for (const [name, value] of Object.entries({ ...args.query, ...pairs(added.QueryStringParameters) })) {
    url.searchParams.set(name, value);
  }
  const body = bodyOf(args.body, pairs(added.BodyParameters));
  const headers = {
    ...lower({ "content-type": "application/json; charset=UTF-8", ...lower(args.headers) }, body !== undefined),
    ...lower(pairs(added.HeaderParameters)),
    ...lower(authorization(secret)),
    "user-agent": `Amazon|StepFunctions|HttpInvoke|${region}`,
    range: "bytes=0-262144",
    host: url.host,
  };
  return { url, method: args.method, headers, ...(body === undefined ? {} : { body }) };
}

function lower(headers: Readonly<Record<string, string>>, withType = true): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return Object.fromEntries(entries.filter(([name]) => withType || name !== "content-type"));
}

function bodyOf(body: Json | undefined, added: JsonObject): string | undefined {
  if (Object.keys(added).length === 0) {
    return body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
  }
  if (body !== undefined && !isObject(body)) {
    throw unusable("a body that is not an object cannot contain the connection's body parameters");
  }
  return JSON.stringify({ ...body, ...added });
}

function authorization({ AuthorizationType, AuthParameters }: AuthParameters): Record<string, string> {
  const { BasicAuthParameters: basic, ApiKeyAuthParameters: key } = AuthParameters;
  if (AuthorizationType === "BASIC" && basic) {
    return { authorization: `Basic ${Buffer.from(`${basic.Username}:${basic.Password}`).toString("base64")}` };
  }
  if (AuthorizationType === "API_KEY" && key) {
    return { [key.ApiKeyName]: key.ApiKeyValue };
  }
  throw unusable(`the embedded cloud has no connections of type ${AuthorizationType}, only BASIC and API_KEY`);
}
