import { MANY, PART, Text } from "../evaluator/text";
import type { UnknownBecause } from "../evaluator/truth";

/** A text at one place of an event. */
export interface EventText {
  readonly kind: "text";
  readonly text: Text;
  /** Its unknown characters differ from execution to execution, so that a filter must let all of them through. */
  readonly varies: boolean;
}

/** A number that differs from execution to execution, never below `least`. */
interface EventNumber {
  readonly kind: "number";
  readonly least: number;
}

/** What is at one place of an event. */
export type EventValue =
  | null
  | boolean
  | "absent"
  | EventText
  | EventNumber
  /** One of these, which differs from execution to execution. */
  | { readonly kind: "each"; readonly values: readonly EventValue[] }
  | { readonly kind: "list"; readonly items: readonly EventValue[] }
  | { readonly kind: "object"; readonly fields: Readonly<Record<string, EventValue>> }
  | UnknownBecause;

type Part = string | Text | typeof PART;

/** A text that is the same in every event, as far as it is known. */
export function fixed(...parts: readonly Part[]): EventText {
  return { kind: "text", text: new Text(...parts), varies: false };
}

/** A text that goes on differently in every event. */
export function varying(...parts: readonly Part[]): EventText {
  return { kind: "text", text: new Text(...parts, MANY), varies: true };
}

/** True if a part of a text that is the same in every event, as its region or account, is not known. */
export function hasOpenParts(text: Text): boolean {
  return text.letters.includes(PART);
}
