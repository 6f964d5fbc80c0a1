import { versionArn } from "./version-arn";

/** A canary: `percent` of the executions that the alias starts run the newest version, the others `from`. */
export interface Canary {
  /** Number of the version that the others run. */
  readonly from: number;
  /** 1 to 99. */
  readonly percent: number;
}

/** Where an alias leads if not to the newest version alone. At most one of the two. */
export interface Traffic {
  /** Version that the alias is held at. */
  readonly pin?: number | undefined;
  readonly canary?: Canary | undefined;
}

/** One route of an alias, as Step Functions takes it. https://docs.aws.amazon.com/step-functions/latest/apireference/API_RoutingConfigurationListItem.html */
export interface Route {
  readonly stateMachineVersionArn: string;
  /** Per cent; the routes of an alias make 100. */
  readonly weight: number;
}

/** Routes of an alias: the newest version, the pinned one, or the newest beside another while they differ. */
export function routesOf(machineArn: string, newest: string, { pin, canary }: Traffic): Route[] {
  if (pin !== undefined) return [{ stateMachineVersionArn: versionArn(machineArn, pin), weight: 100 }];
  const from = canary === undefined ? newest : versionArn(machineArn, canary.from);
  if (canary === undefined || from === newest) return [{ stateMachineVersionArn: newest, weight: 100 }];
  return [
    { stateMachineVersionArn: newest, weight: canary.percent },
    { stateMachineVersionArn: from, weight: 100 - canary.percent },
  ];
}
