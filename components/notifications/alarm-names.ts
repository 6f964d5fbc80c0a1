import type { EnvironmentNames } from "../core/names";

/** Alarms of an environment. Their ARNs stand in the topic's and the key's policies, so they are computed here and nowhere else. */
export interface AlarmNames {
  /** Executions that failed and published nothing themselves. */
  readonly unnotified: AlarmName;
  /** Starts of the parent that Step Functions held back. */
  readonly throttled: AlarmName;
  /** Failures that could not be delivered to the topic, or by it to a subscriber. */
  readonly undelivered: AlarmName;
  /** Rotations that broke off. */
  readonly rotation: AlarmName;
}

export interface AlarmName {
  readonly name: string;
  readonly arn: string;
}

export function alarmNames({ base, scope }: EnvironmentNames): AlarmNames {
  const alarm = (kind: string): AlarmName => {
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

export function alarmArns(names: EnvironmentNames): string[] {
  return Object.values(alarmNames(names)).map(({ arn }: AlarmName) => arn);
}
