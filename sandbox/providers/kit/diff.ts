import { joinPath } from "./check";
import { canonicalDocument } from "./documents";
import type { AnyHandler } from "./handler";
import { containsUnknown, equal, isArchive, isAsset, isList, isRecord, own, type Props, type Value } from "./values";

export type DifferenceKind = "add" | "update" | "delete";

/** One property that differs: its path, how, and whether that replaces the resource. */
export interface Difference {
  readonly path: string;
  readonly name: string;
  readonly kind: DifferenceKind;
  readonly replaces: boolean;
}

type Comparable = Pick<
  AnyHandler<unknown>,
  "replaceOn" | "defaults" | "chosenByService" | "documents" | "sets" | "normalize"
>;

/**
 * What differs between two sets of inputs, property by property. Documents are compared by meaning, absent ones by
 * default.
 */
export function diffInputs(handler: Comparable, olds: Props, news: Props): Difference[] {
  const names = new Set([...Object.keys(olds), ...Object.keys(news)]);
  const differences: Difference[] = [];
  for (const name of [...names].sort()) {
    const replaces = handler.replaceOn.includes(name);
    const before = canonical(handler, name, olds[name] ?? null);
    const after = canonical(handler, name, news[name] ?? null);
    if (after === undefined && (handler.chosenByService?.includes(name) ?? false)) {
      continue;
    }
    for (const { path, kind } of compare(name, before, after)) {
      differences.push({ path, name, kind, replaces });
    }
  }
  return differences;
}

/** Whether an input means the same as what the service reports. */
export function sameInput(handler: Comparable, name: string, a: Value | undefined, b: Value | undefined): boolean {
  return equal(canonical(handler, name, a ?? null), canonical(handler, name, b ?? null));
}

function canonical(handler: Comparable, name: string, value: Value): Value | undefined {
  const given = isEmpty(value) ? (handler.defaults?.[name] ?? null) : value;
  if (isEmpty(given)) {
    return undefined;
  }
  const kind = handler.documents?.[name];
  if (kind !== undefined) {
    const text = typeof given === "string" ? given : JSON.stringify(given);
    return canonicalDocument(text, kind) ?? text;
  }
  const normal = handler.normalize?.(name, given) ?? given;
  if (isArchive(normal) || isAsset(normal)) {
    return normal.hash ?? null;
  }
  if (isList(normal) && handler.sets?.includes(name)) {
    return normal.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  return normal;
}

/** Services keep no difference between an empty text, list or object and none at all. */
function isEmpty(value: Value): boolean {
  if (value === null || value === "") {
    return true;
  }
  if (isList(value)) {
    return value.length === 0;
  }
  return isRecord(value) && Object.values(value).every(isEmpty);
}

function compare(
  path: string,
  before: Value | undefined,
  after: Value | undefined,
): { path: string; kind: DifferenceKind }[] {
  if (equal(before, after)) {
    return [];
  }
  if (before === undefined) {
    return [{ path, kind: "add" }];
  }
  if (after === undefined) {
    return [{ path, kind: "delete" }];
  }
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => compare(joinPath(path, key), present(own(before, key)), present(own(after, key))));
  }
  if (isList(before) && isList(after) && before.length === after.length && !containsUnknown(after)) {
    return after.flatMap((item, index) => compare(`${path}[${index}]`, before[index], item));
  }
  return [{ path, kind: "update" }];
}

function present(value: Value | undefined): Value | undefined {
  return value === undefined || isEmpty(value) ? undefined : value;
}
