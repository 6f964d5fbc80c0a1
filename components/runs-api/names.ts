import { type EnvironmentNames, NAME_LIMITS, type Named, shorten } from "../core/names";

/** Names of the runs API. No entry of the access map and no app has a `_` in its name, so nothing else has these. */
export interface RunsApiNames {
  readonly api: string;
  readonly function: Named;
  readonly role: Named;
  readonly logGroup: Named;
}

/** Names of an environment's runs API, its function, the function's role and its log group. */
export function runsApiNames(names: EnvironmentNames): RunsApiNames {
  const { partition, region, account } = names.scope;
  const name = shorten(`${names.base}_runs_api`, NAME_LIMITS.role);
  const logGroup = `/aws/lambda/${name}`;
  return {
    api: `${names.base}_runs`,
    function: { name, arn: `arn:${partition}:lambda:${region}:${account}:function:${name}` },
    role: names.role("runs_api"),
    logGroup: { name: logGroup, arn: `arn:${partition}:logs:${region}:${account}:log-group:${logGroup}` },
  };
}
