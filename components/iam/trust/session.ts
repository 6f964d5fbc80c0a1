import type { PolicyStatement } from "../../core/policy-document";

/** What a trust says of one session tag: its one value, that it is there, or that it is allowed. */
export type TagTrust = { readonly equals: string } | "required" | "optional";

/** What sessions carry that an identity provider states: tags, and a source identity. */
export interface SessionTrust {
  /** Tags by key, up to 50. A session with a tag of another key is refused. @default none */
  readonly tags?: Readonly<Record<string, TagTrust>> | undefined;
  /** The one source identity that is allowed, 2 to 64 characters. @default none */
  readonly sourceIdentity?: string | undefined;
}

/**
 * A statement of a trust policy that also lets in what sessions carry. STS refuses a token or an assertion with tags
 * or a source identity where the trust allows only the role.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required
 */
export function withSession(statement: PolicyStatement, { tags = {}, sourceIdentity }: SessionTrust): PolicyStatement {
  const entries = Object.entries(tags);
  const { StringEquals = {}, ...others } = statement.Condition ?? {};
  const exact = entries.flatMap(([key, tag]) => (typeof tag === "string" ? [] : [[requestTag(key), tag.equals]]));
  const required = entries.flatMap(([key, tag]) => (tag === "required" ? [[requestTag(key), "false"]] : []));
  return {
    ...statement,
    Action: [
      ...statement.Action,
      ...(entries.length === 0 ? [] : ["sts:TagSession"]),
      ...(sourceIdentity === undefined ? [] : ["sts:SetSourceIdentity"]),
    ],
    Condition: {
      ...others,
      StringEquals: {
        ...StringEquals,
        ...Object.fromEntries(exact),
        ...(sourceIdentity === undefined ? {} : { "sts:SourceIdentity": sourceIdentity }),
      },
      ...(required.length === 0 ? {} : { Null: Object.fromEntries(required) }),
      ...(entries.length === 0 ? {} : { "ForAllValues:StringEquals": { "aws:TagKeys": Object.keys(tags) } }),
    },
  };
}

function requestTag(key: string): string {
  return `aws:RequestTag/${key}`;
}
