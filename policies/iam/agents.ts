import { parseObject } from "../kit/parse";
import type { Settings, SettingsSchema } from "../kit/settings";
import type { Subject } from "../kit/subject";
import { fieldsOf, textOf, Unknown, type Value } from "../kit/value";

/** How the role of an AI agent, or of other automation that decides for itself, is told from others: by a tag. */
export const agentSettings = {
  tag: { type: "string", default: "actor", description: "Key of the tag that says who acts under a role." },
  value: { type: "string", default: "agent", description: "Value of that tag on the roles of agents." },
} as const satisfies SettingsSchema;

/** Whether a role is an agent's: by its own tags, or by its provider's default tags. Keys and values are compared without regard to case. */
export function isAgent(role: Subject, settings: Settings): boolean | Unknown {
  const tags = role.get("tags");
  if (tags instanceof Unknown) {
    return tags;
  }
  const key = settings.text("tag").toLowerCase();
  const defaults = parseObject(role.provider.defaultTags);
  const inherited = defaults.kind === "document" ? parseObject(defaults.fields.tags) : defaults;
  const all = { ...(inherited.kind === "document" ? inherited.fields : {}), ...fieldsOf(tags) };
  const found = Object.entries(all)
    .filter(([name]) => name.toLowerCase() === key)
    .map(([, value]) => value);
  const open = found.find((value) => value instanceof Unknown);
  return open ?? found.some((value) => textOf(value)?.toLowerCase() === settings.text("value").toLowerCase());
}

/**
 * What no agent may ever do, whatever it is talked into: change identities, administer or end keys, end or silence what keeps the
 * evidence and the secrets.
 */
export const adminActions: readonly string[] = [
  "iam:AttachRolePolicy",
  "iam:CreateAccessKey",
  "iam:CreatePolicyVersion",
  "iam:CreateRole",
  "iam:CreateUser",
  "iam:DeleteRole",
  "iam:DeleteRolePermissionsBoundary",
  "iam:PutRolePermissionsBoundary",
  "iam:PutRolePolicy",
  "iam:UpdateAssumeRolePolicy",
  "kms:CreateGrant",
  "kms:DisableKey",
  "kms:PutKeyPolicy",
  "kms:ScheduleKeyDeletion",
  "cloudtrail:StopLogging",
  "logs:DeleteLogGroup",
  "secretsmanager:DeleteSecret",
  "states:DeleteStateMachine",
];

/** The setting by which an organisation has its own list. */
export const deniedSetting = {
  type: "array",
  items: { type: "string" },
  default: [...adminActions],
  description: 'Actions that no agent may have, as "service:Action".',
} as const satisfies SettingsSchema[string];

/** The first value inside a document that is not known yet. */
export function firstUnknown(value: Value | undefined): Unknown | undefined {
  if (value instanceof Unknown) {
    return value;
  }
  const items = Array.isArray(value) ? (value as readonly Value[]) : Object.values(fieldsOf(value));
  for (const item of items) {
    const found = firstUnknown(item);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
