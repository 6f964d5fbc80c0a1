import { LruCache } from "../kit/lru-cache";
import table from "./actions.json";
import { hasWildcard, matchesAction } from "./patterns";

/** One action of the Service Authorization Reference. */
export interface Action {
  /** As the reference spells it: `states:SendTaskSuccess`. */
  readonly name: string;
  /** AWS's access level; `read` includes "List", `write` includes "Tagging". */
  readonly level: "read" | "write" | "permissions";
  /** Whether AWS cannot bound it to a resource: `Resource: "*"` is the one thing that can be written. */
  readonly resourceless: boolean;
}

/**
 * The day of the reference. The table is generated from a package that holds it: `npm run generate:actions`.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const REFERENCE_DATE: string = table.date;

const SERVICES: Readonly<Record<string, Readonly<Record<string, string>>>> = table.services;

/** Prefixes of all services, in alphabetical order. */
export const SERVICE_PREFIXES: readonly string[] = Object.keys(SERVICES);

/** By prefix, in lower case, what was asked for already: a policy names few of the 456 services. */
const read = new Map<string, ReadonlyMap<string, Action>>();

function actionsOf(prefix: string): ReadonlyMap<string, Action> {
  const known = read.get(prefix);
  if (known !== undefined) {
    return known;
  }
  const groups = Object.hasOwn(SERVICES, prefix) ? SERVICES[prefix] : undefined;
  const actions = new Map(
    Object.entries(groups ?? {}).flatMap(([group, names]) =>
      names.split(" ").map((name) => {
        const level = group.replace("*", "") as Action["level"];
        return [name.toLowerCase(), { name: `${prefix}:${name}`, level, resourceless: group.endsWith("*") }] as const;
      }),
    ),
  );
  read.set(prefix, actions);
  return actions;
}

/** An action by its name, without regard to case; undefined where the reference of that day has none. */
export function actionOf(name: string): Action | undefined {
  const [prefix = "", action = ""] = name.toLowerCase().split(":");
  return actionsOf(prefix).get(action);
}

const OPERATIONS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(table.operations).map(([name, permissions]) => [
    name.toLowerCase(),
    permissions === "" ? [] : permissions.split(" "),
  ]),
);

/**
 * The permissions that an operation of an API needs, e.g. `s3:GetObject` of `s3:HeadObject`, without regard to case.
 * None where its arguments decide; undefined where the reference of that day has no action of its name.
 */
export function permissionsOf(operation: string): readonly string[] | undefined {
  const known = actionOf(operation)?.name;
  return OPERATIONS.get(operation.toLowerCase()) ?? (known === undefined ? undefined : [known]);
}

/** The actions that a name or a pattern with IAM's wildcards stands for; none where the reference has none. */
export function actionsLike(pattern: string): readonly Action[] {
  const action = actionOf(pattern);
  return action !== undefined ? [action] : hasWildcard(pattern) ? expanded.get(pattern, expand) : [];
}

/** Every rule about permissions reads the same patterns. */
const expanded = new LruCache<readonly Action[]>(100);

function expand(pattern: string): readonly Action[] {
  const [prefix = ""] = pattern.split(":");
  const all = !pattern.includes(":");
  return SERVICE_PREFIXES.filter((each) => all || matchesAction(prefix, each)).flatMap((each) =>
    [...actionsOf(each).values()].filter(({ name }) => matchesAction(pattern, name)),
  );
}

/** True of an action that AWS cannot bound to a resource; not of one that is unknown, nor of a pattern. */
export function isResourceless(action: string): boolean {
  return actionOf(action)?.resourceless === true;
}

/** The prefix in IAM of a service in `aws-sdk:<service>`: `states` of `sfn`; undefined where it is not known. */
export function prefixOfService(service: string): string | undefined {
  const sdk: Readonly<Record<string, string>> = table.sdk;
  const known = Object.hasOwn(sdk, service) ? sdk[service]?.split(" ")[0] : undefined;
  // Of a service that is newer than the table: the SDK leaves out hyphens, `bedrock-agentcore` is `bedrockagentcore`.
  return known === "-" ? undefined : (known ?? SERVICE_PREFIXES.find((each) => each.replaceAll("-", "") === service));
}
