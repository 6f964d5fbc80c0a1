import type { Change } from "../kit/handler";

/** Input name -> attribute name, for the services that keep their settings as a map of texts (SNS, SQS). */
export type AttributeNames<Inputs> = { readonly [Name in keyof Inputs]?: string };

/** The attributes that the inputs set. */
export function attributesOf<Inputs extends object>(
  names: AttributeNames<Inputs>,
  inputs: Inputs,
): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [input, attribute] of Object.entries(names) as [keyof Inputs, string][]) {
    const value = inputs[input];
    if (value !== undefined && value !== null && value !== "") {
      attributes[attribute] = String(value);
    }
  }
  return attributes;
}

/**
 * Attribute and new value of each input that differs; one that was taken away becomes the empty text, which means its
 * default.
 */
export function settings<Inputs extends object>(
  names: AttributeNames<Inputs>,
  change: Change<Inputs>,
): [string, string][] {
  const touched = (Object.entries(names) as [keyof Inputs & string, string][]).filter(([input]) =>
    change.changed.has(input),
  );
  return touched.map(([input, attribute]) => [attribute, String(change.news[input] ?? "")]);
}

/** Attributes under their inputs' names, as texts. */
export function fromAttributes<Inputs>(
  names: AttributeNames<Inputs>,
  attributes: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const pairs = Object.entries(names) as [string, string][];
  return Object.fromEntries(
    pairs.map(([input, attribute]) => [input, attributes[attribute] === "" ? undefined : attributes[attribute]]),
  );
}

export function booleanOf(value: string | undefined): boolean {
  return value === "true";
}
