import { z } from "zod";
import type { Json } from "../asl/types";
import type { Scope } from "../core/names";
import { fillPlaceholders, formOf, holdsValue } from "../core/placeholders";
import { RUN_REFERENCES, unknownReferences } from "./references";
import type { TaskProblem } from "./task-kind";

/**
 * A string that may hold placeholders (`{{environment}}`) and fits the pattern once they are filled in. `expected` completes "is not". What holds a value of
 * the environment (`{{values.<name>}}`) is judged when that is filled in, which is before a deployment checks the blueprint.
 */
export function filledString(pattern: RegExp, expected: string) {
  return z.string().refine((value) => holdsValue(value) || pattern.test(formOf(value)), `is not ${expected}`);
}

/** The ARN that a name stands for in the environment's own account and region; an ARN stays, placeholders are filled in. */
export function arnOf(nameOrArn: string, scope: Scope, service: string, prefix: string): string {
  const filled = fillPlaceholders(nameOrArn, scope);
  if (filled.startsWith("arn:")) {
    return filled;
  }
  const region = service === "iam" ? "" : scope.region;
  return `arn:${scope.partition}:${service}:${region}:${scope.account}:${prefix}${filled}`;
}

/** Text that Step Functions hands on as it is: it would evaluate `{% %}`, and what that comes to is nobody's argument. */
export const plainText = z
  .string()
  .max(2048)
  .refine((value) => !value.includes("{%"), "is not plain text: it holds an expression {% %}");

/** Variables and arguments for the work itself: names as shells take them, values plain text that may hold placeholders. */
export const plainVariables = z.record(
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, "is not a name of letters, digits and _"),
  plainText,
);

/** The variables with their placeholders filled in, in the order of their names. */
export function filledVariables(
  variables: Readonly<Record<string, string>> | undefined,
  scope: Scope,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables ?? {})
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [name, fillPlaceholders(value, scope)]),
  );
}

const SECRET_NAME = /passw|secret|token|credential|api_?key|private_?key|access_?key/i;

/** Refuses variables that look like secrets and those that the run itself sets; `fix` says where the service takes secrets from. */
export function variableProblems(
  key: string,
  variables: Readonly<Record<string, string>> | undefined,
  reserved: readonly string[],
  fix: string,
): TaskProblem[] {
  return Object.keys(variables ?? {}).flatMap((name) => {
    if (SECRET_NAME.test(name)) {
      const message = `"${name}" looks like a secret, and arguments are kept in the history of every run`;
      return [{ path: [key, name], message, fix }];
    }
    if (!reserved.includes(name)) {
      return [];
    }
    return [{ path: [key, name], message: `"${name}" is set by the run itself`, fix: "choose another name" }];
  });
}

/** What is wrong with arguments whose texts may hold references: expressions, which nobody may smuggle in, and references to nothing. `path` leads to them. */
export function argumentProblems(value: Json, path: readonly PropertyKey[]): TaskProblem[] {
  if (typeof value === "string") {
    if (value.includes("{%")) {
      const message = "holds an expression {% %}";
      return [
        { path, message, fix: `name what the run knows: ${RUN_REFERENCES.map((one) => `{{${one}}}`).join(" ")}` },
      ];
    }
    return unknownReferences(value).map((whole) => ({
      path,
      message: `"${whole}" is no placeholder`,
      fix: `use {{account}}, {{region}}, {{partition}}, {{environment}}, {{blueprint}} or ${RUN_REFERENCES.map((one) => `{{${one}}}`).join(", ")}`,
    }));
  }
  if (Array.isArray(value)) {
    return value.flatMap((item: Json, index) => argumentProblems(item, [...path, index]));
  }
  if (typeof value !== "object" || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, inner]) => argumentProblems(inner, [...path, key]));
}

/** Any JSON. */
export const json: z.ZodType<Json, Json> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(json), z.record(z.string(), json)], "is not JSON"),
);
