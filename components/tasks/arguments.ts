import { z } from "zod";
import type { Json } from "../asl/types";
import type { Scope } from "../core/names";
import { fillPlaceholders, formOf, holdsValue } from "../core/placeholders";
import { RUN_REFERENCES, unknownReferences } from "./references";
import type { TaskProblem } from "./task-kind";

/**
 * Schema of a string that can contain placeholders (`{{environment}}`) and matches the pattern once they are filled in.
 * A value of the environment (`{{values.<name>}}`) is filled in, and then checked, when a deployment loads the
 * blueprint.
 *
 * @param expected completes the message "is not ..."
 */
export function filledString(pattern: RegExp, expected: string) {
  return z.string().refine((value) => holdsValue(value) || pattern.test(formOf(value)), `is not ${expected}`);
}

/** The ARN of a name in the environment's own account and region. An ARN stays; placeholders are filled in. */
export function arnOf(nameOrArn: string, scope: Scope, service: string, prefix: string): string {
  const filled = fillPlaceholders(nameOrArn, scope);
  if (filled.startsWith("arn:")) {
    return filled;
  }
  const region = service === "iam" ? "" : scope.region;
  return `arn:${scope.partition}:${service}:${region}:${scope.account}:${prefix}${filled}`;
}

/** Schema of text without `{% %}`, which Step Functions would evaluate. */
export const plainText = z
  .string()
  .max(2048)
  .refine((value) => !value.includes("{%"), "is not plain text: it contains an expression {% %}");

/** Schema of variables for the work: names that a shell accepts, and plain text that can contain placeholders. */
export const plainVariables = z.record(
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, "is not a name of letters, digits and _"),
  plainText,
);

/** The variables with their placeholders filled in, sorted by name. */
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

/**
 * Problems with variables that look like secrets or that the run sets.
 *
 * @param key argument of the task that contains the variables
 * @param fix for a secret: where the service reads secrets from
 */
export function variableProblems(
  key: string,
  variables: Readonly<Record<string, string>> | undefined,
  reserved: readonly string[],
  fix: string,
): TaskProblem[] {
  return Object.keys(variables ?? {}).flatMap((name) => {
    if (SECRET_NAME.test(name)) {
      const message = `"${name}" looks like a secret, and arguments are stored in the history of every run`;
      return [{ path: [key, name], message, fix }];
    }
    if (!reserved.includes(name)) {
      return [];
    }
    return [{ path: [key, name], message: `"${name}" is set by the run itself`, fix: "choose another name" }];
  });
}

/**
 * Problems with arguments whose text can contain references: expressions, which Step Functions would evaluate, and
 * unknown references.
 *
 * @param path of the value in the task
 */
export function argumentProblems(value: Json, path: readonly PropertyKey[]): TaskProblem[] {
  if (typeof value === "string") {
    if (value.includes("{%")) {
      const message = "contains an expression {% %}";
      return [
        { path, message, fix: `use a reference instead: ${RUN_REFERENCES.map((one) => `{{${one}}}`).join(" ")}` },
      ];
    }
    return unknownReferences(value).map((whole) => ({
      path,
      message: `unknown placeholder "${whole}"`,
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
