import type { Asl, Json } from "../machines";

/** A change of one state of a definition, wherever it is: `Parallel 1 / branch 1 / carts`. */
export function change(definition: Asl, label: string, edit: (state: Asl) => Asl, also: Asl = {}): Asl {
  const [name = "", where, ...rest] = label.split(" / ");
  const states = definition.States as { [name: string]: Asl };
  const state = states[name];
  if (state === undefined) {
    throw new Error(`there is no state ${label}`);
  }
  if (where === undefined) {
    return { ...definition, States: { ...states, [name]: edit(state), ...also } };
  }
  const inner = (scope: Json | undefined) => change(scope as Asl, rest.join(" / "), edit, also);
  const changed: Asl =
    where === "item"
      ? { ...state, ItemProcessor: inner(state.ItemProcessor) }
      : {
          ...state,
          Branches: (state.Branches as Json[]).map((each, at) => (where === `branch ${at + 1}` ? inner(each) : each)),
        };
  return { ...definition, States: { ...states, [name]: changed } };
}

/** Each state of a definition that has a Catch, by its label. */
export function catchers(definition: Asl, path = ""): readonly string[] {
  return Object.entries(definition.States as { [name: string]: Asl }).flatMap(([name, state]) => [
    ...(state.Catch === undefined ? [] : [`${path}${name}`]),
    ...((state.Branches ?? []) as Asl[]).flatMap((each, at) => catchers(each, `${path}${name} / branch ${at + 1} / `)),
    ...(state.ItemProcessor === undefined ? [] : catchers(state.ItemProcessor as Asl, `${path}${name} / item / `)),
  ]);
}

/** The same state with every Catch leading elsewhere. */
export const catchTo =
  (next: string) =>
  (state: Asl): Asl => ({ ...state, Catch: (state.Catch as Asl[]).map((each) => ({ ...each, Next: next })) });

/** The same state with other fields; those that are undefined are left out. */
export const having =
  (fields: Readonly<Record<string, Json | undefined>>) =>
  (state: Asl): Asl =>
    Object.fromEntries(
      Object.entries({ ...state, ...fields }).filter((entry): entry is [string, Json] => entry[1] !== undefined),
    );

/** The same Choice with the condition of one of its rules replaced. */
export const asking =
  (condition: string, index = 0) =>
  (state: Asl): Asl => ({
    ...state,
    Choices: (state.Choices as Asl[]).map((each, at) =>
      at === index ? { ...each, Condition: `{% ${condition} %}` } : each,
    ),
  });

/** The same Choice without one of its rules. */
export const withoutRule =
  (index: number) =>
  (state: Asl): Asl => ({ ...state, Choices: (state.Choices as Asl[]).filter((_, at) => at !== index) });
