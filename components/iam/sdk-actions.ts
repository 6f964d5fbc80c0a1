import { actionOf, errorPrefixOf, misspelt, permissionsOf, prefixOfService } from "../core/action-table";

/**
 * The IAM actions that a call needs, e.g. `["dynamodb:UpdateItem"]`; undefined where its name does not determine them,
 * or where AWS does not list the service among those that Step Functions calls.
 */
export function iamActionsOf(service: string, action: string): readonly string[] | undefined {
  const prefix = errorPrefixOf(service) === undefined ? undefined : prefixOfService(service);
  const name = `${prefix}:${action.charAt(0).toUpperCase()}${action.slice(1)}`;
  const permissions = permissionsOf(name);
  if (permissions !== undefined) {
    return permissions.length === 0 ? undefined : permissions;
  }
  // A misspelt name is returned as it is, so that it is refused with the one that was meant.
  return misspelt(name) === undefined ? undefined : [name];
}

/**
 * Whether a call only reads, so that it can be repeated after any error: by the access level of the action of its name,
 * else by its first word.
 */
export function isReadOnly(service: string, action: string): boolean {
  const level = actionOf(`${prefixOfService(service)}:${action}`)?.level;
  return level === undefined
    ? /^(?:batchGet|describe|get|head|list|lookup|scan|query)(?=[A-Z]|$)/.test(action)
    : level === "read";
}
