/** A fragment of HTML that needs no escaping. */
export class Html {
  constructor(readonly text: string) {}
}

type Value = Html | string | number | undefined | false | readonly Value[];

/**
 * HTML from a template: texts are escaped wherever they stand, fragments are kept, lists are joined, `undefined` and
 * `false` are left out. Attributes must be in double quotes.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(strings.reduce((all, part, index) => `${all}${rendered(values[index - 1])}${part}`));
}

function rendered(value: Value): string {
  if (value === undefined || value === false) {
    return "";
  }
  if (value instanceof Html) {
    return value.text;
  }
  return typeof value === "object" ? value.map(rendered).join("") : escaped(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * A text as HTML. Control characters that HTML forbids, and characters that turn the direction of the text around them,
 * become visible: a message must not look like something that it is not.
 */
function escaped(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "")
    .replace(/[\p{Cc}\p{Cs}\p{Bidi_Control}]/gu, (character) =>
      character === "\n" || character === "\t"
        ? character
        : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
}
