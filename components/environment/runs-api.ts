import type * as pulumi from "@pulumi/pulumi";
import { entriesOf, hasApprovals } from "../access/entry";
import type { PolicyStatement } from "../core/policy-document";
import { clientNames } from "../okta/client-names";
import { peopleGroups } from "../okta/groups";
import type { PeopleAccess } from "../okta/people";
import { createRunScopes } from "../okta/run-scopes";
import { createRunTokens } from "../okta/run-tokens";
import type { MachineAccess } from "../okta/service-client";
import { callersOf, runPeople } from "../runs-api/callers";
import { runsApiNames } from "../runs-api/names";
import { RunsApi } from "../runs-api/runs-api";
import { idOf } from "./grants";
import type { EnvironmentPlan } from "./plan";

interface EnvironmentRunsApiArgs {
  readonly plan: EnvironmentPlan;
  readonly statements: readonly PolicyStatement[];
  /** Authorization server and clients. */
  readonly machines: MachineAccess;
  readonly people: PeopleAccess;
  readonly keyArn: pulumi.Input<string>;
  readonly retentionDays: number;
}

/** The runs API of an environment, the scopes of its authorization server and who gets tokens with them. */
export function createRunsApi(
  name: string,
  { plan, statements, machines, people, keyArn, retentionDays }: EnvironmentRunsApiArgs,
  opts: pulumi.ComponentResourceOptions,
): RunsApi {
  const { names, access, apps, tags } = plan;
  const { serverId, policy } = machines;
  const sources = entriesOf(access, "people").map(({ name: entry, source }) => [entry, source]);
  const groups = peopleGroups(names, Object.fromEntries(sources));
  const scoped = { serverId, policyId: policy.id, approvals: hasApprovals(access) };
  const scopes = createRunScopes(name, scoped, { parent: machines });
  createRunTokens(
    name,
    {
      serverId,
      nativeApp: people.nativeApp,
      people: runPeople(names, access).map(({ name: entry, group, may }) => {
        return { name: entry, group: { name: group, id: idOf(people.groupIds, entry) }, may };
      }),
      grants: (plan.grants?.people ?? []).map((entry) => ({
        name: groups[entry]?.name ?? "",
        id: idOf(people.groupIds, entry),
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
      keyArn,
      retentionDays,
      accessLogArn: names.logGroup.arn,
      tags,
    },
    opts,
  );
}
