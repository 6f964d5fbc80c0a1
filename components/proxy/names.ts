import { type EnvironmentNames, NAME_LIMITS, type Named, type SecretNames, shorten } from "../core/names";

/** Names of what an identity-aware proxy has in an environment. */
export interface ProxyNames {
  /** Client id of the proxy at Okta, and name of its authorization server. */
  readonly clientId: string;
  /** Client id of the app by which the rotation function calls Okta. */
  readonly rotationClientId: string;
  readonly role: Named;
  readonly boundary: Named;
  readonly logGroup: Named;
  readonly secret: SecretNames;
  /** The environment's names, with those of the proxy's own rotation function in place of the shared one's. */
  readonly rotation: EnvironmentNames;
  /** `alias/<base>-proxy-rotation`: the key by which the rotation function signs in to Okta. */
  readonly signingKeyAlias: Named;
}

/** Names of a proxy. No app has them: its name does not begin with `_`, and its roles end in `_machine` or `_task`. */
export function proxyNames(names: EnvironmentNames): ProxyNames {
  const { base, scope } = names;
  const { account, region, partition, iamPath = "/", namePrefix = "" } = scope;
  const arn = (service: string, rest: string, where = region) =>
    `arn:${partition}:${service}:${where}:${account}:${rest}`;
  const inPath = iamPath === "/" ? {} : { path: iamPath };
  const role = (suffix: string): Named => {
    const name = shorten(`${base}_${suffix}`, NAME_LIMITS.role);
    return { name, arn: arn("iam", `role${iamPath}${name}`, ""), ...inPath };
  };
  const boundary = shorten(`${base}_proxy-boundary`, NAME_LIMITS.policy);
  const rotation = shorten(`${base}_proxy-rotation`, NAME_LIMITS.role);
  const secret = `${namePrefix}${scope.blueprint}/${scope.environment}/_proxy/client-secret`;
  const group = `/app-of-apps/${base}/proxy`;
  const alias = shorten(`alias/${base}-proxy-rotation`, 256);
  return {
    clientId: `${base}_proxy`,
    rotationClientId: `${base}_proxy-rotation`,
    role: role("proxy"),
    boundary:
      scope.boundaryArn === undefined
        ? { name: boundary, arn: arn("iam", `policy${iamPath}${boundary}`, ""), ...inPath }
        : names.boundary,
    logGroup: { name: group, arn: arn("logs", `log-group:${group}`) },
    secret: { name: secret, iamArn: arn("secretsmanager", `secret:${secret}-??????`) },
    rotation: {
      ...names,
      rotationFunction: { name: rotation, arn: arn("lambda", `function:${rotation}`) },
      rotationRole: role("proxy-rotation"),
    },
    signingKeyAlias: { name: alias, arn: arn("kms", alias) },
  };
}
