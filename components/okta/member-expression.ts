import { closestName } from "../core/problem";

/**
 * Group functions of Okta's expressions that a group rule can use, each with what its arguments name.
 * https://developer.okta.com/docs/reference/okta-expression-language/#group-functions
 */
const GROUP_FUNCTIONS: ReadonlyMap<string, "id" | "name" | "start" | "part" | "pattern"> = new Map([
  ["isMemberOfGroup", "id"],
  ["isMemberOfAnyGroup", "id"],
  ["isMemberOfGroupName", "name"],
  ["isMemberOfGroupNameStartsWith", "start"],
  ["isMemberOfGroupNameContains", "part"],
  ["isMemberOfGroupNameRegex", "pattern"],
]);

/** Okta's group of all people. */
const EVERYONE = "Everyone";

/** A condition that always holds, never holds, or depends on the person. */
type Truth = boolean | "depends";

interface Token {
  readonly kind: "string" | "word" | "mark";
  readonly text: string;
}

const TOKEN =
  /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([\w$]+(?:\.\w+)*)|(==|!=|<=|>=|&&|\|\||[-()[\]{}.,!?:<>+*/%]))/y;

class ExpressionFault extends Error {}

/**
 * What is wrong with an Okta expression that fills a group, worded to follow the expression; undefined for nothing.
 * It must be a condition of attributes (`user.department=="platform"`) or groups (`isMemberOfGroupName("x")`) and must
 * neither match everybody nor nobody. Okta's own check follows when the rule is made.
 */
export function memberExpressionFault(text: string): string | undefined {
  try {
    const tokens = tokensOf(text);
    if (!tokens.some((token, index) => isTest(token, tokens[index + 1]))) {
      return 'is not a test of an attribute or a group, e.g. user.department=="platform" or isMemberOfGroupName("x")';
    }
    const truth = new Conditions(tokens).whole();
    return truth === "depends" ? undefined : `is not a condition that matches ${truth ? "only some" : "any"} people`;
  } catch (error) {
    if (error instanceof ExpressionFault) {
      return `is not a complete expression of Okta: ${error.message}`;
    }
    throw error;
  }
}

function isTest({ kind, text }: Token, next: Token | undefined): boolean {
  return kind === "word" && (/^user\.\w/.test(text) || (GROUP_FUNCTIONS.has(text) && next?.text === "("));
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const [, double, single, word, mark] = TOKEN.exec(text) ?? [];
    const quoted = double ?? single;
    if (/[\r\n]/.test(text.slice(at, TOKEN.lastIndex)) || (quoted ?? word ?? mark) === undefined) {
      throw new ExpressionFault(`unexpected ${JSON.stringify(text.slice(at).trimStart().slice(0, 12))}`);
    }
    if (quoted !== undefined) {
      tokens.push({ kind: "string", text: quoted.replace(/\\(.)/g, "$1") });
    } else {
      tokens.push(word === undefined ? { kind: "mark", text: mark ?? "" } : { kind: "word", text: word });
    }
  }
  return tokens;
}

const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** Reads AND, OR, NOT and parentheses; what is between them is a comparison or a call and is judged as a whole. */
class Conditions {
  private next = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  whole(): Truth {
    const truth = this.either();
    const rest = this.tokens[this.next];
    if (rest !== undefined) {
      throw new ExpressionFault(`unexpected ${JSON.stringify(rest.text)}`);
    }
    return truth;
  }

  private either(): Truth {
    let truth = this.both();
    while (this.take("OR", "||")) {
      const right = this.both();
      truth = truth === true || right === true ? true : truth === "depends" ? truth : right;
    }
    return truth;
  }

  private both(): Truth {
    let truth = this.not();
    while (this.take("AND", "&&")) {
      const right = this.not();
      truth = truth === false || right === false ? false : truth === "depends" ? truth : right;
    }
    return truth;
  }

  private not(): Truth {
    if (!this.take("NOT", "!")) {
      return this.operand();
    }
    const truth = this.not();
    return truth === "depends" ? truth : !truth;
  }

  private operand(): Truth {
    const start = this.next;
    if (this.take("(")) {
      const truth = this.either();
      this.need(")");
      if (this.atEndOfOperand()) {
        return truth;
      }
      this.next = start;
    }
    while (!this.atEndOfOperand()) {
      this.skip();
    }
    return truthOf(this.tokens.slice(start, this.next));
  }

  private atEndOfOperand(): boolean {
    const token = this.tokens[this.next];
    return token === undefined || (token.kind !== "string" && /^(AND|OR|&&|\|\||[)\]},])$/i.test(token.text));
  }

  /** One token, or everything up to its closing bracket. */
  private skip(): void {
    const token = this.tokens[this.next];
    this.next += 1;
    const closing = token?.kind === "mark" ? CLOSING[token.text] : undefined;
    if (closing !== undefined) {
      while (this.tokens[this.next] !== undefined && !this.at(closing)) {
        this.skip();
      }
      this.need(closing);
    }
  }

  private at(text: string): boolean {
    const token = this.tokens[this.next];
    return token?.kind === "mark" && token.text === text;
  }

  private take(...texts: readonly string[]): boolean {
    const token = this.tokens[this.next];
    const found = token !== undefined && token.kind !== "string" && texts.includes(token.text.toUpperCase());
    this.next += found ? 1 : 0;
    return found;
  }

  private need(text: string): void {
    if (!this.take(text)) {
      throw new ExpressionFault(`${text} is missing`);
    }
  }
}

/** Truth of a comparison, a call or a literal. */
function truthOf(tokens: readonly Token[]): Truth {
  const [first, second] = tokens;
  const last = tokens.at(-1);
  if (first === undefined || last === undefined) {
    throw new ExpressionFault("a condition is missing");
  }
  const comparison = tokens.findIndex(({ kind, text }) => kind === "mark" && /^(==|!=|<=?|>=?)$/.test(text));
  if (comparison === 0 || comparison === tokens.length - 1) {
    throw new ExpressionFault(`${JSON.stringify(tokens[comparison]?.text)} has only one side`);
  }
  if (first.kind === "word" && second?.text === "(" && comparison < 0) {
    return call(first.text, tokens.slice(2, -1));
  }
  if (tokens.length === 1) {
    return literal(first);
  }
  if (comparison > 0) {
    return compared(tokens.slice(0, comparison), tokens[comparison]?.text ?? "", tokens.slice(comparison + 1));
  }
  return "depends";
}

function literal({ kind, text }: Token): Truth {
  const truth = kind === "word" ? { true: true, false: false }[text.toLowerCase()] : undefined;
  if (truth !== undefined) {
    return truth;
  }
  if (/^user\.\w+$/.test(text)) {
    return "depends"; // A boolean attribute.
  }
  throw new ExpressionFault(`${JSON.stringify(text)} is not a condition`);
}

function compared(left: readonly Token[], operator: string, right: readonly Token[]): Truth {
  const isFixed = (side: readonly Token[]) => side.every(({ kind, text }) => kind === "string" || /^\d+$/.test(text));
  const same = JSON.stringify(left) === JSON.stringify(right);
  if (!same && !(isFixed(left) && isFixed(right))) {
    return "depends";
  }
  return operator === "==" ? same : operator === "!=" ? !same : "depends";
}

function call(name: string, rest: readonly Token[]): Truth {
  const subject = GROUP_FUNCTIONS.get(name);
  if (subject === undefined) {
    const meant = name.includes(".") ? undefined : closestName(name, GROUP_FUNCTIONS.keys());
    if (meant !== undefined || /^user\./.test(name)) {
      throw new ExpressionFault(`unknown function ${name}; did you mean ${meant ?? "isMemberOfGroupName"}?`);
    }
    return "depends";
  }
  const values = rest.filter((_, index) => index % 2 === 0);
  const isList = rest.every(({ kind, text }, index) => (index % 2 === 0 ? kind === "string" : text === ","));
  if (rest.length % 2 === 0 || !isList || (values.length > 1 && name !== "isMemberOfAnyGroup")) {
    throw new ExpressionFault(`${name} needs ${name === "isMemberOfAnyGroup" ? "texts" : "one text"} in quotes`);
  }
  const truths = values.map(({ text }) => holdsFor(EVERYONE, subject, text));
  return truths.includes(true) ? true : "depends";
}

/** True where every member of a group of that name is meant. */
function holdsFor(group: string, subject: "id" | "name" | "start" | "part" | "pattern", text: string): boolean {
  switch (subject) {
    case "id":
      if (!/^00g\w+$/.test(text)) {
        throw new ExpressionFault(`${JSON.stringify(text)} is not the id of a group, which begins with 00g`);
      }
      return false;
    case "name":
      if (text.trim() === "") {
        throw new ExpressionFault("the name of a group is missing");
      }
      return text === group;
    case "start":
      return group.startsWith(text);
    case "part":
      return group.includes(text);
    case "pattern":
      try {
        return new RegExp(`^(?:${text})$`).test(group);
      } catch {
        throw new ExpressionFault(`${JSON.stringify(text)} is not a regular expression`);
      }
  }
}
