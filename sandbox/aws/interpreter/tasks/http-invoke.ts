import { Cancelled, type CancelReason, ErrorName, StateError } from "../language/errors";
import type { Json, JsonObject } from "../language/json";
import { LARGEST_PAYLOAD } from "../language/limits";
import type { Administration } from "./administration";
import type { AwsCaller } from "./aws-call";
import { SDK_SPELLING, sdkFailures } from "./aws-call";
import { type AuthParameters, type HttpTaskArguments, httpRequest, readArguments } from "./http-request";
import { type HttpAnswer, Unreachable, type Web } from "./http-web";
import type { TaskCall } from "./task-call";

const CONNECTION = "Events.ConnectionResource";
/** https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#unsupported-http-task-responses */
const BINARY = /^(?:application\/octet-stream|image\/|video\/|audio\/)/i;

/** AWS may refuse it, ignore it or follow it: the strict reading is refused, so that nothing depends on a guess. */
const NO_CREDENTIALS =
  "The embedded cloud does not run http:invoke with Credentials: no page of AWS says that it accepts them. " +
  "Give its permissions to the machine's role.";

/**
 * `arn:aws:states:::http:invoke`: the machine's role needs the permissions that AWS documents, the connection's secret
 * is read under that role, and the request is sent.
 * https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html
 */
export class HttpTasks {
  constructor(
    private readonly caller: AwsCaller,
    private readonly administration: Administration,
    private readonly web: Web,
    private readonly region: string,
  ) {}

  async run(call: TaskCall): Promise<Json> {
    if (call.taskRoleArn !== undefined) {
      throw new StateError(ErrorName.runtime, NO_CREDENTIALS);
    }
    const args = readArguments(call.arguments);
    const { accessKeyId } = await this.caller.credentials(call);
    await this.mayCall(call, args, accessKeyId);
    const connection = await this.connectionOf(call, args, accessKeyId);
    const request = httpRequest(args, connection, this.region);
    try {
      return resultOf(await this.web.send(request, call.signal));
    } catch (error) {
      if (call.signal.aborted) {
        throw new Cancelled(call.signal.reason as CancelReason);
      }
      if (error instanceof Unreachable) {
        throw new StateError("States.Http.Socket", error.message);
      }
      throw error;
    }
  }

  private async mayCall({ session }: TaskCall, { endpoint, method }: HttpTaskArguments, accessKeyId: string) {
    const machine = session.executionArn.replace(":execution:", ":stateMachine:").replace(/:[^:]*$/, "");
    const context = { "states:HTTPEndpoint": endpoint, "states:HTTPMethod": method };
    if (await this.administration.allowed(accessKeyId, "states:InvokeHTTPEndpoint", machine, context)) {
      return;
    }
    throw new StateError(
      "States.Http.AccessDenied",
      `The role may not perform states:InvokeHTTPEndpoint on ${machine} with ${method} ${endpoint}.`,
    );
  }

  private async connectionOf(call: TaskCall, { connectionArn }: HttpTaskArguments, accessKeyId: string) {
    const action = "events:RetrieveConnectionCredentials";
    if (!(await this.administration.allowed(accessKeyId, action, connectionArn, {}))) {
      throw new StateError(`${CONNECTION}.AccessDenied`, `The role may not perform ${action} on ${connectionArn}.`);
    }
    const connection = await this.administration.connection(connectionArn);
    if (!connection) {
      throw new StateError(`${CONNECTION}.ResourceNotFound`, `Unknown connection ${connectionArn}.`);
    }
    if (connection.state !== "AUTHORIZED") {
      throw new StateError(
        `${CONNECTION}.InvalidConnectionState`,
        `The connection ${connectionArn} is ${connection.state}.`,
      );
    }
    return this.secretOf(call, connection.secretArn);
  }

  /** Both actions are required, as on AWS: one without the other is refused. */
  private async secretOf(call: TaskCall, SecretId: string): Promise<AuthParameters> {
    const request = async (action: string) => {
      const { result } = await this.caller.call(call, {
        service: "secretsmanager",
        action,
        arguments: { SecretId },
        spelling: SDK_SPELLING,
        failures: sdkFailures("secretsmanager"),
        signal: call.signal,
      });
      return result as JsonObject;
    };
    try {
      await request("describeSecret");
      return JSON.parse(String((await request("getSecretValue")).SecretString)) as AuthParameters;
    } catch (error) {
      if (!(error instanceof StateError)) {
        throw error;
      }
      throw new StateError(`${CONNECTION}.AccessDenied`, error.reason);
    }
  }
}

function resultOf({ status, statusText, headers, body }: HttpAnswer): Json {
  const type = String(headers["content-type"] ?? "");
  if (BINARY.test(type)) {
    throw new StateError(ErrorName.runtime, `The response has the content type ${type}.`);
  }
  if (body.length > LARGEST_PAYLOAD) {
    throw new StateError(ErrorName.dataLimit, `The response has more than ${LARGEST_PAYLOAD} bytes.`);
  }
  const text = body.toString("utf8");
  if (status < 200 || status >= 300) {
    throw new StateError(`States.Http.StatusCode.${status}`, text || statusText);
  }
  return {
    Headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]): [string, Json] => [
        name,
        Array.isArray(value) ? value : [String(value)],
      ]),
    ),
    ...(text === "" ? {} : { ResponseBody: parsed(text, type) }),
    StatusCode: status,
    StatusText: statusText,
  };
}

function parsed(text: string, type: string): Json {
  if (!/\bjson\b/i.test(type)) {
    return text;
  }
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
