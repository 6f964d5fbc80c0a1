import { actionOf, actionsLike, permissionsOf, prefixOfService, SERVICE_PREFIXES } from "./action-table";
import { hasWildcard } from "./patterns";

/**
 * The action that a name that the reference does not have was meant to be; undefined where none is near. AWS adds
 * actions after the reference's day, so a known name with a number (`SearchFacesV2`) or with another verb
 * (`PutResourcePolicy` where there is `GetResourcePolicy`) is not taken for a slip. The name of an operation means its
 * permission: `lambda:Invoke` is `lambda:InvokeFunction`. A pattern is not corrected.
 */
export function misspelt(name: string): string | undefined {
  const [prefix = "", action = ""] = name.split(":");
  const permissions = permissionsOf(name) ?? [];
  if (permissions.length > 0) {
    return permissions.join(", ");
  }
  if (action === "" || hasWildcard(name)) {
    return undefined;
  }
  if (!SERVICE_PREFIXES.includes(prefix.toLowerCase())) {
    return otherService(prefix.toLowerCase(), action);
  }
  const known = actionsLike(`${prefix}:*`).map((one) => one.name);
  const isNewer = known.some((one) => /^(?:V?\d+)$/i.test(suffix(name, one)));
  const verb = verbOf(name);
  const same = verb !== "" && isVerb(verb) ? known.filter((one) => verbOf(one) === verb) : known;
  return isNewer ? undefined : closest(name, same, typos(action));
}

/** What a name has behind another one that it begins with; empty where it does not. */
function suffix(name: string, beginning: string): string {
  return name.toLowerCase().startsWith(beginning.toLowerCase()) ? name.slice(beginning.length) : "";
}

/** First word of an action's name: `Put` of `dynamodb:PutItem`. */
function verbOf(name: string): string {
  return /:([A-Z][a-z]*)/.exec(name)?.[1] ?? "";
}

/** The first words of all actions; made when the first name is not in the table. */
let verbs: ReadonlySet<string> | undefined;

function isVerb(word: string): boolean {
  verbs ??= new Set(actionsLike("*").map(({ name }) => verbOf(name)));
  return verbs.has(word);
}

/** A service by the name it has in the SDK (`cloudwatchlogs:` is `logs:`), by a near prefix, or by its own action. */
function otherService(prefix: string, action: string): string | undefined {
  const near = closest(prefix, SERVICE_PREFIXES, typos(prefix));
  const candidates = [prefixOfService(prefix), near].flatMap((one) => (one === undefined ? [] : [`${one}:${action}`]));
  const owners = SERVICE_PREFIXES.flatMap((one) => actionOf(`${one}:${action}`) ?? []);
  return (
    candidates.map((one) => actionOf(one)?.name ?? misspelt(one)).find((one) => one !== undefined) ??
    (owners.length === 1 ? owners[0]?.name : candidates[0])
  );
}

/** Letters that a slip changes: AWS's own names of some length often differ in no more than a few. */
function typos(text: string): number {
  return text.length < 5 ? 1 : text.length < 18 ? 2 : 3;
}

/** The name that differs in the fewest letters, of equal ones the first; undefined where more differ. */
function closest(wrong: string, names: readonly string[], most: number): string | undefined {
  const near = names
    .filter((name) => Math.abs(name.length - wrong.length) <= most)
    .map((name) => ({ name, distance: editDistance(wrong.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return near[0]?.name;
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
