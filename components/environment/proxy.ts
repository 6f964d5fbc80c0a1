import type * as pulumi from "@pulumi/pulumi";
import type { PeopleAccess } from "../okta/people";
import { HoopGateway } from "../proxy/hoop-gateway";
import { IdentityProxy, type ProxyOutputs } from "../proxy/identity-proxy";
import type { Creation } from "./creation";
import { groupsOf } from "./sign-in/people";

interface EnvironmentProxyArgs extends Creation {
  readonly people: PeopleAccess;
}

/** The identity-aware proxy of an environment, where it has one. */
export function createProxy(
  name: string,
  { args, plan, shared, people }: EnvironmentProxyArgs,
  opts: pulumi.ComponentResourceOptions,
): ProxyOutputs | undefined {
  const { identityProxy: proxy } = args;
  if (proxy === undefined || plan.proxy === undefined) {
    return undefined;
  }
  const groups = groupsOf(plan);
  const common = {
    url: proxy.url,
    groups: proxy.groups.map((entry) => {
      const [group, id] = [groups[entry], people.groupIds.get(entry)];
      if (group === undefined || id === undefined) {
        throw new Error(`identityProxy: "${entry}" is not an entry of people in this environment`);
      }
      return { name: group.name, id };
    }),
    plan: plan.proxy,
    orgUrl: proxy.orgUrl,
    keyArn: shared.keyArn,
    boundaryArn: plan.names.boundary.arn,
    maxAgeDays: proxy.secretMaxAgeDays,
    retentionDays: args.logRetentionDays,
    recoveryWindowDays: args.secretRecoveryDays,
    keyDeletionDays: args.keyDeletionDays,
    tags: plan.tags,
  };
  const options = { ...opts, dependsOn: [...shared.boundary] };
  return proxy.kind === "hoop"
    ? new HoopGateway(name, common, options).outputs
    : new IdentityProxy(name, { ...common, conventions: proxy }, options).outputs;
}
