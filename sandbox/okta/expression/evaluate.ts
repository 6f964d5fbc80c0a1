import { functionNamed, type Membership } from "./functions";
import { ExpressionError, type Node } from "./parse";

/** The values an expression sees, by root name (`user`, `appuser`, `app`). */
export interface Scope {
  readonly roots: { readonly [root: string]: { readonly [attribute: string]: unknown } | null };
  readonly member: Membership;
}

/** @returns what the expression says of that scope; an attribute that is not set is null. */
export function evaluate(node: Node, scope: Scope): unknown {
  switch (node.kind) {
    case "literal":
      return node.value;
    case "path":
      return node.members.reduce(member, member(own(scope.roots, node.root), node.attribute)) ?? null;
    case "call":
      return functionNamed(node.name, node.arguments.length).run(
        node.arguments.map((argument) => evaluate(argument, scope)),
        scope.member,
      );
    case "not":
      return evaluate(node.operand, scope) !== true;
    case "choice":
      return evaluate(evaluate(node.test, scope) === true ? node.yes : node.no, scope);
    case "list":
      return node.items.map((item) => evaluate(item, scope));
    case "map":
      return Object.fromEntries(node.entries.map(([key, value]) => [key, evaluate(value, scope)]));
    case "binary":
      return binary(node, scope);
  }
}

function binary(node: Node & { kind: "binary" }, scope: Scope): boolean {
  switch (node.operator) {
    case "==":
      return evaluate(node.left, scope) === evaluate(node.right, scope);
    case "!=":
      return evaluate(node.left, scope) !== evaluate(node.right, scope);
    case "AND":
      return evaluate(node.left, scope) === true && evaluate(node.right, scope) === true;
    case "OR":
      return evaluate(node.left, scope) === true || evaluate(node.right, scope) === true;
  }
}

/** Attributes an expression may name, by root; null allows any. */
export type Known = { readonly [root: string]: ReadonlySet<string> | null };

/** The one attribute whose members an expression may name: an app's profile, which has any members. */
const OBJECT = "app.profile";

/** Refuses unknown roots, attributes and functions before anything is stored. */
export function checkNames(node: Node, known: Known): void {
  if (node.kind === "path") {
    const attributes = known[node.root];
    if (attributes === undefined) {
      throw new ExpressionError(`${node.root} cannot be used here`);
    }
    if (attributes && !attributes.has(node.attribute)) {
      throw new ExpressionError(`${node.root} has no attribute ${node.attribute}`);
    }
    if (node.members.length > 0 && `${node.root}.${node.attribute}` !== OBJECT) {
      throw new ExpressionError(`${node.root}.${node.attribute} has no member ${node.members[0]}`);
    }
  }
  if (node.kind === "call") {
    functionNamed(node.name, node.arguments.length);
  }
  for (const child of children(node)) {
    checkNames(child, known);
  }
}

/** True when the expression as a whole, and each side of its AND and OR, can only be true or false. */
export function isCondition(node: Node): boolean {
  switch (node.kind) {
    case "literal":
      return typeof node.value === "boolean";
    case "call":
      return functionNamed(node.name, node.arguments.length).boolean;
    case "not":
      return isCondition(node.operand);
    case "binary":
      return node.operator === "==" || node.operator === "!=" || (isCondition(node.left) && isCondition(node.right));
    case "choice":
      return isCondition(node.yes) && isCondition(node.no);
    default:
      return false;
  }
}

function children(node: Node): readonly Node[] {
  switch (node.kind) {
    case "call":
      return node.arguments;
    case "not":
      return [node.operand];
    case "binary":
      return [node.left, node.right];
    case "choice":
      return [node.test, node.yes, node.no];
    case "list":
      return node.items;
    case "map":
      return node.entries.map(([, value]) => value);
    default:
      return [];
  }
}

/** A member of what may be an object. */
function member(of: unknown, name: string): unknown {
  return typeof of === "object" && of !== null ? own(of as Readonly<Record<string, unknown>>, name) : undefined;
}

/** The value of a record's own key: every record inherits others, such as `constructor`. */
function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
