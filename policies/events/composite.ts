import { nameIn } from "../kit/references";

/** True if a rule holds while exactly one alarm, by its name, is in the state ALARM and all others are OK. */
type Holds = (alarming: string | undefined) => boolean;

const TOKEN =
  /\s*(?:([()])|(AND|OR|NOT|TRUE|FALSE)\b|(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"([^"]*)"|'([^']*)'|([^()"']*?))\s*\))/iy;

interface Token {
  readonly word: string;
  readonly name: string;
}

/**
 * True if a composite alarm goes off when this alarm does, and nothing else: its rule holds then, and not before. A
 * rule that cannot be read goes off for nothing.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export function goesOffWith(rule: string, alarm: string): boolean {
  const tokens = tokensOf(rule);
  const holds = tokens === undefined ? undefined : new Reader(tokens).read();
  return holds?.(alarm) === true && !holds(undefined);
}

function tokensOf(rule: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  let at = 0;
  const end = rule.trimEnd().length;
  while (at < end) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(rule);
    if (match === null) {
      return undefined;
    }
    const [, bracket, word, state, ...names] = match;
    tokens.push({
      word: (bracket ?? word ?? state ?? "").toUpperCase(),
      name: nameIn(names.find((each) => each !== undefined) ?? ""),
    });
    at = TOKEN.lastIndex;
  }
  return tokens;
}

/** Deeper than anybody writes; what is deeper is not read, so that no rule can exhaust the stack. */
const DEEPEST = 100;

/** NOT binds closest, then AND, then OR. */
class Reader {
  private readonly tokens: readonly Token[];
  private at = 0;
  private depth = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  read(): Holds | undefined {
    const whole = this.either();
    return this.at === this.tokens.length ? whole : undefined;
  }

  private either(): Holds | undefined {
    return this.joined("OR", () => this.joined("AND", () => this.one()));
  }

  private joined(word: "OR" | "AND", part: () => Holds | undefined): Holds | undefined {
    const parts = [part()];
    while (this.takes(word)) {
      parts.push(part());
    }
    const known = parts.filter((each) => each !== undefined);
    if (known.length < parts.length) {
      return undefined;
    }
    return word === "OR"
      ? (alarming) => known.some((holds) => holds(alarming))
      : (alarming) => known.every((holds) => holds(alarming));
  }

  private one(): Holds | undefined {
    this.depth++;
    const one = this.depth > DEEPEST ? undefined : this.term();
    this.depth--;
    return one;
  }

  private term(): Holds | undefined {
    const { word, name } = this.tokens[this.at] ?? { word: "", name: "" };
    this.at++;
    switch (word) {
      case "NOT": {
        const inner = this.one();
        return inner === undefined ? undefined : (alarming) => !inner(alarming);
      }
      case "(": {
        const inner = this.either();
        return this.takes(")") ? inner : undefined;
      }
      case "TRUE":
        return () => true;
      case "FALSE":
      case "INSUFFICIENT_DATA":
        return () => false;
      case "ALARM":
        return (alarming) => alarming === name;
      case "OK":
        return (alarming) => alarming !== name;
      default:
        return undefined;
    }
  }

  private takes(word: string): boolean {
    const taken = this.tokens[this.at]?.word === word;
    this.at += taken ? 1 : 0;
    return taken;
  }
}
