import { parseArgs } from "node:util";
import { closestName } from "../components/core/problem";
import type { Options, Values } from "./option";

/** What a command declares about its command line. */
export interface CommandLine<O extends Options> {
  readonly options: O;
  /** Name of the one argument without a dash, e.g. `BLUEPRINT`, which is required. Absent: there is none. */
  readonly argument?: string;
}

export type ParsedLine<O extends Options> =
  | { readonly help: true }
  | { readonly problems: readonly string[] }
  | {
      readonly values: Values<O>;
      /** The argument; empty where the command declares none. */
      readonly argument: string;
    };

/** Reads a command line. Every problem is found; `--help` or `-h` anywhere goes before all of them. */
export function parseLine<O extends Options>(args: readonly string[], line: CommandLine<O>): ParsedLine<O> {
  const { tokens } = parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean", short: "h" },
      ...Object.fromEntries(
        Object.entries(line.options).map(([name, { value }]) => [
          name,
          { type: value === undefined ? ("boolean" as const) : ("string" as const) },
        ]),
      ),
    },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const reader = new Reader(line);
  for (const token of tokens) {
    if (token.kind === "positional") {
      reader.addArgument(token.value);
    } else if (token.kind === "option") {
      if (token.name === "help") {
        return { help: true };
      }
      reader.addOption(token.name, token.rawName, token.value, token.inlineValue === true);
    }
  }
  return reader.result();
}

/** Collects values and problems of one command line. */
class Reader<O extends Options> {
  private readonly values = new Map<string, string | true>();
  private readonly positionals: string[] = [];
  private readonly problems: string[] = [];

  constructor(private readonly line: CommandLine<O>) {}

  addArgument(value: string): void {
    this.positionals.push(value);
  }

  /** @param inline whether the value was written as `--name=value` */
  addOption(name: string, written: string, value: string | undefined, inline: boolean): void {
    const option = Object.hasOwn(this.line.options, name) ? this.line.options[name] : undefined;
    if (option === undefined) {
      const meant = closestName(name, [...Object.keys(this.line.options), "help"]);
      this.problems.push(`unknown option ${written}${meant === undefined ? "" : `; did you mean --${meant}?`}`);
    } else if (option.value === undefined) {
      if (value !== undefined) {
        this.problems.push(`${written} has no value, found "${value}"`);
      }
      this.values.set(name, true);
    } else if (value === undefined || value === "" || (!inline && value.startsWith("-"))) {
      // What follows is the next option; a value that begins with a dash is written as --name=-value.
      this.problems.push(`${written} needs a value: ${option.value}`);
      this.values.set(name, "");
    } else if (this.values.has(name)) {
      this.problems.push(`${written} is given twice`);
    } else {
      this.values.set(name, value);
    }
  }

  result(): ParsedLine<O> {
    const { options, argument: wanted } = this.line;
    const [argument = "", ...more] = this.positionals;
    if (wanted === undefined && this.positionals.length > 0) {
      this.problems.push(`unexpected ${this.positionals.map((one) => `"${one}"`).join(", ")}`);
    } else if (wanted !== undefined && argument === "") {
      this.problems.push(`${wanted} is required`);
    } else if (more.length > 0) {
      this.problems.push(`only one ${wanted} is allowed, found also ${more.map((one) => `"${one}"`).join(", ")}`);
    }
    for (const [name, { required = false, value = "" }] of Object.entries(options)) {
      if (required && !this.values.has(name)) {
        this.problems.push(requiredMessage(name, value));
      }
    }
    if (this.problems.length > 0) {
      return { problems: this.problems };
    }
    const values = Object.entries(options).map(([name, { value }]) => [
      name,
      this.values.get(name) ?? (value === undefined ? false : undefined),
    ]);
    // Each value has the type that its option declares, which is what Values is made of.
    return { values: Object.fromEntries(values) as Values<O>, argument };
  }
}

/** Message for an option that is missing. `value` says what to write, e.g. `VERSION or TIME`. */
export function requiredMessage(name: string, value: string): string {
  return `--${name} is required: ${value}`;
}
