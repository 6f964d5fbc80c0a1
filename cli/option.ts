/** One option of a command; its name is the key under which it is declared. */
export interface Option {
  /** Name of its value in usage and messages, e.g. `ENVIRONMENT`. Absent: a flag, which has no value. */
  readonly value?: string;
  /** Whether the command refuses to run without it. Only for an option with a value. @default false */
  readonly required?: boolean;
  /** Explanation for `--help`; each line at most about 130 characters. */
  readonly help: string;
}

export type Options = Readonly<Record<string, Option>>;

/**
 * Values read from a command line: text for an option with a value, which may be missing unless it is required; a
 * boolean for a flag.
 */
export type Values<O extends Options> = {
  readonly [K in keyof O]: O[K] extends { readonly value: string }
    ? O[K] extends { readonly required: true }
      ? string
      : string | undefined
    : boolean;
};

/** The option that every command has. */
export const HELP_OPTION: Option = { help: "this text" };
