import { HELP_OPTION, type Option, type Options } from "./option";

/** What usage and help are made from. */
export interface HelpSource {
  /** Name of its npm script. */
  readonly name: string;
  readonly options: Options;
  readonly argument?: string;
  /**
   * What follows the name in the usage, where options exclude each other. @default made from `argument` and `options`
   */
  readonly usage?: string;
  /** What the command does: paragraphs above the options. */
  readonly description: string;
  /** Paragraphs below the options. */
  readonly notes?: string;
  /** What the exit codes 0, 1 and 2 mean. @default for a command that changes or reads an environment */
  readonly exitCodes?: string;
}

const EXIT_CODES = "0 done (or nothing to do), 1 refused or failed, 2 bad usage or bad input";

/** `Usage: npm run -s plan -- BLUEPRINT [--json]` */
export function usageOf({ name, options, argument, usage }: HelpSource): string {
  const parts = Object.entries(options).map(([option, { value, required = false }]) => {
    const written = `--${option}${value === undefined ? "" : ` ${value}`}`;
    return required ? written : `[${written}]`;
  });
  return `Usage: npm run -s ${name} -- ${usage ?? [...(argument === undefined ? [] : [argument]), ...parts].join(" ")}`;
}

/** The text of `--help`. Ends with a line break. */
export function helpOf(source: HelpSource): string {
  const { description, options, notes, exitCodes = EXIT_CODES } = source;
  const paragraphs = [
    usageOf(source),
    description.trim(),
    optionsText({ ...options, help: HELP_OPTION }),
    ...(notes === undefined ? [] : [notes.trim()]),
    `Exit codes: ${exitCodes}, 130 interrupted.`,
  ];
  return `${paragraphs.join("\n\n")}\n`;
}

function optionsText(options: Options): string {
  const rows = Object.entries(options).map(
    ([name, { value, help }]: [string, Option]) =>
      [`--${name}${value === undefined ? "" : ` ${value}`}`, help] as const,
  );
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows
    .map(([left, help]) => `  ${left.padEnd(width)}  ${help.replaceAll("\n", `\n${" ".repeat(width + 4)}`)}`)
    .join("\n");
}
