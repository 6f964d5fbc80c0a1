import type { Json } from "../asl/types";
import { RUN_REFERENCES, unknownReferences } from "./references";
import type { TaskProblem } from "./task-kind";

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
  if (Array.isArray(value)) return value.flatMap((item: Json, index) => argumentProblems(item, [...path, index]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => argumentProblems(inner, [...path, key]));
}
