import type { Problem } from "./problem";
import { placeOf, shown } from "./schema-problem";

/** What differs between environments and is no secret: subnets, security groups, ... By name, `^[a-z][a-z0-9-]{0,39}$`. */
export type Values = Readonly<Record<string, string>>;

/** `{{values.<name>}}` */
export const VALUE = /\{\{\s*values\.([^{}]*?)\s*\}\}/g;

/** Whether a text holds a value of the environment that is not filled in. */
export function holdsValue(text: string): boolean {
  return text.search(VALUE) >= 0;
}

/** A copy of plain data with the environment's values filled into its strings; a value that the environment does not have is a problem, and stays. */
export function withValues(
  data: unknown,
  values: Values,
  at: readonly PropertyKey[] = [],
): { readonly data: unknown; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const copy = (value: unknown, path: readonly PropertyKey[]): unknown => {
    if (typeof value === "string") return filled(value, values, path, problems);
    if (Array.isArray(value)) return value.map((item, index) => copy(item, [...path, index]));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner, [...path, key])]));
  };
  return { data: copy(data, at), problems };
}

function filled(text: string, values: Values, path: readonly PropertyKey[], problems: Problem[]): string {
  return text.replace(VALUE, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value !== undefined) return value;
    const known = Object.keys(values);
    problems.push({
      place: placeOf(path),
      message: `${shown(whole)} has no value in this environment`,
      fix: `set it: pulumi config set --path 'app-of-apps:values["${name}"]' <value>${known.length === 0 ? "" : `; set are ${known.join(", ")}`}`,
    });
    return whole;
  });
}
