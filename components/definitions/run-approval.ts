import { jsonata } from "../asl/jsonata";
import { memberOf, parseJson } from "../core/json";

/**
 * Agreement of a person to a run that an agent started: in the run's output and in its failure, null where none was
 * needed.
 */
export interface RunApproval {
  /** Login of the person who approved. */
  readonly by: string;
  /** When, ISO 8601. */
  readonly time: string;
}

/** State of the parent in which a run waits until a person approves. */
export const AWAIT_APPROVAL = "Await approval";

/** Member `approval` of the identity of a run that waits; the runs API alone writes it. */
export const APPROVAL_REQUIRED = "required" as const;

/** Errors of a run that nobody approved. */
export const APPROVAL_REFUSED = "ApprovalRefused";
export const APPROVAL_EXPIRED = "ApprovalExpired";

/** Seconds that a run waits for its approval. */
export const APPROVAL_SECONDS = 3600;

/** Member of the approvers' message that has the task's token and that no subscriber receives. */
export const TOKEN_MEMBER = "token";

/** Value of an update of a table that has the token of the Task which makes it. */
export const TOKEN_VALUE = ":token";

/**
 * The token of a waiting Task in the arguments of its call, JSON: in the message of a request, itself JSON, or among
 * the values of an update.
 */
export function tokenIn(parameters: string | undefined): string | undefined {
  const call = parseJson(parameters);
  const message = memberOf(call, "Message");
  const token =
    typeof message === "string"
      ? memberOf(parseJson(message), TOKEN_MEMBER)
      : memberOf(memberOf(memberOf(call, "ExpressionAttributeValues"), TOKEN_VALUE), "S");
  return typeof token === "string" ? token : undefined;
}

/** Answers of Step Functions for a Task that waits no longer. */
export const TOO_LATE = ["InvalidToken", "TaskDoesNotExist", "TaskTimedOut"] as const;

/** Member `approval` of an object in the parent, where the environment has agents that wait for one. */
export function approvalMember(approvals: boolean): { readonly approval?: string } {
  return approvals ? { approval: jsonata("$approval") } : {};
}
