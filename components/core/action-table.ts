import table from "./actions.json";
import { closestName } from "./problem";

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
const SDK: Readonly<Record<string, string>> = table.sdk;

function actionsOf(prefix: string): Action[] {
  const groups = Object.hasOwn(SERVICES, prefix) ? SERVICES[prefix] : undefined;
  return Object.entries(groups ?? {}).flatMap(([group, names]) =>
    names.split(" ").map((name) => ({
      name: `${prefix}:${name}`,
      level: group.replace("*", "") as Action["level"],
      resourceless: group.endsWith("*"),
    })),
  );
}

/** An action by its name, without regard to case; undefined where the reference of that day has none. */
export function actionOf(name: string): Action | undefined {
  const wanted = name.toLowerCase();
  return actionsOf(wanted.split(":")[0] ?? "").find((action) => action.name.toLowerCase() === wanted);
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

/**
 * The action that a name that the reference does not have was meant to be; undefined where none is near. AWS adds
 * actions after the reference's day, so a known name with a number (`SearchFacesV2`) or with another verb
 * (`PutResourcePolicy` where there is `GetResourcePolicy`) is not taken for a slip. The name of an operation means its
 * permission: `lambda:Invoke` is `lambda:InvokeFunction`.
 */
export function misspelt(name: string): string | undefined {
  const [prefix = "", action = ""] = name.split(":");
  const permissions = permissionsOf(name) ?? [];
  if (permissions.length > 0) {
    return permissions.join(", ");
  }
  if (action === "") {
    return undefined;
  }
  if (!Object.hasOwn(SERVICES, prefix.toLowerCase())) {
    return otherService(prefix.toLowerCase(), action);
  }
  const known = actionsOf(prefix.toLowerCase()).map((one) => one.name);
  const isNewer = known.some((one) => new RegExp(`^${one}(?:V?\\d+)$`, "i").test(name));
  const verb = verbOf(name);
  const same = verb !== "" && isVerb(verb) ? known.filter((one) => verbOf(one) === verb) : known;
  return isNewer ? undefined : closestName(name, same, typos(action));
}

/** First word of an action's name: `Put` of `dynamodb:PutItem`. */
function verbOf(name: string): string {
  return /:([A-Z][a-z]*)/.exec(name)?.[1] ?? "";
}

function isVerb(word: string): boolean {
  return Object.keys(SERVICES).some((prefix) => actionsOf(prefix).some(({ name }) => verbOf(name) === word));
}

/** A service by the name it has in the SDK (`cloudwatchlogs:` is `logs:`), by a near prefix, or by its own action. */
function otherService(prefix: string, action: string): string | undefined {
  const near = closestName(prefix, Object.keys(SERVICES), typos(prefix));
  const candidates = [prefixOfService(prefix), near].flatMap((one) => (one === undefined ? [] : [`${one}:${action}`]));
  const owners = Object.keys(SERVICES).flatMap((one) => actionOf(`${one}:${action}`) ?? []);
  return (
    candidates.map((one) => actionOf(one)?.name ?? misspelt(one)).find((one) => one !== undefined) ??
    (owners.length === 1 ? owners[0]?.name : candidates[0])
  );
}

/** Letters that a slip changes: AWS's own names of some length often differ in no more than a few. */
function typos(text: string): number {
  return text.length < 5 ? 1 : text.length < 18 ? 2 : 3;
}

function sdkService(service: string): readonly (string | undefined)[] {
  const text = Object.hasOwn(SDK, service) ? SDK[service] : undefined;
  return (text?.split(" ") ?? []).map((part) => (part === "-" ? undefined : part));
}

/** The prefix in IAM of a service in `aws-sdk:<service>`: `states` of `sfn`; undefined where it is not known. */
export function prefixOfService(service: string): string | undefined {
  return sdkService(service)[0];
}

/** What errors of a service in `aws-sdk:<service>` begin with: `DynamoDb`; undefined where it is not known. */
export function errorPrefixOf(service: string): string | undefined {
  return sdkService(service)[1];
}

/**
 * Whether the answer of a call contains a credential: always, never, or depending on whether an argument has a value,
 * which it has not where it is left out.
 */
export type Secrecy = "always" | "never" | { readonly argument: string; readonly is: boolean };

/** Secrecy of the answer of a call in `aws-sdk:<service>:<action>`, without regard to case. */
export function secrecyOf(service: string, action: string): Secrecy {
  const name = service.toLowerCase();
  const prefix = prefixOfService(name) ?? name;
  const credentials: Readonly<Record<string, string>> = table.credentials;
  for (const call of Object.hasOwn(credentials, prefix) ? (credentials[prefix]?.split(" ") ?? []) : []) {
    const [known, argument] = call.split(/[?!]/);
    if (known?.toLowerCase() === action.toLowerCase()) {
      return argument === undefined ? "always" : { argument, is: call.includes("?") };
    }
  }
  return "never";
}
