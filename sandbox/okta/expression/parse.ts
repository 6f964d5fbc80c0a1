/** The tree of an expression. */
export type Node =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  | { readonly kind: "path"; readonly root: string; readonly attribute: string; readonly members: readonly string[] }
  | { readonly kind: "call"; readonly name: string; readonly arguments: readonly Node[] }
  | { readonly kind: "not"; readonly operand: Node }
  | {
      readonly kind: "binary";
      readonly operator: "==" | "!=" | "AND" | "OR";
      readonly left: Node;
      readonly right: Node;
    }
  | { readonly kind: "choice"; readonly test: Node; readonly yes: Node; readonly no: Node }
  | { readonly kind: "list"; readonly items: readonly Node[] }
  | { readonly kind: "map"; readonly entries: readonly (readonly [string, Node])[] };

const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);

/** The expression is outside of the part of Okta's language that this org knows. */
export class ExpressionError extends Error {}

interface Token {
  readonly type: "string" | "number" | "name" | "mark" | "end";
  readonly text: string;
}

const TOKEN =
  /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|(==|!=|&&|\|\||[().,!?:{}]))/y;

function tokens(text: string): Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) {
      throw new ExpressionError(
        `unexpected character at position ${at + 1}: ${text.slice(at).trimStart().slice(0, 12)}`,
      );
    }
    const [, double, single, number, name, mark] = match;
    const quoted = double ?? single;
    if (quoted !== undefined) {
      found.push({ type: "string", text: quoted.replace(/\\(.)/g, "$1") });
    } else if (number !== undefined) {
      found.push({ type: "number", text: number });
    } else if (name !== undefined) {
      found.push({ type: "name", text: name });
    } else {
      found.push({ type: "mark", text: mark ?? "" });
    }
  }
  return [...found, { type: "end", text: "end of expression" }];
}

/**
 * Parses the part of Okta Expression Language that the org evaluates: literals, `user.<attribute>`,
 * `appuser.<attribute>`, `app.<attribute>`, `app.profile.<member>`, `==`, `!=`, AND/&&, OR/||, NOT/!, parentheses,
 * `a ? b : c`, inline maps and lists, function calls.
 * Source: Okta, "Okta Expression Language overview".
 */
export function parseExpression(text: string): Node {
  const parser = new Parser(tokens(text));
  return parser.whole();
}

class Parser {
  private next = 0;

  constructor(readonly tokens: readonly Token[]) {}

  whole(): Node {
    const node = this.choice();
    if (this.peek().type !== "end") {
      throw this.unexpected();
    }
    return node;
  }

  private choice(): Node {
    const test = this.either();
    if (!this.take("?")) {
      return test;
    }
    const yes = this.choice();
    this.need(":");
    return { kind: "choice", test, yes, no: this.choice() };
  }

  private either(): Node {
    let left = this.both();
    while (this.take("OR", "or", "||")) {
      left = { kind: "binary", operator: "OR", left, right: this.both() };
    }
    return left;
  }

  private both(): Node {
    let left = this.not();
    while (this.take("AND", "and", "&&")) {
      left = { kind: "binary", operator: "AND", left, right: this.not() };
    }
    return left;
  }

  private not(): Node {
    return this.take("NOT", "not", "!") ? { kind: "not", operand: this.not() } : this.comparison();
  }

  private comparison(): Node {
    const left = this.primary();
    const operator = this.take("==", "!=");
    return operator ? { kind: "binary", operator: operator as "==" | "!=", left, right: this.primary() } : left;
  }

  private primary(): Node {
    const token = this.peek();
    if (token.type === "string" || token.type === "number") {
      this.next += 1;
      return { kind: "literal", value: token.type === "string" ? token.text : Number(token.text) };
    }
    if (this.take("(")) {
      const inner = this.choice();
      this.need(")");
      return inner;
    }
    if (this.take("{")) {
      return this.braces();
    }
    if (token.type !== "name") {
      throw this.unexpected();
    }
    return this.named();
  }

  private named(): Node {
    const name = this.name();
    if (CONSTANTS.has(name)) {
      return { kind: "literal", value: CONSTANTS.get(name) ?? null };
    }
    const attribute = this.take(".") ? this.name() : undefined;
    if (this.take("(")) {
      const call = attribute === undefined ? name : `${name}.${attribute}`;
      return { kind: "call", name: call, arguments: this.list(")") };
    }
    if (attribute === undefined) {
      throw new ExpressionError(`unknown name ${name}`);
    }
    const members: string[] = [];
    while (this.take(".")) {
      members.push(this.name());
    }
    return { kind: "path", root: name, attribute, members };
  }

  /** After "{": entries `key: value` make a map, plain values a list, as in SpEL, which Okta's language is built on. */
  private braces(): Node {
    const first = this.peek();
    const second = this.tokens[this.next + 1];
    if (!((first.type === "name" || first.type === "string") && second?.text === ":" && second.type === "mark")) {
      return { kind: "list", items: this.list("}") };
    }
    const entries: [string, Node][] = [];
    do {
      const key = this.peek();
      this.next += 1;
      this.need(":");
      entries.push([key.text, this.choice()]);
    } while (this.take(","));
    this.need("}");
    return { kind: "map", entries };
  }

  private list(close: string): Node[] {
    const items: Node[] = [];
    if (this.take(close)) {
      return items;
    }
    do {
      items.push(this.choice());
    } while (this.take(","));
    this.need(close);
    return items;
  }

  private peek(): Token {
    return this.tokens[this.next] ?? { type: "end", text: "end of expression" };
  }

  private take(...texts: readonly string[]): string | undefined {
    const token = this.peek();
    if ((token.type !== "mark" && token.type !== "name") || !texts.includes(token.text)) {
      return undefined;
    }
    this.next += 1;
    return token.text;
  }

  private need(text: string): void {
    if (!this.take(text)) {
      throw this.unexpected(text);
    }
  }

  private name(): string {
    const token = this.peek();
    if (token.type !== "name") {
      throw this.unexpected("a name");
    }
    this.next += 1;
    return token.text;
  }

  private unexpected(wanted?: string): ExpressionError {
    return new ExpressionError(`unexpected ${this.peek().text}${wanted ? `, expected ${wanted}` : ""}`);
  }
}
