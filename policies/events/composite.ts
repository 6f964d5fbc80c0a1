import type { Answer } from "../kit/answer";
import { unreadable } from "../kit/unreadable";

/** Alarms in the state ALARM, while all others are OK. */
export interface Alarming {
  readonly names: readonly string[];
  /** Whether a text of a rule, a name or an ARN, names one of them. */
  has(written: string): boolean;
}

/** True if a rule holds while these alarms are in the state ALARM. */
type Holds = (alarming: Alarming) => boolean;

const NONE: Alarming = { names: [], has: () => false };

const TOKEN =
  /\s*(?:([(),])|(AND|OR|NOT|TRUE|FALSE|AT_LEAST|ALARM|OK|INSUFFICIENT_DATA)(?![\w-])|(\d+)\s*(%)?(?=\s*,)|"([^"]*)"|'([^']*)'|([^\s(),"']+))/iy;

interface Token {
  /** A bracket, a comma or a word of the language; empty for a name. */
  readonly word: string;
  readonly name: string;
  readonly at: number;
  readonly end: number;
}

/**
 * Whether a composite alarm goes off when these alarms do, and nothing else: its rule holds then, and not before. Of a
 * rule that names one of them and cannot be read, that is open.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export function goesOffWith(rule: string, alarming: Alarming): Answer {
  const tokens = tokensOf(rule);
  const holds = tokens === undefined ? undefined : new Reader(rule, tokens).read();
  if (holds !== undefined) {
    return holds(alarming) && !holds(NONE);
  }
  return (
    alarming.names.some((name) => rule.includes(name)) &&
    unreadable(`the alarmRule ${JSON.stringify(rule)} cannot be read`)
  );
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
    const [whole, sign, word, number, percent, ...names] = match;
    const name = number === undefined ? names.find((each) => each !== undefined) : `${number}${percent ?? ""}`;
    at = TOKEN.lastIndex;
    tokens.push({
      word: (sign ?? word ?? "").toUpperCase(),
      name: name ?? "",
      at: at - whole.trimStart().length,
      end: at,
    });
  }
  return tokens;
}

/** Deeper than anybody writes; what is deeper is not read, so that no rule can exhaust the stack. */
const DEEPEST = 100;

const STATES: Readonly<Record<string, (name: string) => Holds>> = {
  ALARM: (name) => (alarming) => alarming.has(name),
  OK: (name) => (alarming) => !alarming.has(name),
  INSUFFICIENT_DATA: () => () => false,
};

/** NOT binds closest, then AND, then OR. */
class Reader {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly rule: string,
    private readonly tokens: readonly Token[],
  ) {}

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
    const word = this.word();
    this.at++;
    const state = STATES[word];
    if (state !== undefined) {
      const name = this.takes("(") ? this.name([")"]) : undefined;
      return name !== undefined && this.takes(")") ? state(name) : undefined;
    }
    switch (word) {
      case "NOT":
        return negated(this.one());
      case "(": {
        const inner = this.either();
        return this.takes(")") ? inner : undefined;
      }
      case "TRUE":
        return () => true;
      case "FALSE":
        return () => false;
      case "AT_LEAST":
        return this.atLeast();
      default:
        return undefined;
    }
  }

  /** `AT_LEAST(2, ALARM, (a, b, c))`, `AT_LEAST(50%, NOT OK, (a, b))` */
  private atLeast(): Holds | undefined {
    if (!this.takes("(")) {
      return undefined;
    }
    const [, number, percent] = /^(\d+)(%?)$/.exec(this.tokens[this.at++]?.name ?? "") ?? [];
    if (number === undefined || !this.takes(",")) {
      return undefined;
    }
    const not = this.takes("NOT");
    const state = STATES[this.word()];
    this.at++;
    if (state === undefined || !this.takes(",") || !this.takes("(")) {
      return undefined;
    }
    const each: Holds[] = [];
    do {
      const name = this.name([",", ")"]);
      const holds = name === undefined ? undefined : state(name);
      if (holds === undefined) {
        return undefined;
      }
      each.push(not ? (alarming) => !holds(alarming) : holds);
    } while (this.takes(","));
    const least = percent === "%" ? Math.ceil((Number(number) / 100) * each.length) : Number(number);
    return this.takes(")") && this.takes(")")
      ? (alarming) => each.filter((holds) => holds(alarming)).length >= least
      : undefined;
  }

  /** An alarm's name or ARN, in quotes or not; without them it may hold spaces, and ends before one of these signs. */
  private name(ends: readonly string[]): string | undefined {
    const first = this.tokens[this.at];
    let last: Token | undefined;
    while (this.at < this.tokens.length && !ends.includes(this.word())) {
      last = this.tokens[this.at++];
    }
    if (first === undefined || last === undefined) {
      return undefined;
    }
    const text = first === last && first.name !== "" ? first.name : this.rule.slice(first.at, last.end);
    return /[()"]/.test(text) ? undefined : text;
  }

  private word(): string {
    return this.tokens[this.at]?.word ?? "";
  }

  private takes(word: string): boolean {
    const taken = this.word() === word && this.at < this.tokens.length;
    this.at += taken ? 1 : 0;
    return taken;
  }
}

function negated(holds: Holds | undefined): Holds | undefined {
  return holds === undefined ? undefined : (alarming) => !holds(alarming);
}
