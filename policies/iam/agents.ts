import type { ResourceView } from "../kit/resource-view";
import type { Report, Stack } from "../kit/rule";
import type { Settings, SettingsSchema } from "../kit/settings";
import { tagsOf } from "../kit/tags";
import { types } from "../kit/types";
import { fieldsOf, textOf, Unknown } from "../kit/value";

/**
 * How the role of an AI agent, or of other automation that decides for itself, is distinguished from others: by a tag.
 */
export const AGENT_SETTINGS = {
  tag: { type: "string", default: "actor", description: "Key of the tag that says who acts under a role." },
  value: { type: "string", default: "agent", description: "Value of that tag on the roles of agents." },
} as const satisfies SettingsSchema;

/**
 * Whether a role is an agent's: by its own tags, or by its provider's default tags. Keys and values are compared
 * without regard to case.
 */
export function isAgent(role: ResourceView, settings: Settings): boolean | Unknown {
  const { fields, open } = tagsOf(role);
  const key = settings.text("tag").toLowerCase();
  const found = Object.entries(fields).filter(([name]) => name.toLowerCase() === key);
  const values = found.map(([, value]) => value);
  const own = Object.keys(fieldsOf(role.get("tags"))).some((name) => name.toLowerCase() === key);
  // A tag of its own decides, whatever its provider's are.
  const unknown = values.find((value) => value instanceof Unknown) ?? (own ? undefined : open);
  return unknown ?? values.some((value) => textOf(value)?.toLowerCase() === settings.text("value").toLowerCase());
}

/** The agents among the roles of a stack. Roles of which it is not known yet are reported to the engine. */
export function agentsOf(stack: Stack, report: Report, settings: Settings): readonly ResourceView[] {
  const roles = stack.ofType(types.role).map((role) => ({ role, agent: isAgent(role, settings) }));
  const agents = roles.filter(({ agent }) => agent === true).map(({ role }) => role);
  const open = roles.map(({ agent }) => agent).find((agent) => agent instanceof Unknown);
  if (open !== undefined) {
    report.unknown(open);
  } else if (agents.length === 0) {
    report.notApplicable("no role of the stack is tagged as an agent's");
  }
  return agents;
}

/**
 * What no agent may ever do, whatever it is talked into: change identities, administer or end keys, end or silence what
 * keeps the evidence and the secrets.
 */
export const ADMIN_ACTIONS: readonly string[] = [
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
export const DENIED_SETTING = {
  type: "array",
  items: { type: "string" },
  default: [...ADMIN_ACTIONS],
  description: 'Actions that no agent may have, as "service:Action".',
} as const satisfies SettingsSchema[string];
