import { invalid } from "../errors";
import type { App, User } from "../model";
import { groupsOf, type Org } from "../org";

/** A role and the identity provider that vouches for it. */
export interface FederatedRole {
  readonly roleArn: string;
  readonly providerArn: string;
}

/**
 * Okta writes named groups as `(?{{role}}...)`; they become the regular expression's own. The whole name must match.
 */
export function groupFilterExpression(filter: string): RegExp {
  return new RegExp(`^(?:${filter.replace(/\(\?\{\{(\w+)\}\}/g, "(?<$1>")})$`);
}

export function checkGroupFilter(filter: string | undefined): void {
  if (filter === undefined) {
    return;
  }
  try {
    groupFilterExpression(filter);
  } catch (error) {
    throw invalid("groupFilter", `settings.app.groupFilter: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * The roles of a user in the federation app. With `useGroupMapping` they come from the names of the user's groups, by
 * the group filter and the role value pattern; without it, from the roles named in the app's assignments (`samlRoles`),
 * from all of them with `joinAllRoles`, else from the first. Source: Okta, "AWS Account Federation" setup guide.
 */
export function rolesOf(org: Org, app: App, user: User): string[] {
  const settings = app.settings.app;
  const pattern = String(settings.roleValuePattern ?? "");
  if (settings.useGroupMapping === true) {
    const filter = groupFilterExpression(String(settings.groupFilter ?? ""));
    return groupsOf(org, user.id).flatMap((group) => {
      const parts = filter.exec(group.profile.name)?.groups;
      return parts
        ? [
            pattern.replace(
              /\$\{(\w+)\}/g,
              (_, name: string) => (Object.hasOwn(parts, name) ? parts[name] : undefined) ?? "",
            ),
          ]
        : [];
    });
  }
  const provider = String(settings.identityProviderArn ?? "");
  const account = /^arn:[\w-]+:iam::(\d{12}):saml-provider\//.exec(provider)?.[1];
  const groups = new Set(groupsOf(org, user.id).map((group) => group.id));
  const assignments = [
    ...[...(org.appUsers.get(app.id)?.values() ?? [])].filter((assignment) => assignment.id === user.id),
    ...[...(org.appGroups.get(app.id)?.values() ?? [])]
      .filter((assignment) => groups.has(assignment.id))
      .sort((left, right) => left.priority - right.priority),
  ];
  const used = settings.joinAllRoles === true ? assignments : assignments.slice(0, 1);
  const names = used.flatMap(({ profile }) => (Array.isArray(profile.samlRoles) ? profile.samlRoles : []));
  return account ? [...new Set(names.map((name) => `arn:aws:iam::${account}:role/${String(name)},${provider}`))] : [];
}

/** A value of the Role attribute: two ARNs with a comma between them, in either order. */
export function federatedRole(value: string): FederatedRole | undefined {
  const arns = value.split(",").map((arn) => arn.trim());
  const roleArn = arns.find((arn) => /:role\//.test(arn));
  const providerArn = arns.find((arn) => /:saml-provider\//.test(arn));
  return roleArn && providerArn ? { roleArn, providerArn } : undefined;
}
