import type { ResourceView } from "./resource-view";
import type { Finding } from "./rule";
import { jsonOf, type Value } from "./value";

/** Characters of a value that a message shows. */
const SHOWN = 160;

/** A value as a message shows it: JSON, cut where it is long. */
export function quote(value: Value | undefined): string {
  const text = value === undefined ? "nothing" : jsonOf(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
}

/** `state "Charge", Retry 1`; empty where a finding is about the resource as a whole. */
export function placeOf({ state, at }: Pick<Finding, "state" | "at">): string {
  return [state === undefined ? undefined : `state "${state}"`, at].filter((each) => each !== undefined).join(", ");
}

/** `Type "name", <place>: <found>. <fix>.` */
export function messageOf(subject: ResourceView, finding: Finding): string {
  const place = placeOf(finding);
  return `${subject.label}${place === "" ? "" : `, ${place}`}: ${finding.found}. ${finding.fix}.`;
}
