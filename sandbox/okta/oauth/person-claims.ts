import { appRoot, withoutNull } from "../api/claims";
import { evaluate } from "../expression/evaluate";
import { parseExpression } from "../expression/parse";
import type { App, Claim, User } from "../model";
import { groupsOf, type Org, type ServerContents } from "../org";

/** Names of a person's groups that a claim's filter matches; a regular expression matches the whole name. */
function matching({ group_filter_type: type, value }: Claim, names: readonly string[]): string[] {
  const matches: Record<NonNullable<Claim["group_filter_type"]>, (name: string) => boolean> = {
    STARTS_WITH: (name) => name.startsWith(value),
    EQUALS: (name) => name === value,
    CONTAINS: (name) => name.includes(value),
    REGEX: (name) => new RegExp(`^(?:${value})$`).test(name),
  };
  return type === undefined ? [] : names.filter(matches[type]);
}

/**
 * Claims about a person in an access token, an ID token or an answer of /userinfo: those of the scopes and the server's
 * own, which are for access tokens (RESOURCE) or for the other two (IDENTITY). An empty claim is left out;
 * an ID token that is returned with an access token has only those that are always in it.
 * https://developer.okta.com/docs/guides/customize-tokens-groups-claim/main/
 */
export function personClaims(
  org: Org,
  { claims }: ServerContents,
  app: App,
  user: User,
  scopes: readonly string[],
  place: "access token" | "ID token" | "user info",
): Record<string, unknown> {
  const names = groupsOf(org, user.id).map((group) => group.profile.name);
  const ids = groupsOf(org, user.id).map((group) => group.id);
  const scope = {
    roots: {
      app: appRoot(app),
      user: user.profile,
      appuser: { userName: user.profile.login },
    },
    member: { ids, names },
  };
  const { firstName = "", lastName = "" } = user.profile;
  const own = [...claims.values()]
    .filter(({ status, claimType }) => status === "ACTIVE" && (claimType === "RESOURCE") === (place === "access token"))
    .filter(({ alwaysIncludeInToken }) => alwaysIncludeInToken || place !== "ID token")
    .filter(({ conditions }) => conditions.scopes.length === 0 || conditions.scopes.some((one) => scopes.includes(one)))
    .map((claim): [string, unknown] => [
      claim.name,
      claim.valueType === "GROUPS"
        ? matching(claim, names)
        : evaluate(parseExpression(withoutNull(claim.value)), scope),
    ])
    .filter(([, value]) => value !== null && value !== "" && !(Array.isArray(value) && value.length === 0));
  if (place === "access token") {
    return Object.fromEntries(own);
  }
  return {
    ...(scopes.includes("profile")
      ? { name: `${String(firstName)} ${String(lastName)}`.trim(), preferred_username: user.profile.login }
      : {}),
    ...(scopes.includes("email") ? { email: user.profile.email } : {}),
    ...Object.fromEntries(own),
  };
}
