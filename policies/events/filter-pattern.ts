import { matchesAction } from "../iam/patterns";
import type { Answer } from "../kit/answer";
import { unreadable } from "../kit/unreadable";
import { textOf, Unknown, type Value } from "../kit/value";

/**
 * Whether a filter pattern over an execution log counts an event type: a test of `$.type` for it, or the bare term. A
 * test that it is another type says no.
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
  const tests = [...text.matchAll(/\$\.type\s*(!?=)\s*(?:"([^"]*)"|([\w*]+))/g)].map(
    ([, operator, quoted, bare = ""]) => ({ equal: operator === "=", type: quoted ?? bare }),
  );
  const naming = tests.filter(({ type }) => isType(type, event));
  if (naming.length > 0) {
    return naming.some(({ equal }) => equal);
  }
  if (tests.some(({ equal }) => !equal) || text.trim() === "" || /%[^%]+%/.test(text)) {
    return open;
  }
  return tests.length === 0 && new RegExp(`(?<![-\\w])${event}(?!\\w)`).test(text);
}

function isType(pattern: string, event: string): boolean {
  return /[*]/.test(pattern) ? matchesAction(pattern, event) && !pattern.includes("?") : pattern === event;
}
