/**
 * Calls that create, change or publish a machine or an alias, of an account and region: each kind of call has its own bucket, which refills at one per second.
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html#service-limits-api-action-throttling-general
 */
const MANAGEMENT = { bucket: 100, perSecond: 1 } as const;

/**
 * Seconds that an `up` which creates or changes this many machines takes at least, however fast the rest is: every machine needs one call of the same kind
 * (CreateStateMachine or UpdateStateMachine, which publish the version, too), and its alias one of another kind at the same time.
 */
export function managementSeconds(machines: number): number {
  return Math.max(0, Math.ceil((machines - MANAGEMENT.bucket) / MANAGEMENT.perSecond));
}
