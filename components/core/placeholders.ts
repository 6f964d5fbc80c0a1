import type { Scope } from "./names";

/** What `{{name}}` stands for in what app teams write: access rules and the arguments of tasks. */
export const PLACEHOLDERS = ["account", "region", "partition", "environment", "blueprint"] as const;

const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** Replaces every placeholder; one that is not known is told to `unknown` and stays. */
export function fillPlaceholders(
  text: string,
  scope: Scope,
  unknown: (placeholder: string) => void = () => {},
): string {
  return text.replace(PLACEHOLDER, (whole, name: string) => {
    const known = PLACEHOLDERS.find((placeholder) => placeholder === name);
    if (known !== undefined) return scope[known];
    unknown(whole);
    return whole;
  });
}

/** A text as it would be with placeholders of the shortest plausible values, so that its form can be judged before the environment is known. */
export function formOf(text: string): string {
  const sample = { account: "000000000000", region: "us-east-1", partition: "aws", environment: "e", blueprint: "b" };
  return fillPlaceholders(text, sample);
}
