import { MANY, Text } from "../evaluator/text";
import { fieldsOf, textOf, type Value } from "../kit/value";
import type { MapItem } from "./map-items";

/** What is known in a state of what its expressions read. */
export interface Known {
  /** The item of a Map that the state is run for. */
  readonly item?: MapItem | undefined;
  /** The execution's own ARN; its last part is its name, which is not known. */
  readonly executionArn?: Text | undefined;
}

/**
 * The value of a state's argument, as far as its text shows it: a plain text in full; of a JSONata expression that
 * joins texts (`{% "arn:...:execution:orders:" & $states.context.Execution.Name %}`) the texts, and between them what
 * is computed in the run; of any other expression, of a JSONPath and of a value that is not known yet, nothing.
 */
export function valueOfArgument(value: Value | undefined, jsonata: boolean, facts: Known = {}): Text {
  const text = textOf(value);
  if (text === undefined) {
    return new Text(MANY);
  }
  const expression = jsonata ? /^\{%([\s\S]*)%\}$/.exec(text)?.[1] : undefined;
  return expression === undefined ? new Text(text) : joined(expression, facts);
}

/** The operands of a chain of `&`; anything but texts, names, calls and brackets makes the whole unknown. */
function joined(expression: string, facts: Known): Text {
  const operands: (string | Text | typeof MANY)[] = [];
  let rest = expression.trim();
  for (;;) {
    const literal = /^(?:"([^"\\]*)"|'([^'\\]*)')\s*/.exec(rest);
    const length = literal === null ? opaque(rest) : literal[0].length;
    if (length === 0) {
      return new Text(MANY);
    }
    operands.push(literal === null ? operandValue(rest.slice(0, length), facts) : (literal[1] ?? literal[2] ?? ""));
    rest = rest.slice(length);
    if (rest === "") {
      return new Text(...operands);
    }
    if (!rest.startsWith("&")) {
      return new Text(MANY);
    }
    rest = rest.slice(1).trimStart();
  }
}

/** What an operand is, where it reads the item or the execution's own ARN. */
function operandValue(operand: string, { item, executionArn }: Known): Text | typeof MANY {
  return operand.trim() === "$states.context.Execution.Id" ? (executionArn ?? MANY) : readFromItem(operand, item);
}

/** What `$states.input.x` or `$states.context.Map.Item.Value.x` is for an item. */
function readFromItem(operand: string, item: MapItem | undefined): Text | typeof MANY {
  const [, from, path] = /^\$states\.(input|context\.Map\.Item\.Value)((?:\.\w+)*)\s*$/.exec(operand) ?? [];
  if (item === undefined || from === undefined || (from === "input" && !item.isInput)) {
    return MANY;
  }
  let value: Value | undefined = item.value;
  for (const name of path?.split(".").slice(1) ?? []) {
    value = fieldsOf(value)[name];
  }
  const known = typeof value === "number" || typeof value === "boolean" ? String(value) : value;
  return textOf(known) === undefined ? MANY : valueOfArgument(known, true);
}

/**
 * The length of an operand that is computed: names, paths, and brackets with whatever is in them. Operators that bind
 * more loosely than `&` end in 0, since the texts next to them would not be joined.
 */
function opaque(text: string): number {
  let depth = 0;
  let at = 0;
  while (at < text.length) {
    const letter = text[at] ?? "";
    if (letter === '"' || letter === "'") {
      const end = text.indexOf(letter, at + 1);
      if (depth === 0 || end < 0 || text.slice(at, end).includes("\\")) {
        return 0;
      }
      at = end;
    } else if ("([{".includes(letter)) {
      depth++;
    } else if (")]}".includes(letter)) {
      depth--;
    } else if (depth === 0 && letter === "&") {
      break;
    } else if (depth === 0 && !/[\w$.\s]/.test(letter)) {
      return 0;
    }
    at++;
  }
  const operand = text.slice(0, at);
  // Two names side by side are joined by an operator in words: and, or, in.
  const computed = /^[\w$.]*(\s*[([{.][\s\S]*)?\s*$/.test(operand) && !/\s(and|or|in)\b/.test(operand);
  return depth === 0 && computed ? at : 0;
}
