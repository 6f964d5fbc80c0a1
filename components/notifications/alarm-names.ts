import type { EnvironmentNames, Named } from "../core/names";

/**
 * Alarms of an environment by what they count. The topic's and the key's policies name their ARNs, so they are computed
 * here only.
 */
export interface AlarmNames {
  /** Runs that ended without success and without a notification of their own. It has no action. */
  readonly unnotified: Named;
  /** Messages to the failure topic. It has no action. */
  readonly published: Named;
  /** A run as in `unnotified`, and no message to the failure topic around that time. */
  readonly silent: Named;
  /** Starts of executions that Step Functions throttled. */
  readonly throttled: Named;
  /** State transitions that Step Functions throttled. */
  readonly transitions: Named;
  /** Failures that could not be delivered to the topic, or by the topic to a subscriber. */
  readonly undelivered: Named;
  /** Rotations that failed. */
  readonly rotation: Named;
  /** Failures of the function of grants: it could not change a group, or put right what no workflow does. */
  readonly grants: Named;
}

/** Names and ARNs of an environment's alarms. */
export function alarmNames({ base, scope }: EnvironmentNames): AlarmNames {
  const alarm = (kind: string): Named => {
    const name = `${base}_${kind}`;
    return { name, arn: `arn:${scope.partition}:cloudwatch:${scope.region}:${scope.account}:alarm:${name}` };
  };
  return {
    unnotified: alarm("failures-unnotified"),
    published: alarm("failures-published"),
    silent: alarm("failures-silent"),
    throttled: alarm("starts-throttled"),
    transitions: alarm("transitions-throttled"),
    undelivered: alarm("failures-undelivered"),
    rotation: alarm("rotation-errors"),
    grants: alarm("grants-errors"),
  };
}

/** ARNs of all alarms of an environment, with or without grants, that publish to the failure topic. */
export function alarmArns(names: EnvironmentNames, hasGrants = false): string[] {
  const { silent, throttled, transitions, undelivered, rotation, grants } = alarmNames(names);
  const acting = [silent, throttled, transitions, undelivered, rotation, ...(hasGrants ? [grants] : [])];
  return acting.map(({ arn }) => arn);
}
