import type { EnvironmentNames, Named } from "../core/names";

/**
 * Alarms of an environment by what they count. The topic's and the key's policies name their ARNs, so they are computed
 * here only.
 */
export interface AlarmNames {
  /** Executions that failed without publishing their failure. */
  readonly unnotified: Named;
  /** Starts of the parent that Step Functions throttled. */
  readonly throttled: Named;
  /** Failures that could not be delivered to the topic, or by the topic to a subscriber. */
  readonly undelivered: Named;
  /** Rotations that failed. */
  readonly rotation: Named;
}

/** Names and ARNs of an environment's alarms. */
export function alarmNames({ base, scope }: EnvironmentNames): AlarmNames {
  const alarm = (kind: string): Named => {
    const name = `${base}_${kind}`;
    return { name, arn: `arn:${scope.partition}:cloudwatch:${scope.region}:${scope.account}:alarm:${name}` };
  };
  return {
    unnotified: alarm("failures-unnotified"),
    throttled: alarm("starts-throttled"),
    undelivered: alarm("failures-undelivered"),
    rotation: alarm("rotation-errors"),
  };
}

/** ARNs of all alarms that an environment can have. */
export function alarmArns(names: EnvironmentNames): string[] {
  const { unnotified, throttled, undelivered, rotation } = alarmNames(names);
  return [unnotified, throttled, undelivered, rotation].map(({ arn }) => arn);
}
