import * as pulumi from "@pulumi/pulumi";
import type { AccessEntry } from "../../access/entry";
import type { Scope } from "../../core/names";
import type { PolicyDocument } from "../../core/policy-document";
import { createBoundaryPolicy } from "../../iam/boundary-policy";
import { FederatedRole } from "../../iam/federated-role";
import type { Federation } from "../../iam/identity-providers";
import { PreviewAccess } from "../../iam/preview-role";
import { GITHUB_ISSUER, type GithubTrust, githubTrust, trustsImmutableSubject } from "../../iam/trust/github";
import { issuerKey, oidcTrust } from "../../iam/trust/oidc";
import { samlTrust } from "../../iam/trust/saml";
import { clientNames } from "../../okta/client-names";
import type { MachineAccess } from "../../okta/service-client";
import type { EnvironmentArgs } from "../args";
import type { EnvironmentPlan } from "../plan";
import type { SharedResources } from "../shared/resources";
import { sessionTrust } from "./sessions";

/** Roles of people and machines that sign in from outside the account, by entry of the access map. */
export type EnvironmentRoles = Readonly<Record<string, FederatedRole>>;

interface RolesArgs {
  readonly args: EnvironmentArgs;
  readonly plan: EnvironmentPlan;
  readonly shared: SharedResources;
  readonly federation: Federation;
  /** Issuer of machines' tokens; absent without machine access. */
  readonly machines: MachineAccess | undefined;
}

/** People sign in by SAML, machines by Okta's OIDC, and deployments by GitHub's. */
export function createRoles(name: string, args: RolesArgs, opts: pulumi.ComponentResourceOptions): EnvironmentRoles {
  const { plan, shared } = args;
  const { names, identities, tags } = plan;
  const created = plan.access.map((entry): [AccessEntry, FederatedRole] => {
    const { trust, providers } = trustOf(entry, args);
    const own = entry.kind === "agents" ? createAgentBoundary(name, entry, plan, opts) : undefined;
    const role = new FederatedRole(
      `${name}-${entry.name}`,
      {
        role: names.role(entry.name),
        description: `${entry.name} of ${names.base}`,
        statements: identities[entry.name] ?? [],
        boundaryArn: (entry.kind === "agents" ? names.agentBoundary(entry.name) : names.boundary).arn,
        isExclusive: entry.kind === "agents",
        tags,
        trust,
        // The workflow of a grant denies sessions by policies of its own.
        ...(entry.kind === "people" && "onRequest" in entry.source ? { detachesOnDelete: true } : {}),
      },
      { ...opts, dependsOn: [...(own ?? shared.boundary), ...providers] },
    );
    return [entry, role];
  });
  createPreviewAccess(name, args, opts);
  const signIn = created.filter(([{ kind }]) => kind !== "ci");
  return Object.fromEntries(signIn.map(([entry, role]) => [entry.name, role]));
}

/** The agent's own boundary, which must exist before its role; none where the organisation has one. */
function createAgentBoundary(
  name: string,
  { name: entry }: AccessEntry,
  { names, agentBoundaries, tags }: EnvironmentPlan,
  opts: pulumi.ComponentResourceOptions,
): pulumi.Resource[] {
  const description = `Upper bound of the agent ${entry} of ${names.base}`;
  const policy = names.agentBoundary(entry);
  const document = agentBoundaries[entry];
  return createBoundaryPolicy(`${name}-${entry}-boundary`, { policy, description, document, tags }, opts);
}

/** Trust of an entry's role, and the providers that it names and that are created here. */
function trustOf(
  entry: AccessEntry,
  { plan: { names, access }, federation, machines }: RolesArgs,
): { trust: pulumi.Input<PolicyDocument>; providers: readonly pulumi.Resource[] } {
  const session = sessionTrust(names, entry, access);
  if (entry.kind === "people") {
    return { trust: samlTrust(names.samlProvider.arn, session), providers: [federation.saml] };
  }
  if (entry.kind === "ci") {
    warnOfClassicSubject(entry.trust);
    return { trust: githubTrust(githubProviderArn(names.scope), entry.trust), providers: [] };
  }
  const { oidc } = federation;
  if (oidc === undefined || machines === undefined) {
    throw new Error(`${entry.name} of ${names.base} has no authorization server`);
  }
  const { audience, machine } = clientNames(names);
  const clientId = machine(entry.name);
  // Okta generates the issuer's last part, so such a trust is unknown until the authorization server exists.
  const trust = pulumi
    .all([oidc.arn, machines.issuer])
    .apply(([providerArn, url]) =>
      oidcTrust({ providerArn, issuer: url, audience, subject: { equals: clientId }, session }),
    );
  return { trust, providers: [oidc] };
}

/** An account has at most one provider for GitHub, which other stacks share: it is named here and not created. */
function githubProviderArn({ partition, account }: Scope): string {
  return `arn:${partition}:iam::${account}:oidc-provider/${issuerKey(GITHUB_ISSUER)}`;
}

function warnOfClassicSubject(trust: GithubTrust): void {
  if (!trustsImmutableSubject(trust)) {
    void pulumi.log.warn(
      `github.ownerId is not set: jobs of ${trust.repository} are refused if it was made, renamed or transferred ` +
        `since 15 July 2026; fix: set it to \`gh api repos/${trust.repository} --jq .owner.id\``,
    );
  }
}

function createPreviewAccess(
  name: string,
  { args: { github: jobs }, plan: { names, tags } }: RolesArgs,
  opts: pulumi.ComponentResourceOptions,
): void {
  if (jobs?.preview === undefined) {
    return;
  }
  const { preview, ...github } = jobs;
  new PreviewAccess(
    name,
    {
      role: names.previewerRole,
      boundary: names.previewerBoundary,
      createBoundary: names.scope.boundaryArn === undefined,
      environmentName: names.base,
      location: names.scope,
      github,
      preview,
      providerArn: githubProviderArn(names.scope),
      tags,
    },
    opts,
  );
}
