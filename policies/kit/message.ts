import type { Finding } from "./rule";
import type { Subject } from "./resource-view";
import { jsonOf, type Value } from "./value";

/** Characters of a value that a message shows. */
const shown = 160;

/** A value as a message shows it: JSON, cut where it is long. */
export function quote(value: Value | undefined): string {
  const text = value === undefined ? "nothing" : jsonOf(value);
  return text.length > shown ? `${text.slice(0, shown)}...` : text;
}

/** `Type "name", <at>: <found>. <fix>.` */
export function messageOf(subject: Subject, { at, found, fix }: Finding): string {
  return `${subject.label}${at === undefined ? "" : `, ${at}`}: ${found}. ${fix}.`;
}
