import { actionOf, permissionsOf, prefixOfService } from "../iam/action-table";
import { isMutating } from "../iam/mutating";
import { textOf } from "../kit/value";
import type { State } from "./model";
import { argumentOf, callOf } from "./tasks";

/** Whether a call changes something, or only reads. */
export type Effect = "reads" | "changes" | "unknown";

/** Optimized integrations that are a request of their own: what it does is in its method. */
const REQUESTS = new Set(["apigateway:invoke", "eks:call", "http:invoke"]);

/**
 * What the call of a Task does, by AWS's access level of the action it needs: `arn:aws:states:::dynamodb:getItem` and
 * `arn:aws:states:::aws-sdk:ec2:describeInstances` read. An operation without an action of its name is judged by its
 * first word. Unknown is what that does not say, and a request whose method is not known.
 */
export function effectOf(state: State): Effect {
  const call = callOf(state);
  if (call === undefined) {
    return "unknown";
  }
  if (call.pattern !== "none" || call.service === "function" || call.service === "activity") {
    return "changes";
  }
  const integration = `${call.service}:${call.action}`;
  if ((textOf(state.body.Resource) ?? "").includes(":aws-sdk:")) {
    return ofSdk(call.service, call.action);
  }
  if (REQUESTS.has(integration)) {
    const method = textOf(argumentOf(state, "Method"))?.toUpperCase();
    return method === undefined || /^[^A-Z]/.test(method)
      ? "unknown"
      : method === "GET" || method === "HEAD" || method === "OPTIONS"
        ? "reads"
        : "changes";
  }
  // An optimized integration that is not named like a permission starts or changes something: `lambda:invoke`.
  return actionOf(integration) === undefined ? "changes" : ofPermissions([integration]);
}

/** First words of operations without an action of their name: `s3:getBucketEncryption`, `apigateway:createRestApi`. */
const READS = /^(?:batchget|describe|get|head|list|lookup|query|scan|search|selectobject|transactget|validate)/;
const CHANGES =
  /^(?:add|associate|attach|batch(?:delete|put|write)|cancel|complete|copy|create|delete|deploy|disable|disassociate|enable|import|modify|publish|put|register|remove|restore|send|set|start|stop|tag|terminate|transactwrite|untag|update|upload)/;

/** Calls that AWS lists as reads, but that take something away from others. */
const TAKES = new Set(["sqs:receivemessage"]);

function ofSdk(service: string, action: string): Effect {
  if (TAKES.has(`${service}:${action}`)) {
    return "changes";
  }
  const effect = ofPermissions(permissionsOf(`${prefixOfService(service) ?? ""}:${action}`) ?? []);
  return effect !== "unknown" ? effect : READS.test(action) ? "reads" : CHANGES.test(action) ? "changes" : "unknown";
}

function ofPermissions(names: readonly string[]): Effect {
  const mutating = names.map(isMutating);
  return mutating.includes(true)
    ? "changes"
    : mutating.length === 0 || mutating.includes(undefined)
      ? "unknown"
      : "reads";
}
