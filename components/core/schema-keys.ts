import { z } from "zod";

/** Keys that a schema knows at a path below it, for naming the nearest one; none where anything may stand. */
export function keysAt(schema: unknown, path: readonly PropertyKey[]): readonly string[] {
  const bare = unwrapped(schema);
  if (bare instanceof z.ZodUnion) return [...new Set(bare.options.flatMap((option) => keysAt(option, path)))];
  const [key, ...rest] = path;
  if (key === undefined) return bare instanceof z.ZodObject ? Object.keys(bare.shape) : [];
  if (bare instanceof z.ZodObject) return keysAt(bare.shape[String(key)], rest);
  if (bare instanceof z.ZodArray) return keysAt(bare.element, rest);
  if (bare instanceof z.ZodRecord) return keysAt(bare.valueType, rest);
  return [];
}

/** What stands around a schema without changing its keys; each has `unwrap`. */
const WRAPPERS = [z.ZodOptional, z.ZodExactOptional, z.ZodDefault, z.ZodNullable];

function unwrapped(schema: unknown): unknown {
  return WRAPPERS.some((wrapper) => schema instanceof wrapper)
    ? unwrapped((schema as z.ZodOptional<z.ZodType>).unwrap())
    : schema;
}
