import type * as pulumi from "@pulumi/pulumi";
import { hasApprovals } from "../access/entry";
import type { PolicyStatement } from "../core/policy-document";
import { clientNames } from "../okta/client-names";
import type { PeopleAccess } from "../okta/people";
import { createRunScopes } from "../okta/run-scopes";
import { createRunTokens } from "../okta/run-tokens";
import type { MachineAccess } from "../okta/service-client";
import { callersOf, runPeople } from "../runs-api/callers";
import { runsApiNames } from "../runs-api/names";
import { RunsApi } from "../runs-api/runs-api";
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
  const scoped = { serverId, policyId: policy.id, approvals: hasApprovals(access) };
  const scopes = createRunScopes(name, scoped, { parent: machines });
  createRunTokens(
    name,
    {
      serverId,
      nativeApp: people.nativeApp,
      people: runPeople(names, access).map(({ name: entry, group, may }) => {
        const id = people.groupIds.get(entry);
        if (id === undefined) {
          throw new Error(`"${entry}" is not an entry of people in this environment`);
        }
        return { name: entry, group: { name: group, id }, may };
      }),
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
