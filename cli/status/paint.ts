import { styleText } from "node:util";

export type Style = "bold" | "dim" | "green" | "red" | "yellow";

/** Styles a text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

export const PLAIN: Paint = (_, text) => text;

const COLOURED: Paint = (style, text) => styleText(style, text, { validateStream: false });

/** Colour only on a terminal that has it and nobody has switched off. https://no-color.org */
export function paintFor(isTerminal: boolean, environment: Readonly<Record<string, string | undefined>>): Paint {
  const { NO_COLOR = "", TERM } = environment;
  return isTerminal && NO_COLOR === "" && TERM !== "dumb" ? COLOURED : PLAIN;
}
