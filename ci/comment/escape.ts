/**
 * What GitHub's Markdown could read as anything but itself in the middle of a line, where texts of others always stand: marks, brackets, cells' ends,
 * HTML, formulas, and the beginnings of bare addresses.
 */
const SPECIAL = /[\\`*_[\]<>#|~&$]|:(?=\/\/)|\.(?<=www\.)/gi;

/** Characters that show nothing, turn the reading direction round or end a line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;

/**
 * A text that somebody else chose, as one line of GitHub's Markdown that shows it and does nothing: no link, no heading, no cell's end, no comment's end.
 * A zero-width space behind `@` and `#` keeps GitHub from telling people and from linking issues, which it does on the text that is shown.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(INVISIBLE, " ")
    .replace(SPECIAL, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/@|&#35;/g, (character) => `${character}&#8203;`)
    .trim();
}

/** The same as code, in which GitHub links nothing; an empty text stays empty. */
export function code(text: string): string {
  const escaped = escapeMarkdown(text);
  return escaped === "" ? "" : `<code>${escaped}</code>`;
}

/** A text of at most so many characters, cut at a whole one. */
export function cut(text: string, limit: number): string {
  const characters = [...text];
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join("")}…`;
}
