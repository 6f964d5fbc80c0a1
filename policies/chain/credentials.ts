import type { State } from "../definition/model";
import { MANY, Text } from "../evaluator/text";
import { fieldsOf, Unknown } from "../kit/value";
import { valueOfArgument } from "./expression";

/** The role that a Task runs as: none of its own, one that is named, or why it is not known which. */
export type Credentials = "none" | { readonly arn: string } | { readonly why: string };

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html */
export function credentialsOf(state: State): Credentials {
  const written = state.body.Credentials;
  if (state.type !== "Task" || written === undefined || written === null) {
    return "none";
  }
  const { RoleArn } = fieldsOf(written);
  const arn = (RoleArn === undefined ? new Text(MANY) : valueOfArgument(RoleArn, state.jsonata)).exact;
  if (arn !== undefined) {
    return { arn };
  }
  const computed = !(RoleArn instanceof Unknown || written instanceof Unknown);
  return { why: `Credentials.RoleArn is ${computed ? "computed in the run" : "not known yet"}` };
}
