import { type EnvironmentNames, LIVE_ALIAS, type MachineNames, NAME_LIMITS, type Named, shorten } from "../core/names";

/** Names of what grants have in an environment. */
export interface GrantsNames {
  /** The workflow of a grant, from request to cleanup. */
  readonly machine: MachineNames;
  readonly machineRole: Named;
  /** Upper bound of the machine's role, which changes roles; the environment's own denies that. */
  readonly boundary: Named;
  /** Table of open grants. */
  readonly table: Named;
  /** The function that changes groups at Okta, its role, its log, its schedule, the rule of gone workflows. */
  readonly membership: Named;
  readonly membershipRole: Named;
  readonly logGroup: Named;
  readonly rule: Named;
  readonly goneRule: Named;
  /** `alias/<base>-access-grants`: the key by which the function signs in to Okta. */
  readonly signingKeyAlias: Named;
  /** Client id of the app by which the function calls Okta. */
  readonly clientId: string;
}

/** Names of grants. No app has them, as no app and no entry of the access map has a `_` in its name. */
export function grantsNames(names: EnvironmentNames): GrantsNames {
  const { partition, region, account, boundaryArn, iamPath = "/" } = names.scope;
  const arn = (service: string, rest: string, where = region) =>
    `arn:${partition}:${service}:${where}:${account}:${rest}`;
  const full = `${names.base}_access_grants`;
  const machine = shorten(full, NAME_LIMITS.machine);
  const machineArn = arn("states", `stateMachine:${machine}`);
  const boundary = shorten(`${full}-boundary`, NAME_LIMITS.policy);
  const membership = shorten(full, NAME_LIMITS.role);
  const gone = shorten(`${full}_gone`, NAME_LIMITS.rule);
  const alias = shorten(`alias/${names.base}-access-grants`, 256);
  const group = `/aws/lambda/${membership}`;
  return {
    machine: {
      name: machine,
      arn: machineArn,
      aliasArn: `${machineArn}:${LIVE_ALIAS}`,
      executionPrefix: arn("states", `execution:${machine}:`),
    },
    machineRole: names.role("access_grants_machine"),
    boundary:
      boundaryArn === undefined
        ? {
            name: boundary,
            arn: arn("iam", `policy${iamPath}${boundary}`, ""),
            ...(iamPath === "/" ? {} : { path: iamPath }),
          }
        : names.boundary,
    table: { name: full, arn: arn("dynamodb", `table/${full}`) },
    membership: { name: membership, arn: arn("lambda", `function:${membership}`) },
    membershipRole: names.role("access_grants"),
    logGroup: { name: group, arn: arn("logs", `log-group:${group}`) },
    rule: { name: membership, arn: arn("events", `rule/${membership}`) },
    goneRule: { name: gone, arn: arn("events", `rule/${gone}`) },
    signingKeyAlias: { name: alias, arn: arn("kms", alias) },
    clientId: membership,
  };
}
