/**
 * Characters with a meaning in GitHub's Markdown in the middle of a line: marks, brackets, ends of cells, HTML,
 * formulas, and the beginnings of bare addresses.
 */
const SPECIAL = /[\\`*_[\]<>#|~&$]|:(?=\/\/)|\.(?<=www\.)/gi;

/** Characters that are invisible, change the reading direction or end a line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are removed
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;

/**
 * An untrusted text as one line of GitHub's Markdown without any markup: no link, no heading, no end of a cell or
 * comment. A zero-width space after `@` and `#` prevents GitHub from notifying people and linking issues.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(INVISIBLE, " ")
    .replace(SPECIAL, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/@|&#35;/g, (character) => `${character}&#8203;`)
    .trim();
}

/** The same as code, in which GitHub adds no links; an empty text stays empty. */
export function code(text: string): string {
  const escaped = escapeMarkdown(text);
  return escaped === "" ? "" : `<code>${escaped}</code>`;
}

/** A text cut to a number of characters, never inside one. */
export function cut(text: string, limit: number): string {
  const characters = [...text];
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join("")}…`;
}
