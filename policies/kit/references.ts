import { areApart, arnParts, homeOf, nameIn } from "./identity";
import type { ResourceView } from "./resource-view";
import type { Stack } from "./rule";
import { types } from "./types";
import { isPresent, textOf, Unknown, type Value } from "./value";

export { nameIn } from "./identity";

/** Whether one resource's property names another resource. */
export type Reference = "yes" | "no" | "unknown";

/**
 * Whether a property of one resource names another, by what is known. An ARN is the identity; a bare name counts
 * only where region and account do not tell them apart. While a value is not known, what it was
 * computed from decides: the resource itself, or only others of its type, also through more resources of AWS (the
 * `secretId` of a SecretVersion). All else may be either, so it is unknown.
 */
export function names(from: ResourceView, property: string, to: ResourceView, value: Value | undefined): Reference {
  if (value instanceof Unknown) {
    const sources = from.dependenciesOf(property);
    if (sources.includes(to.urn)) {
      return "yes";
    }
    const origins = from.originsOf(property, to.type);
    return origins.length > 0 && origins.every((urn) => urn !== to.urn && typeIn(urn) === to.type) ? "no" : "unknown";
  }
  const text = textOf(value);
  if (text === undefined || text === "") {
    return "no";
  }
  const own = ["arn", "id", "url", "keyId"].map((key) => textOf(to.get(key)));
  const arn = own.find((each) => each?.startsWith("arn:") && arnParts(each) !== undefined);
  if (text.startsWith("arn:") && arn !== undefined) {
    return plain(text) === plain(arn) || plain(text) === withoutSuffix(arn) ? "yes" : "no";
  }
  if (own.includes(text)) {
    return elsewhere(from, text, to) ? "no" : "yes";
  }
  const [url, queue] = [arnParts(textOf(to.get("url")) ?? ""), arnParts(text)];
  if (/^https?:\/\//.test(text) && url !== undefined) {
    // One queue has several hosts.
    return queue !== undefined && !areApart(queue, url) && nameIn(text) === physicalName(to) ? "yes" : "no";
  }
  if (elsewhere(from, text, to)) {
    return "no";
  }
  if (nameValue(to) instanceof Unknown) {
    // It may be the very name that the text holds.
    return "unknown";
  }
  const name = physicalName(to);
  // A secret's own name may end like the characters that AWS adds.
  const named = nameIn(plain(text)) === name || text.endsWith(`:secret:${name}`);
  return name !== undefined && named ? "yes" : "no";
}

/** The name a resource has in AWS, where the program gives one. */
export function physicalName(subject: ResourceView): string | undefined {
  return textOf(nameValue(subject));
}

/** The same as it is written; a composite alarm has it as another property. */
export function nameValue(subject: ResourceView): Value | undefined {
  return subject.get(subject.type === types.compositeAlarm ? "alarmName" : "name");
}

/** True if the thing that a text names is known to be of another service, region or account than a resource. */
function elsewhere(from: ResourceView, text: string, to: ResourceView): boolean {
  const named = arnParts(text);
  const there = named ?? homeOf(from);
  const here = homeOf(to);
  const differ = (one: string | undefined, other: string | undefined): boolean =>
    one !== undefined && other !== undefined && one !== other;
  return (
    (named !== undefined && differ(named.service, here.service)) ||
    differ(there.region, here.region) ||
    differ(there.account, here.account)
  );
}

/** A log group's ARN is also written with `:*` behind it. */
function plain(arn: string): string {
  return arn.replace(/:\*$/, "");
}

/** A secret's ARN is also accepted without the six characters that AWS adds. */
function withoutSuffix(arn: string): string {
  return /^arn:[^:]*:secretsmanager:/.test(arn) ? arn.replace(/-[A-Za-z0-9]{6}$/, "") : plain(arn);
}

/** `urn:pulumi:stack::project::parent$type::name` */
function typeIn(urn: string): string | undefined {
  return urn.split("::")[2]?.split("$").at(-1);
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
        unknown ??= [value, nameValue(to)].find((each) => each instanceof Unknown);
      }
    }
  }
  return { linked, unknown };
}
