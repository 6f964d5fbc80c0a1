import { type Truth, UnknownBecause } from "./truth";

/** One character that is not known. */
export const ONE = Symbol("one unknown character");
/** Any number of characters, none included, that are not known. */
export const MANY = Symbol("unknown characters");
/** The same, with no colon among them: a region or an account inside an ARN. */
export const PART = Symbol("unknown characters without a colon");

type Letter = string | typeof ONE | typeof MANY | typeof PART;

/** True for any number of characters that are not known. */
function isMany(letter: Letter | undefined): boolean {
  return letter === MANY || letter === PART;
}

/**
 * A text of which parts may not be known: the name of an execution behind the ARN of its machine, the six characters
 * that AWS puts behind a secret's name, a region that is known only at deployment.
 */
export class Text {
  readonly letters: readonly Letter[];

  constructor(...parts: readonly (Letter | Text)[]) {
    this.letters = parts.flatMap((part) =>
      part instanceof Text ? part.letters : typeof part === "string" ? [...part] : [part],
    );
  }

  /** The text, if every character of it is known. */
  get exact(): string | undefined {
    return this.letters.every((letter) => typeof letter === "string") ? this.letters.join("") : undefined;
  }

  /** As a message shows it: `<?>` for what is not known, `?` for one such character. */
  toString(): string {
    return this.letters.map((letter) => (isMany(letter) ? "<?>" : letter === ONE ? "?" : letter)).join("");
  }

  lower(): Text {
    return new Text(...this.letters.map((letter) => (typeof letter === "string" ? letter.toLowerCase() : letter)));
  }
}

/** One sign of a pattern: a character, `?`, `*`, or a text that is not known (a variable's value). */
export type Sign = string | typeof ONE | typeof MANY | Hole;

/** A text in a pattern, without wildcards of its own; not known now. */
export class Hole {
  readonly why: string;
  constructor(why: string) {
    this.why = why;
  }
}

/** Larger than any ARN; two such texts are compared in a moment. */
const MAX_WORK = 4_000_000;

/**
 * Whether a pattern matches a text. Yes if it does whatever the unknown parts of either are, no if it cannot; unknown
 * where that depends on them. Without unknown parts it is exact, and linear in practice.
 */
export function matches(pattern: readonly Sign[], text: Text): Truth {
  const hole = pattern.find((sign) => sign instanceof Hole);
  if (hole === undefined && covers(pattern, text.letters)) {
    return true;
  }
  if (hole === undefined && text.exact !== undefined) {
    return false;
  }
  if (!meets(pattern, text.letters)) {
    return false;
  }
  return new UnknownBecause(hole?.why ?? `"${text}" is not known in full`);
}

/**
 * True if the pattern matches every text that the letters represent: what is unknown in the text is matched by
 * wildcards only, one character by either and many by `*`.
 */
export function covers(pattern: readonly Sign[], text: readonly Letter[]): boolean {
  let at = 0;
  let from = 0;
  let star = -1;
  let resume = 0;
  while (from < text.length) {
    const sign = pattern[at];
    const letter = text[from];
    if (sign === MANY) {
      star = at++;
      resume = from;
    } else if (sign !== undefined && (sign === ONE ? !isMany(letter) : sign === letter)) {
      at++;
      from++;
    } else if (star >= 0) {
      at = star + 1;
      from = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === MANY) {
    at++;
  }
  return at === pattern.length;
}

/** True if some text that the letters represent matches some pattern that the signs represent. */
function meets(pattern: readonly Sign[], text: readonly Letter[]): boolean {
  if (pattern.length * text.length > MAX_WORK) {
    return true;
  }
  const free = (sign: Sign | Letter | undefined) => sign === MANY || sign instanceof Hole;
  // Reachable places in the text before each sign of the pattern, one row at a time.
  let row = new Array<boolean>(text.length + 1).fill(false);
  row[0] = true;
  const spread = (places: boolean[]) => {
    for (let at = 0; at < text.length; at++) {
      // Unknown characters of the text may be none.
      if (places[at] === true && isMany(text[at])) {
        places[at + 1] = true;
      }
    }
  };
  spread(row);
  for (const sign of pattern) {
    const next = new Array<boolean>(text.length + 1).fill(false);
    let seen = false;
    for (let at = 0; at <= text.length; at++) {
      seen ||= row[at] === true;
      const letter = text[at];
      if (free(sign)) {
        next[at] = seen;
      } else if (row[at] === true && letter !== undefined) {
        if (isMany(letter)) {
          next[at] ||= letter === MANY || sign !== ":";
        } else if (sign === ONE || letter === ONE || sign === letter) {
          next[at + 1] = true;
        }
      }
    }
    spread(next);
    row = next;
  }
  return row[text.length] === true;
}

/** The signs of a pattern in which `*` and `?` are wildcards; without `wild` every character stands for itself. */
export function signsOf(pattern: string, wild: boolean): readonly Sign[] {
  return [...pattern].map((letter) => (!wild ? letter : letter === "*" ? MANY : letter === "?" ? ONE : letter));
}

export function lowerSigns(pattern: readonly Sign[]): readonly Sign[] {
  return pattern.map((sign) => (typeof sign === "string" ? sign.toLowerCase() : sign));
}
