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

/** `Type "name", <at>: <found>. <fix>.` */
export function messageOf(subject: ResourceView, { at, found, fix }: Finding): string {
  return `${subject.label}${at === undefined ? "" : `, ${at}`}: ${found}. ${fix}.`;
}
