import { covers, MANY } from "../evaluator/text";
import { type Answer, every, some } from "../kit/answer";
import { unreadable } from "../kit/unreadable";
import { textOf, Unknown, type Value } from "../kit/value";

/** Events of every execution, whether it fails or not. */
const OF_EVERY = ["ExecutionStarted", "ExecutionSucceeded"];

/** Fields of a failure that differ from execution to execution, and that it may lack. */
const VARYING = ["$.details.cause", "$.details.error"];

/** An event in the log: its type, and which of the varying fields it has. */
interface Logged {
  readonly type: string;
  readonly has: readonly string[];
}

/**
 * Whether a filter pattern over an execution log counts every event of a type, and with it nothing that happens without
 * a failure, too. Cause and error differ: a test for one of them leaves out the others, while leaving out some is fine
 * (causes that say "notified already"). Tests of other fields, and other words, that narrow the pattern further are
 * taken for meant: which machine. What depends on them alone is open.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function eventCounted(pattern: Value | undefined, event: string): Answer {
  if (pattern instanceof Unknown) {
    return pattern;
  }
  const text = textOf(pattern);
  if (text === undefined) {
    return false;
  }
  const open = unreadable(`whether the filter pattern ${JSON.stringify(text)} counts ${event} cannot be read`);
  const more = unreadable(`the filter pattern ${JSON.stringify(text)} counts executions that do not fail, too`);
  const matches = (logged: Logged) => matched(text.trim(), logged, open);
  const others = some(...OF_EVERY.map((type) => matches({ type, has: [] })));
  const [cause = "", error = ""] = VARYING;
  const failures = [[], [cause], [error], VARYING].map((has) => matches({ type: event, has }));
  return every(...failures, others === true ? more : true);
}

function matched(text: string, logged: Logged, open: Unknown): Answer {
  if (text === "" || /^\[/.test(text) || /%[^%]+%/.test(text)) {
    return open;
  }
  if (!text.startsWith("{")) {
    return inWords(text, logged.type, open);
  }
  const tokens = text.endsWith("}") ? tokensOf(text.slice(1, -1)) : undefined;
  return tokens === undefined ? open : (new Reader(tokens, logged, open).read() ?? open);
}

/** Words that name a type of event: no other event has them as its own. */
const TYPE = /^(?:Activity|Choice|Evaluation|Execution|Fail|Lambda|Map|Parallel|Pass|Succeed|Task|Wait)[A-Z]\w*$/;

/** `a b` is both, `?a ?b` one of them, `-a` none with it. Beside plain words those with `?` do not count. */
function inWords(text: string, type: string, open: Unknown): Answer {
  const words = [...text.matchAll(/([?-]?)(?:"([^"]*)"|(\S+))/g)].map(([, sign = "", quoted, bare = ""]) => {
    const word = quoted ?? bare;
    const found: Answer = word === type || (TYPE.test(word) ? false : open);
    return { sign, found };
  });
  const of = (wanted: string) => words.filter(({ sign }) => sign === wanted).map(({ found }) => found);
  const all = [...of("-").map(not), ...of("")];
  return of("").length > 0 || of("?").length === 0 ? narrowed(all) : narrowed([...all, some(...of("?"))]);
}

/** Whether all hold, but for those that are open, unless all are. */
function narrowed(answers: readonly Answer[]): Answer {
  const known = answers.filter((answer) => !(answer instanceof Unknown));
  return every(...(known.length > 0 ? known : answers));
}

function not(answer: Answer): Answer {
  return answer instanceof Unknown ? answer : !answer;
}

/** `(`, `)`, `&&`, `||`, or a comparison as a whole. */
type Token = string | { readonly field: string; readonly operator: string; readonly value: string };

const TOKEN =
  /\s*(?:(\(|\)|&&|\|\|)|(\$[^\s=!<>()]*)\s*(!=|<=|>=|=|<|>)\s*("[^"]*"|[^\s()&|]+)|(\$[^\s()]*)\s+((?:IS|NOT)\s+\w+))/iy;

function tokensOf(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  for (let at = 0; at < end; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) {
      return undefined;
    }
    const [, sign, field, operator = "", value = "", tested = "", test = ""] = match;
    tokens.push(sign ?? { field: field ?? tested, operator: operator || test, value: value.replace(/^"|"$/g, "") });
  }
  return tokens;
}

/** Deeper than anybody writes. */
const DEEPEST = 50;

/** `&&` binds closer than `||`. */
class Reader {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly logged: Logged,
    private readonly open: Unknown,
  ) {}

  read(): Answer | undefined {
    const whole = this.joined("||", () => this.joined("&&", () => this.one()));
    return this.at === this.tokens.length ? whole : undefined;
  }

  private joined(sign: "&&" | "||", part: () => Answer | undefined): Answer | undefined {
    const parts = [part()];
    while (this.takes(sign)) {
      parts.push(part());
    }
    const read = parts.filter((each) => each !== undefined);
    return read.length < parts.length ? undefined : sign === "&&" ? narrowed(read) : some(...read);
  }

  private one(): Answer | undefined {
    if (this.takes("(")) {
      this.depth++;
      const inner = this.depth > DEEPEST ? undefined : this.joined("||", () => this.joined("&&", () => this.one()));
      this.depth--;
      return this.takes(")") ? inner : undefined;
    }
    const token = this.tokens[this.at++];
    return typeof token === "object" ? this.compared(token) : undefined;
  }

  private compared({ field, operator, value }: Exclude<Token, string>): Answer {
    const name = field.replace(/\.?\[["']?(\w+)["']?\]/g, ".$1");
    if (VARYING.includes(name)) {
      return this.varying(name, operator, value);
    }
    if (name !== "$.type" || !["=", "!="].includes(operator)) {
      return this.open;
    }
    const signs = [...value].map((letter) => (letter === "*" ? MANY : letter));
    return covers(signs, [...this.logged.type]) === (operator === "=");
  }

  /** A test that has to hold for whatever is in a field, but may leave some of it out. */
  private varying(name: string, operator: string, value: string): Answer {
    const [there, any] = [this.logged.has.includes(name), /^\*+$/.test(value)];
    switch (operator.replace(/\s+/, " ").toUpperCase()) {
      case "=":
        return there && any;
      case "!=":
        return there ? !any : this.open;
      case "NOT EXISTS":
        return !there;
      default:
        return there ? this.open : false;
    }
  }

  private takes(token: string): boolean {
    const taken = this.tokens[this.at] === token;
    this.at += taken ? 1 : 0;
    return taken;
  }
}
