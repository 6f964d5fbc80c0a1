import type { Unknown } from "../kit/value";
import type { Statement } from "./document";
import { hasWildcard, isAnything, namesNothing } from "./patterns";
import { grants } from "./trust";

/** What a statement leaves open: actions of a list, on resources that are nothing in particular. */
export interface Open {
  readonly actions: readonly string[];
  /** `NotResource` is all but a list. */
  readonly resources: readonly string[];
}

/** Services whose actions are about the ARNs of another one. */
const ELSEWHERE: Readonly<Record<string, string>> = { ebs: "ec2", sts: "iam" };

/**
 * Actions of a list that a statement allows on what it does not name; none if there are none. A statement may hold
 * several services: a resource that is open counts for the actions of its own. Of a boundary only `*` is too much.
 */
export function openIn(
  statement: Statement,
  actions: readonly string[],
  boundary: boolean,
): Open | Unknown | undefined {
  const found = knownIn(statement, actions, boundary);
  if (found !== undefined || !statement.allows) {
    return found;
  }
  const { actions: action, resources: resource } = statement.unknown;
  const wide = statement.notResources || statement.resources.some(boundary ? isAnything : namesNothing);
  const able = actions.some((each) => grants(statement, each));
  // What is not known yet counts where the rest would make it a finding.
  return (wide || resource !== undefined ? action : undefined) ?? (able ? resource : undefined);
}

function knownIn(statement: Statement, actions: readonly string[], boundary: boolean): Open | undefined {
  const able = actions.filter((action) => grants(statement, action));
  const resources = able.length === 0 ? [] : statement.resources.filter(boundary ? isAnything : namesNothing);
  const open = statement.notResources ? [...resources, "NotResource"] : resources;
  const left = able.filter((action) => open.some((resource) => concerns(resource, action)));
  return left.length === 0 ? undefined : { actions: left, resources: open };
}

function concerns(resource: string, action: string): boolean {
  const [prefix, , service] = resource.split(":");
  const own = action.split(":")[0] ?? "";
  return prefix !== "arn" || service === undefined || hasWildcard(service) || [own, ELSEWHERE[own]].includes(service);
}
