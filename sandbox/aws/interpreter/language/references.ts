import type jsonata from "jsonata";

/** A part of a parsed expression. */
type Node = Record<string, unknown> & { readonly type?: unknown; readonly value?: unknown };

/** What an expression reads that is not there. */
export interface References {
  /** Names that are read from the context item, of which a state has none; `$` is the item itself. */
  readonly topLevel: ReadonlySet<string>;
  /** Whether it reads `$$`. */
  readonly root: boolean;
  /** Fields that it reads of `$states`. */
  readonly states: ReadonlySet<string>;
}

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null;
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** The parts of a node that are evaluated with the context item of the node itself. */
function sameContext(node: Node): unknown[] {
  switch (node.type) {
    case "path":
      return list(node.steps).slice(0, 1);
    case "unary":
      return [node.expression, ...list(node.expressions), ...list(node.lhs).flat()];
    case "binary":
    case "apply":
    case "bind":
      return [node.lhs, node.rhs];
    case "function":
    case "partial":
      return [node.procedure, ...list(node.arguments)];
    case "lambda":
      return [node.body];
    case "condition":
      return [node.condition, node.then, node.else];
    case "block":
      return list(node.expressions);
    default:
      return [];
  }
}

function readTopLevel(node: unknown, names: Set<string>): void {
  if (!isNode(node)) {
    return;
  }
  if (node.type === "name") {
    names.add(String(node.value));
  } else if (node.type === "variable" && node.value === "") {
    names.add("$");
  }
  for (const part of sameContext(node)) {
    readTopLevel(part, names);
  }
}

function readVariables(node: unknown, states: Set<string>): boolean {
  if (!isNode(node)) {
    return false;
  }
  const [variable, field] = list(node.type === "path" ? node.steps : undefined) as (Node | undefined)[];
  if (variable?.type === "variable" && variable.value === "states" && field?.type === "name") {
    states.add(String(field.value));
  }
  const here = node.type === "variable" && node.value === "$";
  return Object.values(node).reduce<boolean>((found, part) => readVariables(part, states) || found, here);
}

/**
 * Reads what a parsed expression refers to.
 *
 * Only the first step of a path is read from the context item: a name in a later step, in a predicate, in a sort term
 * or in a grouping is of the value before it. The body of a function has the context item of where it is written.
 */
export function referencesOf(expression: jsonata.Expression): References {
  const ast: unknown = expression.ast();
  const topLevel = new Set<string>();
  readTopLevel(ast, topLevel);
  const states = new Set<string>();
  const root = readVariables(ast, states);
  return { topLevel, root, states };
}
