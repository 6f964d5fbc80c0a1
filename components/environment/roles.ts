import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Named } from "../core/names";
import type { PolicyDocument, PolicyStatement } from "../core/policy-document";
import { FederatedRole } from "../iam/federated-role";
import type { Federation } from "../iam/identity-providers";
import { PreviewAccess } from "../iam/preview-role";
import { GITHUB_ISSUER, githubTrust } from "../iam/trust/github";
import { issuerKey, oidcTrust } from "../iam/trust/oidc";
import { samlTrust } from "../iam/trust/saml";
import { clientNames } from "../okta/client-names";
import type { MachineAccess } from "../okta/service-client";
import type { EnvironmentArgs, EnvironmentPlan } from "./plan";

/** Roles of those who come in from outside. */
export type EnvironmentRoles = Readonly<Record<"operator" | "viewer" | "runner", FederatedRole>>;

interface RolesArgs {
  readonly plan: EnvironmentPlan;
  /** Who deploys from GitHub, if anybody. */
  readonly github: EnvironmentArgs["github"];
  readonly federation: Federation;
  readonly machines: MachineAccess;
  readonly boundary: aws.iam.Policy;
}

/** People come in by SAML, the automation runner by Okta's OIDC, and deployments by GitHub's. */
export function createRoles(
  label: string,
  { plan, github: deployments, federation, machines, boundary }: RolesArgs,
  parent: pulumi.Resource,
): EnvironmentRoles {
  const { names, identities, tags } = plan;
  const { scope } = names;
  const role = (
    kind: string,
    named: Named,
    statements: readonly PolicyStatement[],
    trust: pulumi.Input<PolicyDocument>,
    after: readonly pulumi.Resource[],
  ) =>
    new FederatedRole(
      `${label}-${kind}`,
      {
        role: named,
        description: `${kind} of ${names.base}`,
        statements,
        boundaryArn: names.boundary.arn,
        tags,
        trust,
        dependsOn: [boundary, ...after],
      },
      { parent },
    );
  const saml = samlTrust(names.samlProvider.arn);
  const { audience, runner } = clientNames(names);
  // Okta makes the issuer's last part, so this one trust is known only when the authorization server is there.
  const oidc = pulumi
    .all([federation.oidc.arn, machines.issuer])
    .apply(([providerArn, issuer]) => oidcTrust({ providerArn, issuer, audience, subject: { equals: runner } }));
  if (deployments !== undefined) {
    // The account has at most one provider for GitHub, whoever made it: it is named here and not created.
    const provider = `arn:${scope.partition}:iam::${scope.account}:oidc-provider/${issuerKey(GITHUB_ISSUER)}`;
    const { preview, ...github } = deployments;
    role("deployer", names.deployerRole, identities.deployer, githubTrust(provider, github), []);
    if (preview !== undefined) {
      const previewer = { names, github, preview, providerArn: provider, tags };
      new PreviewAccess(label, previewer, { parent });
    }
  }
  return {
    operator: role("operator", names.operatorRole, identities.operator, saml, [federation.saml]),
    viewer: role("viewer", names.viewerRole, identities.viewer, saml, [federation.saml]),
    runner: role("runner", names.runnerRole, identities.runner, oidc, [federation.oidc]),
  };
}
