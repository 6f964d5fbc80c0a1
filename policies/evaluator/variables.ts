import { keyValue, type Request } from "./request";
import { Hole, MANY, type Sign, signsOf } from "./text";
import { type Truth, UnknownBecause } from "./truth";

/** `${key}` and `${key, 'default'}`. */
const VARIABLE = /\$\{([^{}]*)\}/g;

/** Variables that stand for one character each, which is no wildcard then. */
export const CHARACTERS: Readonly<Record<string, string>> = { "*": "*", "?": "?", $: "$" };

/**
 * The signs of a text in a policy, with the values of its variables in their places. Variables are read in documents of
 * version 2012-10-17 alone; in older ones `${` is text, and where the version is not known it is not known what it is.
 * A value is text: its asterisks are no wildcards. A variable that is not known, has several values or has none, leaves
 * a hole: what AWS makes of the last is not said for Deny.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function expand(written: string, wild: boolean, variables: Truth, request: Request): readonly Sign[] {
  if (variables === false || !written.includes("${")) {
    return signsOf(written, wild);
  }
  const signs: Sign[] = [];
  let end = 0;
  for (const match of written.matchAll(VARIABLE)) {
    const put = variables === true ? value(match[1] ?? "", request) : [new Hole(variables.why)];
    signs.push(...signsOf(written.slice(end, match.index), wild), ...put);
    end = match.index + match[0].length;
  }
  return [...signs, ...signsOf(written.slice(end), wild)];
}

function value(inside: string, request: Request): readonly Sign[] {
  const character = CHARACTERS[inside];
  if (character !== undefined && Object.hasOwn(CHARACTERS, inside)) {
    return [character];
  }
  const [, key = inside, otherwise] = /^\s*([^,]*?)\s*(?:,\s*'([^']*)')?\s*$/.exec(inside) ?? [];
  const found = keyValue(request, key);
  if (found instanceof UnknownBecause) {
    return [new Hole(`variable \${${key}}: ${found.why}`)];
  }
  if (found === "absent") {
    return otherwise === undefined
      ? [new Hole(`variable \${${key}} has no value in the request`)]
      : signsOf(otherwise, false);
  }
  const text = "letters" in found ? found : found.length === 1 ? found[0] : undefined;
  if (text === undefined) {
    return [new Hole(`variable \${${key}} has several values in the request`)];
  }
  return text.letters.some((letter) => typeof letter !== "string")
    ? [new Hole(`variable \${${key}} is "${text}", not known in full`)]
    : text.letters.map((letter) => (typeof letter === "string" ? letter : MANY));
}
