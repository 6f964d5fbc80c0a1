/** What an expression comes to with a value for each of its ids; undefined where it cannot be read. */
type Computed = number | readonly number[] | undefined;

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|(==|!=|<=|>=|&&|\|\||[-+*/(),[\]<>]))/y;

/** Deeper than anybody writes. */
const DEEPEST = 50;

/**
 * Computes a metric math expression of an alarm: numbers, ids, arithmetic, comparisons and the functions below.
 * `metrics`: the values of all metrics of the alarm, for `METRICS()`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function compute(
  expression: string,
  ofId: (id: string) => number | undefined,
  metrics: readonly (number | undefined)[],
): number | undefined {
  const tokens = tokensOf(expression);
  const value = tokens === undefined ? undefined : new Computer(tokens, ofId, metrics).read();
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

function tokensOf(expression: string): readonly string[] | undefined {
  const tokens: string[] = [];
  let at = 0;
  const end = expression.trimEnd().length;
  while (at < end) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(expression);
    if (match === null) {
      return undefined;
    }
    tokens.push(match[1] ?? match[2] ?? match[3] ?? "");
    at = TOKEN.lastIndex;
  }
  return tokens;
}

const flag = (holds: boolean) => (holds ? 1 : 0);

const OPERATORS: readonly Readonly<Record<string, (one: number, other: number) => number>>[] = [
  { "||": (a, b) => flag(a !== 0 || b !== 0), OR: (a, b) => flag(a !== 0 || b !== 0) },
  { "&&": (a, b) => flag(a !== 0 && b !== 0), AND: (a, b) => flag(a !== 0 && b !== 0) },
  {
    "==": (a, b) => flag(a === b),
    "!=": (a, b) => flag(a !== b),
    "<": (a, b) => flag(a < b),
    "<=": (a, b) => flag(a <= b),
    ">": (a, b) => flag(a > b),
    ">=": (a, b) => flag(a >= b),
  },
  { "+": (a, b) => a + b, "-": (a, b) => a - b },
  { "*": (a, b) => a * b, "/": (a, b) => a / b },
];

const sum = (values: readonly number[]) => values.reduce((one, other) => one + other, 0);
const flat = (values: readonly Computed[]) => values.flat() as number[];

const FUNCTIONS: Readonly<Record<string, (values: readonly Computed[]) => number | undefined>> = {
  SUM: (values) => sum(flat(values)),
  MAX: (values) => Math.max(...flat(values)),
  MIN: (values) => Math.min(...flat(values)),
  AVG: (values) => sum(flat(values)) / flat(values).length,
  ABS: ([value]) => (typeof value === "number" ? Math.abs(value) : undefined),
  CEIL: ([value]) => (typeof value === "number" ? Math.ceil(value) : undefined),
  FLOOR: ([value]) => (typeof value === "number" ? Math.floor(value) : undefined),
  // What is missing is filled in; a failure is not.
  FILL: ([value]) => (typeof value === "number" ? value : undefined),
  IF: ([holds, yes, no = 0]) => {
    const chosen = holds === 0 ? no : yes;
    return typeof holds === "number" && typeof chosen === "number" ? chosen : undefined;
  },
};

class Computer {
  private at = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly ofId: (id: string) => number | undefined,
    private readonly metrics: readonly (number | undefined)[],
  ) {}

  read(): Computed {
    const value = this.joined(0);
    return this.at === this.tokens.length ? value : undefined;
  }

  private joined(level: number): Computed {
    const operators = OPERATORS[level];
    if (operators === undefined) {
      return this.one();
    }
    let value = this.joined(level + 1);
    for (;;) {
      const operator = this.operator(operators);
      if (operator === undefined) {
        return value;
      }
      this.at++;
      const other = this.joined(level + 1);
      value = typeof value === "number" && typeof other === "number" ? operator(value, other) : undefined;
    }
  }

  private operator(operators: Readonly<Record<string, (one: number, other: number) => number>>) {
    const token = (this.tokens[this.at] ?? "").toUpperCase();
    return Object.hasOwn(operators, token) ? operators[token] : undefined;
  }

  private one(): Computed {
    this.depth++;
    const value = this.depth > DEEPEST ? undefined : this.term();
    this.depth--;
    return value;
  }

  private term(): Computed {
    const token = this.tokens[this.at++] ?? "";
    if (token === "-") {
      const value = this.one();
      return typeof value === "number" ? -value : undefined;
    }
    if (token === "(") {
      const value = this.joined(0);
      return this.takes(")") ? value : undefined;
    }
    if (token === "[") {
      const values = this.list("]");
      return values?.every((each) => typeof each === "number") === true ? (values as number[]) : undefined;
    }
    if (/^\d/.test(token)) {
      return Number(token);
    }
    return this.takes("(") ? this.call(token.toUpperCase()) : this.ofId(token);
  }

  private call(name: string): Computed {
    const values = this.list(")");
    if (name === "METRICS" && values?.length === 0) {
      return this.metrics.includes(undefined) ? undefined : (this.metrics as number[]);
    }
    const filled = name === "FILL" ? values?.slice(0, 1) : values;
    const readable = filled !== undefined && filled.length > 0 && !filled.includes(undefined);
    return readable && Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name]?.(filled) : undefined;
  }

  /** Values up to a closing bracket; undefined where there is none. */
  private list(end: string): readonly Computed[] | undefined {
    const values: Computed[] = [];
    if (this.takes(end)) {
      return values;
    }
    do {
      values.push(this.joined(0));
    } while (this.takes(","));
    return this.takes(end) ? values : undefined;
  }

  private takes(token: string): boolean {
    const taken = this.tokens[this.at] === token;
    this.at += taken ? 1 : 0;
    return taken;
  }
}
