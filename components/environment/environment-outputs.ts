import { clientEntries, hasApprovals } from "../access/entry";
import { knownOutput } from "../core/known-output";
import type { Federation } from "../iam/identity-providers";
import { clientNames } from "../okta/client-names";
import { GRANTS_SCOPE } from "../okta/grants-scope";
import type { PeopleAccess } from "../okta/people";
import { runScopes } from "../okta/run-scopes";
import type { MachineAccess } from "../okta/service-client";
import type { ProxyOutputs } from "../proxy/identity-proxy";
import type { RunsApi } from "../runs-api/runs-api";
import type { SharedWorkflow } from "../workflow/shared-workflow";
import type { CreatedApp } from "./app";
import type { CreatedEvidence } from "./evidence";
import type { AppOutputs, EnvironmentOutputs } from "./outputs";
import type { EnvironmentPlan } from "./plan";
import type { SharedResources } from "./shared/resources";
import { groupsOf } from "./sign-in/people";
import type { EnvironmentRoles } from "./sign-in/roles";

/** Resources that {@link EnvironmentOutputs} describe. */
interface CreatedEnvironment {
  readonly shared: SharedResources;
  readonly people: PeopleAccess;
  readonly machines: MachineAccess | undefined;
  readonly federation: Federation;
  readonly roles: EnvironmentRoles;
  readonly apps: Readonly<Record<string, CreatedApp>>;
  readonly parent: SharedWorkflow;
  readonly runsApi: RunsApi | undefined;
  readonly proxy: ProxyOutputs | undefined;
  readonly evidence: CreatedEvidence | undefined;
}

/** Outputs of an environment that was created. */
export function environmentOutputs(plan: EnvironmentPlan, created: CreatedEnvironment): EnvironmentOutputs {
  const { names, access, grants } = plan;
  const { shared, people, machines, federation, roles, parent, runsApi, proxy, evidence } = created;
  const { audience, scope, machine, native } = clientNames(names);
  const clientIds = clientEntries(access).map(({ name }) => [`${name}ClientId`, machine(name)]);
  const apps = Object.entries(created.apps).map(([app, { outputs }]): [string, AppOutputs] => [app, outputs]);
  return {
    ...(grants === undefined ? {} : { grants: { scope: GRANTS_SCOPE, table: grants.api.table } }),
    parent: { name: names.parent.name, arn: parent.arn, aliasArn: parent.aliasArn },
    apps: Object.fromEntries(apps),
    failureTopicArn: shared.topic.arn,
    logGroupName: knownOutput(names.logGroup.name, shared.log.group),
    roles: Object.fromEntries(Object.entries(roles).map(([entry, { arn }]) => [entry, arn])),
    okta: {
      ...(machines === undefined ? {} : { issuer: machines.issuer, audience, scope }),
      ...Object.fromEntries(clientIds),
      nativeClientId: native,
      federationAppId: people.federationApp.id,
      groups: Object.fromEntries(Object.entries(groupsOf(plan)).map(([entry, { name }]) => [entry, name])),
    },
    ...(runsApi === undefined
      ? {}
      : { runsApi: { endpoint: runsApi.endpoint, scopes: runScopes(hasApprovals(access)) } }),
    ...(proxy === undefined ? {} : { proxy }),
    ...(evidence === undefined ? {} : { evidence: { bucketName: evidence.bucketName } }),
    samlProviderArn: federation.saml.arn,
    ...(federation.oidc === undefined ? {} : { oidcProviderArn: federation.oidc.arn }),
  };
}
