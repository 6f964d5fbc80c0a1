import type * as pulumi from "@pulumi/pulumi";
import { hasApprovals } from "../access/entry";
import { clientNames } from "../okta/client-names";
import type { PeopleAccess } from "../okta/people";
import { createRunScopes } from "../okta/run-scopes";
import { createRunTokens } from "../okta/run-tokens";
import type { MachineAccess } from "../okta/service-client";
import { callersOf, runPeople } from "../runs-api/callers";
import { runsApiNames } from "../runs-api/names";
import { RunsApi } from "../runs-api/runs-api";
import type { Creation } from "./creation";
import { groupId, groupsOf } from "./sign-in/people";

interface EnvironmentRunsApiArgs extends Creation {
  readonly people: PeopleAccess;
  /** Authorization server and clients; absent without machine access, and then there is no API. */
  readonly machines: MachineAccess | undefined;
  /** Aliases that the API starts: nobody starts a run before they exist. */
  readonly after: readonly pulumi.Resource[];
}

/**
 * The runs API of an environment, where it has one, the scopes of its authorization server and who gets tokens with
 * them.
 */
export function createRunsApi(
  name: string,
  { args, plan, shared, people, machines, after }: EnvironmentRunsApiArgs,
  opts: pulumi.ComponentResourceOptions,
): RunsApi | undefined {
  const { names, access, apps, tags, runsApiStatements: statements } = plan;
  if (statements === undefined || machines === undefined) {
    return undefined;
  }
  const { serverId, policy } = machines;
  const groups = groupsOf(plan);
  const scoped = { serverId, policyId: policy.id, approvals: hasApprovals(access) };
  const scopes = createRunScopes(name, scoped, { parent: machines });
  createRunTokens(
    name,
    {
      serverId,
      nativeApp: people.nativeApp,
      people: runPeople(names, access).map(({ name: entry, group, may }) => {
        return { name: entry, group: { name: group, id: groupId(people.groupIds, entry) }, may };
      }),
      grants: (plan.grants?.people ?? []).map((entry) => ({
        name: groups[entry]?.name ?? "",
        id: groupId(people.groupIds, entry),
      })),
      after: [policy, ...scopes],
    },
    { parent: people },
  );
  return new RunsApi(
    `${name}-runs-api`,
    {
      names: runsApiNames(names),
      description: `Runs of ${names.base}`,
      account: names.scope.account,
      tokens: { issuer: machines.issuer, audience: clientNames(names).audience },
      config: {
        environment: names.base,
        parentAliasArn: names.parent.aliasArn,
        executionPrefix: names.parent.executionPrefix,
        apps: Object.keys(apps),
        callers: callersOf(names, access),
        ...(plan.grants === undefined ? {} : { grants: plan.grants.api }),
      },
      statements,
      boundaryArn: names.boundary.arn,
      keyArn: shared.keyArn,
      retentionDays: args.logRetentionDays,
      accessLogArn: names.logGroup.arn,
      tags,
    },
    { ...opts, dependsOn: [...shared.boundary, shared.log.policy, ...after] },
  );
}
