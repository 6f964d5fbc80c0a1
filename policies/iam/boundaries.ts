import type { ResourceView } from "../kit/resource-view";
import type { Settings, SettingsSchema } from "../kit/settings";
import { types } from "../kit/types";
import { textOf } from "../kit/value";
import { matchesAction } from "./patterns";

/**
 * A permissions boundary grants nothing by itself, and names whole services. A rule that sees one resource cannot see
 * who uses a policy: a boundary is known by its name, and `no-admin-attachments` finds it where it is attached as
 * permissions.
 */
export const BOUNDARY_SETTING = {
  type: "array",
  items: { type: "string" },
  // The second: with the seven characters that Pulumi adds to a name of its own making.
  default: ["*boundary", "*boundary-???????"],
  description: "Names of managed policies that are permissions boundaries, with * and ?.",
} as const satisfies SettingsSchema[string];

/** True if a policy's name is a boundary's: the one it has in AWS, or the logical one while that is to be made. */
export function isBoundary(subject: ResourceView, settings: Settings): boolean {
  return subject.type === types.policy && isBoundaryName(textOf(subject.get("name")) ?? subject.name, settings);
}

export function isBoundaryName(name: string, settings: Settings): boolean {
  return settings.texts("boundaries").some((pattern) => matchesAction(pattern, name));
}
