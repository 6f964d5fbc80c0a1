import { areApart, arnParts, nameIn } from "../kit/identity";
import { fieldsOf, isPresent, jsonOf, textOf, type Value } from "../kit/value";
import type { State } from "./model";

/** What a Task calls, read from its `Resource`. */
export interface Call {
  /** `lambda`, `sns`, `states`, `aws-sdk:sts`...; `function` or `activity` for a plain ARN of one. */
  readonly service: string;
  /** `invoke`, `publish`, `startExecution`..., in lower case. */
  readonly action: string;
  /** `sync`, `sync:2`, `waitForTaskToken`, or none: returns immediately. */
  readonly pattern: "none" | "sync" | "callback";
}

/** `arn:aws:states:::aws-sdk:sns:publish`, `arn:aws:states:us-east-1:1:sns:publish.waitForTaskToken`... */
const INTEGRATION = /^arn:[^:]*:states:[^:]*:[^:]*:(?:aws-sdk:)?([A-Za-z0-9-]+):([A-Za-z0-9]+)(?:\.(.+))?$/;

/** The service and action a Task calls; none if its resource is not an ARN that can be read. */
export function callOf(state: State): Call | undefined {
  const resource = textOf(state.body.Resource);
  if (state.type !== "Task" || resource === undefined) {
    return undefined;
  }
  const match = INTEGRATION.exec(resource);
  if (match?.[1] === undefined || match[2] === undefined || match[1] === "activity") {
    const plain = /^arn:[^:]*:(lambda:[^:]*:[^:]*:function|states:[^:]*:[^:]*:activity):/.exec(resource);
    return plain === null
      ? undefined
      : { service: plain[1]?.startsWith("lambda") ? "function" : "activity", action: "", pattern: "none" };
  }
  const suffix = match[3] ?? "";
  const pattern = suffix.startsWith("sync") ? "sync" : suffix === "waitForTaskToken" ? "callback" : "none";
  return { service: match[1].toLowerCase(), action: match[2].toLowerCase(), pattern };
}

/** The arguments of a Task: `Arguments` in JSONata, `Parameters` in JSONPath. */
export function argumentsOf(state: State): Value | undefined {
  return state.body.Arguments ?? state.body.Parameters;
}

/** One argument by its name, also in the JSONPath spelling `Name.$`. */
export function argumentOf(state: State, name: string): Value | undefined {
  const fields = fieldsOf(argumentsOf(state));
  return fields[name] ?? fields[`${name}.$`];
}

/** A Task that publishes to SNS. */
export function isPublish(state: State): boolean {
  const call = callOf(state);
  return call?.service === "sns" && (call.action === "publish" || call.action === "publishbatch");
}

export function isDescribeSecret(state: State): boolean {
  const call = callOf(state);
  return call?.service === "secretsmanager" && ["describesecret", "listsecretversionids"].includes(call.action);
}

export function isRotateSecret(state: State): boolean {
  const call = callOf(state);
  return call?.service === "secretsmanager" && call.action === "rotatesecret";
}

/** The secret that a Task names; none where that is computed in the run. */
export function secretOf(state: State): string | undefined {
  const id = textOf(fieldsOf(argumentsOf(state)).SecretId);
  return id?.startsWith("{%") ? undefined : id;
}

/** True if two ids, names or ARNs, may be of one secret. */
export function isSameSecret(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined || one === other) {
    return true;
  }
  const [here, there] = [one, other].map((id) => arnParts(id));
  const isNamed = (arn: string, name: string) => nameIn(arn) === name || arn.endsWith(`:secret:${name}`);
  return (
    (here === undefined || there === undefined || !areApart(here, there)) &&
    (isNamed(one, other) || isNamed(other, one) || (here !== undefined && nameIn(one) === nameIn(other)))
  );
}

/** A Task that starts another state machine, and what names that machine. */
export function startedMachine(state: State): Value | undefined {
  const call = callOf(state);
  return (call?.service === "states" || call?.service === "sfn") && /^start(sync)?execution$/.test(call.action)
    ? (argumentOf(state, "StateMachineArn") ?? null)
    : undefined;
}

/** A Task that ends when its token is returned, by a caller or an activity worker. */
export function waitsForWorker(state: State): boolean {
  const call = callOf(state);
  return call?.pattern === "callback" || call?.service === "activity";
}

/** True if a state sets a time limit of this kind, as a number or as an expression. */
export function hasLimit(state: State, name: "TimeoutSeconds" | "HeartbeatSeconds"): boolean {
  return isPresent(state.body[name]) || isPresent(state.body[`${name}Path`]);
}

/** True if the text of a value holds a text. */
export function mentions(value: Value | undefined, text: string): boolean {
  return jsonOf(value).includes(text);
}
