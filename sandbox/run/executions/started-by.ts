import type { DescribeExecutionCommandOutput } from "@aws-sdk/client-sfn";
import type { RunIdentity } from "../../../components/definitions/run-identity";

/** Who started an execution, by the identity in its input; the subject is empty where there is none. */
export function startedBy({ input = "{}" }: Pick<DescribeExecutionCommandOutput, "input">): {
  readonly subject: string;
  readonly text: string;
} {
  const { identity } = JSON.parse(input) as { readonly identity?: RunIdentity | null };
  if (identity === undefined || identity === null) {
    return { subject: "", text: "nobody: there is no identity in its input" };
  }
  const { subject, wayIn, groups, client, time } = identity;
  const by = groups.length === 0 ? `client ${client}` : `group ${groups.join(", ")}`;
  return { subject, text: `${subject} (${wayIn}, ${by}), with a token of ${time}` };
}
