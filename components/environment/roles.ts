import * as pulumi from "@pulumi/pulumi";
import type { Named } from "../core/names";
import type { PolicyDocument, PolicyStatement } from "../core/policy-document";
import { FederatedRole } from "../iam/federated-role";
import type { Federation } from "../iam/identity-providers";
import { PreviewAccess } from "../iam/preview-role";
import { GITHUB_ISSUER, githubTrust, trustsImmutableSubject } from "../iam/trust/github";
import { issuerKey, oidcTrust } from "../iam/trust/oidc";
import { samlTrust } from "../iam/trust/saml";
import { clientNames } from "../okta/client-names";
import type { EnvironmentArgs } from "./args";
import type { EnvironmentPlan } from "./plan";

/** Roles of people and machines that sign in from outside the account. */
export type EnvironmentRoles = Readonly<Record<"operator" | "viewer", FederatedRole>> & {
  /** Absent without machine access. */
  readonly runner?: FederatedRole;
};

interface RolesArgs {
  readonly plan: EnvironmentPlan;
  /** Jobs of GitHub Actions that deploy; absent where there are none. */
  readonly github: EnvironmentArgs["github"];
  readonly federation: Federation;
  /** Issuer of the runner's tokens; absent without machine access. */
  readonly issuer: pulumi.Output<string> | undefined;
  /** The environment's own boundary policy, which must exist before the roles. */
  readonly boundary: readonly pulumi.Resource[];
}

/** People sign in by SAML, the automation runner by Okta's OIDC, and deployments by GitHub's. */
export function createRoles(
  name: string,
  { plan, github: deployments, federation, issuer, boundary }: RolesArgs,
  opts: pulumi.ComponentResourceOptions,
): EnvironmentRoles {
  const { names, identities, tags } = plan;
  const { scope } = names;
  const role = (
    kind: string,
    named: Named,
    statements: readonly PolicyStatement[],
    trust: pulumi.Input<PolicyDocument>,
    providers: readonly pulumi.Resource[],
  ) =>
    new FederatedRole(
      `${name}-${kind}`,
      {
        role: named,
        description: `${kind} of ${names.base}`,
        statements,
        boundaryArn: names.boundary.arn,
        tags,
        trust,
      },
      { ...opts, dependsOn: [...boundary, ...providers] },
    );
  const saml = samlTrust(names.samlProvider.arn);
  const runnerRole = (): FederatedRole | undefined => {
    if (federation.oidc === undefined || issuer === undefined || identities.runner === undefined) {
      return undefined;
    }
    const { audience, runner } = clientNames(names);
    // Okta generates the issuer's last part, so this one trust is unknown until the authorization server exists.
    const oidc = pulumi
      .all([federation.oidc.arn, issuer])
      .apply(([providerArn, url]) => oidcTrust({ providerArn, issuer: url, audience, subject: { equals: runner } }));
    return role("runner", names.runnerRole, identities.runner, oidc, [federation.oidc]);
  };
  if (deployments !== undefined) {
    // An account has at most one provider for GitHub, which other stacks share: it is named here and not created.
    const providerArn = `arn:${scope.partition}:iam::${scope.account}:oidc-provider/${issuerKey(GITHUB_ISSUER)}`;
    const { preview, ...github } = deployments;
    if (!trustsImmutableSubject(github)) {
      void pulumi.log.warn(
        `github.ownerId is not set: jobs of ${github.repository} are refused if it was made, renamed or transferred ` +
          `since 15 July 2026; fix: set it to \`gh api repos/${github.repository} --jq .owner.id\``,
      );
    }
    role("deployer", names.deployerRole, identities.deployer, githubTrust(providerArn, github), []);
    if (preview !== undefined) {
      new PreviewAccess(
        name,
        {
          role: names.previewerRole,
          boundary: names.previewerBoundary,
          createBoundary: scope.boundaryArn === undefined,
          environmentName: names.base,
          location: scope,
          github,
          preview,
          providerArn,
          tags,
        },
        opts,
      );
    }
  }
  const runner = runnerRole();
  return {
    operator: role("operator", names.operatorRole, identities.operator, saml, [federation.saml]),
    viewer: role("viewer", names.viewerRole, identities.viewer, saml, [federation.saml]),
    ...(runner === undefined ? {} : { runner }),
  };
}
