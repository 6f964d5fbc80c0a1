import { type Fields, fieldsOf, isFields, jsonOf, textOf, type Value } from "../kit/value";
import type { Definition, State } from "./model";

/** Where states, and the catchers of states, give names to values. */
const NAMINGS = ["Assign", "Output", "Arguments", "Parameters", "ResultSelector", "Result"] as const;

/**
 * Names that carry a fact: those given, and every variable or field that is assigned from an expression that mentions
 * one of them, however many steps away. Works on JSONata and JSONPath alike, since it reads names, not the language.
 */
export function carriers(
  definition: Definition,
  facts: readonly string[],
  mentions: (text: string, names: ReadonlySet<string>, state: State) => boolean = mentionsAny,
): ReadonlySet<string> {
  const names = new Set(facts);
  const assignments = definition.states.flatMap((state) =>
    assignmentsOf(state).map(([name, text]) => ({ name, text, state })),
  );
  for (let before = -1; before < names.size; ) {
    before = names.size;
    for (const { name, text, state } of assignments) {
      if (mentions(text, names, state)) {
        names.add(name);
      }
    }
  }
  return names;
}

/**
 * A text as it is without the backslashes that a regular expression needs before brackets: `/^\[failed\] /` names the
 * mark `[failed]`, too.
 */
export function unescaped(text: string): string {
  return text.replace(/\\+(?=[[\]])/g, "");
}

/** True if a text mentions one of the names as a whole word. */
export function mentionsAny(written: string, names: ReadonlySet<string>): boolean {
  const text = unescaped(written);
  for (const name of names) {
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
      const whole = !isWord(text[at - 1]) || !isWord(name[0]);
      if (whole && (!isWord(text[at + name.length]) || !isWord(name.at(-1)))) {
        return true;
      }
    }
  }
  return false;
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /[A-Za-z0-9_]/.test(character);
}

/** The names that a state gives, each with the text that it is computed from. */
export function assignmentsOf(state: State): [string, string][] {
  const bodies: Fields[] = [state.body];
  for (const list of [state.body.Catch, state.body.Choices]) {
    bodies.push(...(Array.isArray(list) ? (list as readonly Value[]) : []).filter(isFields));
  }
  return bodies.flatMap((body) => {
    const found = NAMINGS.flatMap((naming) => pairs(fieldsOf(body[naming])));
    // In JSONPath a result is put at a path: `$.age` names `age` for all of the state's output.
    const path = textOf(body.ResultPath);
    const last = path?.split(/[.[\]]/).findLast((part) => /^\w+$/.test(part));
    return last === undefined ? found : [...found, [last, jsonOf(body.ResultSelector)] as [string, string]];
  });
}

function pairs(fields: Fields): [string, string][] {
  return Object.entries(fields).flatMap(([key, value]) => {
    const name = key.endsWith(".$") ? key.slice(0, -2) : key;
    return [[name, jsonOf(value)] as [string, string], ...pairs(fieldsOf(value))];
  });
}
