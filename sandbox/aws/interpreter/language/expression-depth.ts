/**
 * Deepest expression that AWS evaluates. TestState evaluates a sum of 100 terms, and 100 parentheses, and refuses 101
 * with "Stack overflow error".
 */
export const DEEPEST_EXPRESSION = 100;

/**
 * How deep the parts of a parsed expression are nested: 1 for a number, 2 for the sum of two. Calls of the expression's
 * own functions are not followed.
 */
export function expressionDepth(node: unknown): number {
  if (typeof node !== "object" || node === null) {
    return 0;
  }
  const children = Array.isArray(node) ? node : Object.values(node);
  const deepest = children.reduce<number>((most, child) => Math.max(most, expressionDepth(child)), 0);
  return !Array.isArray(node) && "type" in node ? deepest + 1 : deepest;
}
