/** A canary: `percent` of the executions that the alias starts run the newest version, the others `from`. */
export interface Canary {
  /** Number of the version that the others run. */
  readonly from: number;
  /** 1 to 99. */
  readonly percent: number;
}

/** Routes of an alias other than the newest version alone. At most one of the two. */
export interface Traffic {
  /** Version that the alias is held at. */
  readonly pin?: number | undefined;
  readonly canary?: Canary | undefined;
}

/**
 * One route of an alias, as Step Functions defines it.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_RoutingConfigurationListItem.html
 */
export interface Route {
  readonly stateMachineVersionArn: string;
  /** Per cent; the routes of an alias make 100. */
  readonly weight: number;
}

/** Routes of an alias: the newest version, the pinned one, or the newest next to another while they differ. */
export function routesOf(machineArn: string, newest: string, { pin, canary }: Traffic): Route[] {
  if (pin !== undefined) {
    return [{ stateMachineVersionArn: versionArn(machineArn, pin), weight: 100 }];
  }
  const from = canary === undefined ? newest : versionArn(machineArn, canary.from);
  if (canary === undefined || from === newest) {
    return [{ stateMachineVersionArn: newest, weight: 100 }];
  }
  return [
    { stateMachineVersionArn: newest, weight: canary.percent },
    { stateMachineVersionArn: from, weight: 100 - canary.percent },
  ];
}

/** ARN of a version: the machine's, and the number that Step Functions counts up. */
export function versionArn(machineArn: string, version: number): string {
  return `${machineArn}:${version}`;
}

/**
 * Number of a version. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-version.html
 * @throws Error for the ARN of anything else
 */
export function versionOf(arn: string): number {
  const [, number] = /:stateMachine:[^:]+:(\d+)$/.exec(arn) ?? [];
  if (number === undefined) {
    throw new Error(`${arn} is not the ARN of a state machine's version`);
  }
  return Number(number);
}
