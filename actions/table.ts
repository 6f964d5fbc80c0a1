import { CREDENTIAL_CALLS, type CredentialCalls } from "./credentials";
import { OPERATIONS } from "./operations";
import type { Reference, ReferenceAction } from "./reference";
import { sdkServices } from "./sdk-services";
import { UNBOUNDED } from "./unbounded";

/** The table that is shipped, as JSON: lists of names are texts separated by spaces, which load faster than arrays. */
export interface ActionTable {
  readonly date: string;
  readonly services: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly credentials: Readonly<Record<string, string>>;
  readonly operations: Readonly<Record<string, string>>;
  readonly sdk: Readonly<Record<string, string>>;
}

/**
 * Builds the table of all actions.
 *
 * - `services`: by prefix, the names of a group of actions. The group is the access level (`read`, with "List";
 *   `write`, with "Tagging"; `permissions`), with `*` where the actions have no resource.
 * - `credentials`: by prefix, calls whose answer is a credential; `GetParameter?WithDecryption` only with an argument
 *   that is true, `GetConnection!HidePassword` unless it is true.
 * - `operations`: operations whose permissions have other names, separated by spaces; an empty text where the arguments
 *   decide.
 * - `sdk`: by the service's name in `aws-sdk:<name>`, its prefix in IAM and that of its errors, `-` where unknown.
 */
export function actionTable({ date, services }: Reference): ActionTable {
  return {
    date,
    services: Object.fromEntries([...services].map(([prefix, actions]) => [prefix, grouped(prefix, actions)])),
    credentials: mapValues(CREDENTIAL_CALLS, credentialText),
    operations: Object.fromEntries(
      Object.entries(OPERATIONS).flatMap(([prefix, operations]) =>
        Object.entries(operations).map(([name, permissions]) => [`${prefix}:${name}`, permissions.join(" ")]),
      ),
    ),
    sdk: Object.fromEntries(
      sdkServices([...services.keys()]).map(({ name, iam, errors }) => [name, `${iam ?? "-"} ${errors ?? "-"}`]),
    ),
  };
}

/** The table as the text of a file. */
export function tableText(table: ActionTable): string {
  return `${JSON.stringify(table, null, 2)}\n`;
}

function groupOf(prefix: string, { name, accessLevel, resourceless }: ReferenceAction): string {
  const level = accessLevel.startsWith("Permissions")
    ? "permissions"
    : /^(Read|List)$/.test(accessLevel)
      ? "read"
      : "write";
  return resourceless || UNBOUNDED.includes(`${prefix}:${name}`) ? `${level}*` : level;
}

function grouped(prefix: string, actions: readonly ReferenceAction[]): Record<string, string> {
  const groups: Record<string, string> = {};
  for (const action of actions) {
    const group = groupOf(prefix, action);
    groups[group] = groups[group] === undefined ? action.name : `${groups[group]} ${action.name}`;
  }
  return Object.fromEntries(Object.entries(groups).sort());
}

function credentialText({ always, byArgument = {} }: CredentialCalls): string {
  return [
    ...Object.keys(always),
    ...Object.entries(byArgument).map(([name, { argument, secretIf }]) => `${name}${secretIf ? "?" : "!"}${argument}`),
  ].join(" ");
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
