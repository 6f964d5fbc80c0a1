import type * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../core/policy-document";
import { clientNames } from "../okta/client-names";
import { createRunScopes } from "../okta/run-scopes";
import type { MachineAccess } from "../okta/service-client";
import { callersOf } from "../runs-api/callers";
import { runsApiNames } from "../runs-api/names";
import { RunsApi } from "../runs-api/runs-api";
import type { EnvironmentPlan } from "./plan";

interface EnvironmentRunsApiArgs {
  readonly plan: EnvironmentPlan;
  readonly statements: readonly PolicyStatement[];
  /** Authorization server and clients. */
  readonly machines: MachineAccess;
  readonly keyArn: pulumi.Input<string>;
  readonly retentionDays: number;
}

/** The runs API of an environment, and the scopes of its authorization server. */
export function createRunsApi(
  name: string,
  { plan, statements, machines, keyArn, retentionDays }: EnvironmentRunsApiArgs,
  opts: pulumi.ComponentResourceOptions,
): RunsApi {
  const { names, access, apps, tags } = plan;
  createRunScopes(name, machines, { parent: machines });
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
