/** Session tags of one client, by key. */
export type SessionTags = Readonly<Record<string, string>>;

/** A claim of an authorization server that STS reads. */
export interface SessionClaim {
  /** Unique name within the server, for the resource. */
  readonly id: string;
  readonly name: string;
  /** Okta expression. */
  readonly value: string;
}

/**
 * Claims that STS makes tags and source identity of. Okta's claims are single values, so each tag is a claim of its own
 * and not a member of the nested claim `https://aws.amazon.com/tags`. Values come from the client's profile.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_adding-assume-role-idp
 * https://developer.okta.com/docs/guides/customize-tokens-returned-from-okta/create-app-profile-attribute/
 */
export function sessionClaims(clients: readonly SessionTags[], sourceIdentity: boolean): SessionClaim[] {
  return [
    ...tagKeys(clients).map((key) => ({
      id: `tag-${key}`,
      name: `https://aws.amazon.com/tags/principal_tags/${key}`,
      value: `app.profile.${memberName(key)}`,
    })),
    ...(sourceIdentity
      ? [{ id: "source-identity", name: "https://aws.amazon.com/source_identity", value: "app.clientId" }]
      : []),
  ];
}

/**
 * Profile of a client whose server has these clients: a member for each of their tags, empty where this client has no
 * such tag, because Okta does not say what a claim is whose member is missing.
 */
export function sessionProfile(tags: SessionTags, clients: readonly SessionTags[]): string | undefined {
  const keys = tagKeys(clients);
  return keys.length === 0
    ? undefined
    : JSON.stringify(Object.fromEntries(keys.map((key) => [memberName(key), tags[key] ?? ""])));
}

/** Keys of all clients' tags, each once. */
export function tagKeys(clients: readonly SessionTags[]): string[] {
  return [...new Set(clients.flatMap((tags) => Object.keys(tags)))].sort();
}

/** `identity-kind` is `identityKind`: a hyphen in an expression is a minus. */
function memberName(key: string): string {
  return key.replace(/-+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
