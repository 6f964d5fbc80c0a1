import { OAuthError } from "../errors";
import type { App, PolicyRule } from "../model";
import type { ServerContents } from "../org";

/** A person whom a rule is evaluated for, with the ids of the groups. */
export interface Person {
  readonly userId: string;
  readonly groupIds: readonly string[];
}

/** The client's right to use a grant at all. */
export function checkGrant(app: App, grant: string): void {
  const configured = app.settings.oauthClient?.grant_types ?? [];
  if (!configured.includes(grant)) {
    throw new OAuthError(
      "unauthorized_client",
      `The client is not authorized to use the provided grant type. Configured grant types: [${configured.join(", ")}].`,
    );
  }
}

/** A rule that names neither people nor groups applies to nobody. */
function isNamed({ users, groups }: PolicyRule["conditions"]["people"], { userId, groupIds }: Person): boolean {
  const inGroup = (ids: readonly string[] = []) => ids.some((id) => id === "EVERYONE" || groupIds.includes(id));
  const excluded = users.exclude?.includes(userId) === true || inGroup(groups.exclude);
  return !excluded && (users.include?.includes(userId) === true || inGroup(groups.include));
}

/**
 * The first matching rule of the first policy of that client, by priority, decides; without one the client is refused.
 */
export function grantingRule(
  { policies }: ServerContents,
  clientId: string,
  scopes: readonly string[],
  grant: string,
  person?: Person,
): PolicyRule {
  const active = [...policies.values()]
    .filter(({ policy }) => policy.status === "ACTIVE")
    .sort((left, right) => left.policy.priority - right.policy.priority)
    .filter(({ policy }) => policy.conditions.clients.include.some((id) => id === "ALL_CLIENTS" || id === clientId));
  for (const { rules } of active) {
    const rule = [...rules.values()]
      .filter((candidate) => candidate.status === "ACTIVE")
      .sort((left, right) => left.priority - right.priority)
      .find(({ conditions }) => {
        const allowed = conditions.scopes.include;
        return (
          conditions.grantTypes.include.includes(grant) &&
          (person === undefined || isNamed(conditions.people, person)) &&
          scopes.every((scope) => allowed.includes("*") || allowed.includes(scope))
        );
      });
    if (rule) {
      return rule;
    }
  }
  const why = "Policy evaluation failed for this request, please check the policy configurations.";
  throw new OAuthError("access_denied", why);
}
