import { ApiError } from "./errors";

const TERM = /^\s*([\w.]+)\s+(eq|ne|sw|co)\s+"((?:[^"\\]|\\.)*)"\s*$/;

/**
 * `search` and `filter` of Okta's lists: comparisons `eq`, `ne`, `sw`, `co` joined by `and`; anything else is 400
 * E0000031. Source: Okta, "SCIM filtering".
 */
export function matching<T>(items: readonly T[], query: Readonly<Record<string, string>>): T[] {
  const terms = [query.search, query.filter].flatMap((text) => (text ? text.split(/\s+and\s+/i) : [])).map(parse);
  return items.filter((item) => terms.every((term) => holds(term, item)));
}

interface Term {
  readonly path: readonly string[];
  readonly operator: string;
  readonly value: string;
}

function parse(text: string): Term {
  const [, path, operator, value] = TERM.exec(text) ?? [];
  if (path === undefined || operator === undefined || value === undefined) {
    throw new ApiError(400, "E0000031", "Invalid search criteria.");
  }
  return { path: path.split("."), operator, value: value.replace(/\\(.)/g, "$1") };
}

function holds({ path, operator, value }: Term, item: unknown): boolean {
  let found: unknown = item;
  for (const step of path) {
    found = typeof found === "object" && found !== null ? Reflect.get(found, step) : undefined;
  }
  const actual = String(found ?? "");
  switch (operator) {
    case "eq":
      return actual === value;
    case "ne":
      return actual !== value;
    case "sw":
      return actual.startsWith(value);
    default:
      return actual.includes(value);
  }
}
