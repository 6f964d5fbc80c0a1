import type { Expression, ExprNode } from "jsonata";

/**
 * Deepest nesting of one evaluation. TestState evaluates a sum of 100 terms and 99 parentheses around a number, and
 * refuses one more of either: https://github.com/floci-io/floci/issues/2737.
 */
const DEEPEST_EVALUATION = 100;

/**
 * Bytes of the largest value that an expression makes on its way, a number counted as 8 and a character as 1: TestState
 * makes `[1..873782]` and a text of 2^22 characters, and refuses `[1..873783]` and 2^23 characters (same issue).
 */
const LARGEST_VALUE = 873_782 * 8;

const TOO_DEEP =
  "Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive";
export const TOO_LARGE = "Expression evaluation memory limit exceeded: Check for excessive memory usage";

type Node = ExprNode & Record<string, unknown>;

/** One node under evaluation. */
interface Step {
  readonly node: Node;
  /** Resolves when the newest of the node's members has been evaluated. */
  members: Promise<void>;
  readonly finish: () => void;
}

/** Bytes of a value added to those already counted; counting ends above the limit. */
function bytesOf(value: unknown, counted = 0): number {
  if (typeof value === "string") {
    return counted + value.length;
  }
  // A function of the expression holds its environment, which leads back to itself.
  if (typeof value !== "object" || value === null || "_jsonata_lambda" in value || "_jsonata_function" in value) {
    return counted + 8;
  }
  let bytes = counted;
  for (const [key, member] of Object.entries(value)) {
    if (bytes > LARGEST_VALUE) {
      return bytes;
    }
    bytes = bytesOf(member, Array.isArray(value) ? bytes : bytes + key.length);
  }
  return bytes;
}

/** Whether a node makes a value; the others return one that was counted when it was made. */
const MAKES_VALUES = new Set(["apply", "binary", "function", "path", "transform", "unary"]);

/** The node of every member of a list, and of every value of an object, with the node that contains it. */
function membersOf(root: Node): Map<unknown, Node> {
  const members = new Map<unknown, Node>();
  const visit = (value: unknown) => {
    if (typeof value !== "object" || value === null) {
      return;
    }
    const node = value as Node;
    if (node.type === "unary" && node.value === "[") {
      for (const member of node.expressions as unknown[]) {
        members.set(member, node);
      }
    }
    const pairs = node.type === "unary" && node.value === "{" ? node.lhs : (node.group as Node | undefined)?.lhs;
    for (const [, member] of (pairs ?? []) as [unknown, unknown][]) {
      members.set(member, node);
    }
    Object.values(value).forEach(visit);
  };
  visit(root);
  return members;
}

/**
 * Makes evaluations of an expression, one at a time, end at AWS's limits. After one that failed the expression must not
 * be used again.
 *
 * JSONata evaluates the members of a list side by side, and so the values of an object: they are made to wait for each
 * other here, so that what is counted is how deep the expression is nested, and not how many members it has.
 */
export function limitEvaluation(expression: Expression): void {
  const members = membersOf(expression.ast() as Node);
  const steps: Step[] = [];
  const begin = (node: Node) => {
    if (steps.length >= DEEPEST_EVALUATION) {
      throw new Error(TOO_DEEP);
    }
    steps.push({ node, members: Promise.resolve(), finish: () => {} });
  };
  const enter = (node: Node): Promise<void> | undefined => {
    const owner = members.get(node);
    const step = owner && steps.findLast((one) => one.node === owner);
    if (!step) {
      begin(node);
      return undefined;
    }
    const turn = step.members;
    let finish = () => {};
    step.members = new Promise((resolve) => {
      finish = resolve;
    });
    return turn.then(() => {
      begin(node);
      steps.push({ ...(steps.pop() as Step), finish });
    });
  };
  const leave = (node: Node, _input: unknown, _environment: unknown, result: unknown) => {
    steps.pop()?.finish();
    if (MAKES_VALUES.has(node.type) && bytesOf(result) > LARGEST_VALUE) {
      throw new Error(TOO_LARGE);
    }
  };
  // JSONata looks its hooks up under symbols, which the type of `assign` does not name.
  const assign = expression.assign as unknown as (name: symbol, hook: unknown) => void;
  assign(Symbol.for("jsonata.__evaluate_entry"), enter);
  assign(Symbol.for("jsonata.__evaluate_exit"), leave);
}
