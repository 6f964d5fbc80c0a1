import { isList, isRecord, type Value } from "../kit/values";

/** The value at a path of names, undefined where there is none or null. */
export function at(object: Value | undefined, path: string): Value | undefined {
  let value: Value | undefined = object;
  for (const name of path.split(".")) {
    value = isRecord(value) ? value[name] : undefined;
  }
  return value ?? undefined;
}

export function texts(value: Value | undefined): string[] {
  return isList(value) ? value.map(String) : [];
}
