import { evaluate, type Policies, type PolicySet, type Verdict } from "../../../policies/evaluator/evaluate";
import type { Request } from "../../../policies/evaluator/request";
import { snapshot } from "../../../policies/kit/value";
import { account, document, roleRequest } from "./requests";

export const queue = `arn:aws:sqs:eu-central-1:${account}:a`;
export const send = { Effect: "Allow", Action: "sqs:SendMessage", Resource: queue };
export const set = (label: string, ...statements: readonly object[]): PolicySet => ({
  policies: [{ label, document: snapshot(document(statements)) }],
});
export const ask = (policies: Policies, request: Request = roleRequest("sqs:SendMessage", queue)) =>
  evaluate(request, policies);

/** A verdict in one line. */
export function line(verdict: Verdict): string {
  switch (verdict.kind) {
    case "allowed":
      return `allowed by ${verdict.by.policy}, ${verdict.by.statement}`;
    case "unknown":
      return `unknown: ${verdict.why}`;
    default:
      return verdict.how === "explicit"
        ? `denied by ${verdict.by.policy}, ${verdict.by.statement}`
        : `denied for lack of ${verdict.lacking}${verdict.near === undefined ? "" : `, near ${verdict.near.statement} (${verdict.near.failed}${verdict.near.test === undefined ? "" : ` ${verdict.near.test}`})`}`;
  }
}
