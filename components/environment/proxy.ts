import type * as pulumi from "@pulumi/pulumi";
import type { PeopleGroup } from "../okta/groups";
import { HoopGateway } from "../proxy/hoop-gateway";
import { IdentityProxy, type ProxyOutputs } from "../proxy/identity-proxy";
import type { EnvironmentArgs } from "./args";
import type { EnvironmentPlan } from "./plan";

interface ProxyArgs {
  readonly args: EnvironmentArgs;
  readonly plan: EnvironmentPlan;
  /** Groups by entry of people. */
  readonly groups: Readonly<Record<string, PeopleGroup>>;
  readonly groupIds: ReadonlyMap<string, pulumi.Output<string>>;
  readonly keyArn: pulumi.Output<string>;
  /** The environment's own boundary policy, which must exist before the roles. */
  readonly boundary: readonly pulumi.Resource[];
}

/** The identity-aware proxy of an environment, where it has one. */
export function createProxy(
  name: string,
  { args, plan, groups, groupIds, keyArn, boundary }: ProxyArgs,
  opts: pulumi.ComponentResourceOptions,
): ProxyOutputs | undefined {
  const { identityProxy: proxy } = args;
  if (proxy === undefined || plan.proxy === undefined) {
    return undefined;
  }
  const shared = {
    url: proxy.url,
    groups: proxy.groups.map((entry) => {
      const [group, id] = [groups[entry], groupIds.get(entry)];
      if (group === undefined || id === undefined) {
        throw new Error(`identityProxy: "${entry}" is not an entry of people in this environment`);
      }
      return { name: group.name, id };
    }),
    plan: plan.proxy,
    orgUrl: proxy.orgUrl,
    keyArn,
    boundaryArn: plan.names.boundary.arn,
    maxAgeDays: proxy.secretMaxAgeDays,
    retentionDays: args.logRetentionDays,
    recoveryWindowDays: args.secretRecoveryDays,
    keyDeletionDays: args.keyDeletionDays,
    tags: plan.tags,
  };
  const options = { ...opts, dependsOn: [...boundary] };
  return proxy.kind === "hoop"
    ? new HoopGateway(name, shared, options).outputs
    : new IdentityProxy(name, { ...shared, conventions: proxy }, options).outputs;
}
