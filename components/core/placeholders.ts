import type { Scope } from "./names";
import type { Problem } from "./problem";
import { placeOf, shown } from "./schema-problem";

/** Names of the placeholders, `{{name}}`, in access rules and in the arguments of tasks. */
export const PLACEHOLDERS = ["account", "region", "partition", "environment", "blueprint"] as const;

const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** Replaces every placeholder. One that is not known stays, and is reported to `onUnknown`. */
export function fillPlaceholders(
  text: string,
  scope: Scope,
  onUnknown: (placeholder: string) => void = () => {},
): string {
  return text.replace(PLACEHOLDER, (whole, name: string) => {
    const known = PLACEHOLDERS.find((placeholder) => placeholder === name);
    if (known !== undefined) {
      return scope[known];
    }
    onUnknown(whole);
    return whole;
  });
}

/** A text with its placeholders filled with short sample values, to check its form before the environment is known. */
export function formOf(text: string): string {
  const sample = { account: "000000000000", region: "us-east-1", partition: "aws", environment: "e", blueprint: "b" };
  return fillPlaceholders(text, sample);
}

/**
 * Values that differ between environments and are not secret, e.g. ids of subnets and security groups.
 * By name, `^[a-z][a-z0-9-]{0,39}$`.
 */
export type Values = Readonly<Record<string, string>>;

/** `{{values.<name>}}` */
export const VALUE = /\{\{\s*values\.([^{}]*?)\s*\}\}/g;

/** Whether a text contains a value of the environment that is not filled in. */
export function holdsValue(text: string): boolean {
  return text.search(VALUE) >= 0;
}

/**
 * A copy of plain data with the environment's values filled into its strings. A value that the environment does not set
 * is a problem and stays in the text.
 *
 * @param path of the data, for the problems
 */
export function withValues(
  data: unknown,
  values: Values,
  path: readonly PropertyKey[] = [],
): { readonly data: unknown; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const copy = (value: unknown, inner: readonly PropertyKey[]): unknown => {
    if (typeof value === "string") {
      return filled(value, values, inner, problems);
    }
    if (Array.isArray(value)) {
      return value.map((item, index) => copy(item, [...inner, index]));
    }
    if (typeof value !== "object" || value === null) {
      return value;
    }
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copy(member, [...inner, key])]));
  };
  return { data: copy(data, path), problems };
}

function filled(text: string, values: Values, path: readonly PropertyKey[], problems: Problem[]): string {
  return text.replace(VALUE, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value !== undefined) {
      return value;
    }
    const known = Object.keys(values);
    const others = known.length === 0 ? "" : `; set are ${known.join(", ")}`;
    problems.push({
      place: placeOf(path),
      message: `${shown(whole)} has no value in this environment`,
      fix: `set it: pulumi config set --path 'app-of-apps:values["${name}"]' <value>${others}`,
    });
    return whole;
  });
}
