/** What Pulumi does with an environment's machines. `create` and `change` are an `up` of all of them. */
export type Deployment = "preview" | "create" | "change" | "refresh";

/**
 * One kind of call, with AWS's rate for it, for an account and region, and how often it is made for each machine (and
 * its alias).
 */
export interface ManagementCall extends Readonly<Record<Deployment, number>> {
  readonly call: string;
  /** Calls at once, then so many a second; absent where AWS's page does not list the call. */
  readonly rate?: { readonly bucket: number; readonly perSecond: number };
}

const row = (call: string, rate: readonly [number, number] | undefined, counts: readonly number[]): ManagementCall => {
  const [preview = 0, create = 0, change = 0, refresh = 0] = counts;
  const [bucket, perSecond] = rate ?? [];
  const known = bucket === undefined || perSecond === undefined ? {} : { rate: { bucket, perSecond } };
  return { call, ...known, preview, create, change, refresh };
};

/**
 * Calls for each machine. Rates are soft quotas, for regions but three larger ones, which take more of some. Counts are
 * what the AWS provider's source makes (`internal/service/sfn` of hashicorp/terraform-provider-aws) and what the hooks
 * of `../versions` make at least: a rehearsal before the alias moves, pruning after a change, with a version too many,
 * as every change has in the long run.
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html#service-limits-api-action-throttling-general
 */
export const MANAGEMENT_CALLS: readonly ManagementCall[] = [
  row("ValidateStateMachineDefinition", undefined, [1, 1, 1, 0]),
  row("CreateStateMachine", [100, 1], [0, 1, 0, 0]),
  row("UpdateStateMachine", [100, 1], [0, 0, 1, 0]),
  row("CreateStateMachineAlias", [100, 1], [0, 1, 0, 0]),
  row("UpdateStateMachineAlias", [100, 1], [0, 0, 1, 0]),
  row("ListStateMachineVersions", [100, 1], [0, 1, 2, 1]),
  row("ListTagsForResource", [100, 1], [0, 1, 1, 1]),
  row("DescribeStateMachine", [200, 20], [0, 2, 3, 1]),
  row("DescribeStateMachineAlias", [200, 1], [0, 1, 2, 1]),
  row("ListStateMachineAliases", [100, 1], [0, 0, 1, 0]),
  row("DeleteStateMachineVersion", [100, 1], [0, 0, 1, 0]),
  row("StartExecution", [800, 150], [0, 1, 1, 0]),
  row("DescribeExecution", [250, 10], [0, 1, 1, 0]),
];

/**
 * Shortest duration of a deployment of so many machines in seconds, however fast the rest is: that of the slowest kind
 * of call, since each kind has a rate of its own.
 */
export function managementSeconds(machines: number, deployment: Deployment): number {
  const seconds = MANAGEMENT_CALLS.map(({ rate, [deployment]: calls }) =>
    rate === undefined ? 0 : Math.ceil((machines * calls - rate.bucket) / rate.perSecond),
  );
  return Math.max(0, ...seconds);
}
