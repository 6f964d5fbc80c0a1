import type { ResourceView } from "./resource-view";
import type { Stack } from "./rule";
import { isPresent, textOf, Unknown, type Value } from "./value";

/** Whether one resource's property names another resource. */
export type Reference = "yes" | "no" | "unknown";

/**
 * True if a property of one resource names another, by what is known: its ARN, id, URL or name; and while those are not
 * known, by what the engine recorded that the property was computed from. A value that is unknown and was computed from
 * no resource of the wanted kind answers `unknown`; so does a known value where the other's name is not known.
 */
export function names(from: ResourceView, property: string, to: ResourceView, value: Value | undefined): Reference {
  if (value instanceof Unknown) {
    if (from.dependenciesOf(property).includes(to.urn)) {
      return "yes";
    }
    return from.dependenciesOf(property).length > 0 ? "no" : "unknown";
  }
  const text = textOf(value);
  if (text === undefined || text === "") {
    return "no";
  }
  const own = ["arn", "id", "url", "name", "keyId"].map((key) => textOf(to.get(key)));
  if (own.some((each) => each !== undefined && each === text)) {
    return "yes";
  }
  if (to.get("name") instanceof Unknown) {
    // It may be the very name that the text holds.
    return "unknown";
  }
  return physicalName(to) !== undefined && nameIn(text) === physicalName(to) ? "yes" : "no";
}

/** The name a resource has in AWS, where the program gives one. */
export function physicalName(subject: ResourceView): string | undefined {
  return textOf(subject.get("name"));
}

/** The name at the end of an ARN or URL; a secret's without the six random characters that AWS adds. */
export function nameIn(text: string): string {
  if (text.startsWith("arn:")) {
    const resource = text.split(":").slice(5).join(":");
    const secret = /^secret:(.+)-[A-Za-z0-9]{6}$/.exec(resource);
    return (
      secret?.[1] ??
      resource
        .split(":")
        .at(-1)
        ?.replace(/^(role|alarm|rule)\//, "") ??
      text
    );
  }
  return /^https?:\/\//.test(text) ? (text.split("/").at(-1) ?? text) : text;
}

/**
 * The resources of some types of which a property names a resource; with the answer `unknown` where that cannot be
 * said.
 */
export function linkTo(
  stack: Stack,
  fromTypes: readonly string[],
  to: ResourceView,
  valuesOf: (from: ResourceView) => readonly { readonly property: string; readonly value: Value | undefined }[],
): { readonly linked: readonly ResourceView[]; readonly unknown: Unknown | undefined } {
  const linked: ResourceView[] = [];
  let unknown: Unknown | undefined;
  for (const from of stack.ofType(...fromTypes)) {
    for (const { property, value } of valuesOf(from)) {
      const answer = isPresent(value) ? names(from, property, to, value) : "no";
      if (answer === "yes") {
        linked.push(from);
      } else if (answer === "unknown") {
        unknown ??= [value, to.get("name")].find((each) => each instanceof Unknown);
      }
    }
  }
  return { linked, unknown };
}
