import * as fc from "fast-check";
import { strangeKey, value } from "./values";

/** Anything that has members: an object or a list. */
type Container = Record<string, unknown>;

/** One thing to do to one place of a document. */
interface Change {
  readonly kind: (typeof kinds)[number];
  /** The way to the place: at each level the number of a member, round and round. */
  readonly path: readonly number[];
  /** The way to another place. */
  readonly elsewhere: readonly number[];
  readonly name: string;
  readonly instead: unknown;
}

const kinds = ["replace", "drop", "rename", "copy", "swap", "repeat", "wrap", "unwrap", "text"] as const;

const path = fc.array(fc.nat(40), { minLength: 1, maxLength: 8 });

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom(...kinds),
  path,
  elsewhere: path,
  name: strangeKey,
  instead: value,
});

/** Good documents with up to four things changed. */
export function mutated(good: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc
    .tuple(fc.constantFrom(...good), fc.array(change, { minLength: 1, maxLength: 4 }))
    .map(
      ([document, changes]) => changes.reduce(changed, { document: structuredClone(document) } as Container).document,
    );
}

function changed(root: Container, { kind, path: way, elsewhere, name, instead }: Change): Container {
  const [parent, key] = place(root, way);
  const [otherParent, otherKey] = place(root, elsewhere);
  const here = parent[key];
  const there = structuredClone(otherParent[otherKey]);
  switch (kind) {
    case "replace":
      put(parent, key, instead);
      break;
    case "drop":
      remove(parent, key);
      break;
    case "rename":
      remove(parent, key);
      put(parent, name, here);
      break;
    case "copy":
      put(parent, key, there);
      break;
    case "swap":
      put(otherParent, otherKey, structuredClone(here));
      put(parent, key, there);
      break;
    case "repeat":
      put(parent, Array.isArray(parent) ? String(parent.length) : `${key}2`, structuredClone(here));
      break;
    case "wrap":
      put(parent, key, [here]);
      break;
    case "unwrap":
      put(parent, key, isContainer(here) ? Object.values(here)[0] : here);
      break;
    case "text":
      put(parent, key, typeof here === "string" ? spliced(here, way, name) : here);
  }
  return root;
}

/** The container and the member at the end of a way, or as far as it goes. */
function place(root: Container, way: readonly number[]): [Container, string] {
  let parent = root;
  let key = "document";
  for (const step of way) {
    const next = parent[key];
    const keys = isContainer(next) ? Object.keys(next) : [];
    const chosen = keys[step % Math.max(1, keys.length)];
    if (!isContainer(next) || chosen === undefined) {
      break;
    }
    parent = next;
    key = chosen;
  }
  return [parent, key];
}

function isContainer(given: unknown): given is Container {
  return typeof given === "object" && given !== null;
}

/** Sets a member of its own, also `__proto__`. */
function put(parent: Container, key: string, given: unknown): void {
  const index = Array.isArray(parent) && !/^\d+$/.test(key) ? String(parent.length) : key;
  Object.defineProperty(parent, index, { value: given, writable: true, enumerable: true, configurable: true });
}

function remove(parent: Container, key: string): void {
  if (Array.isArray(parent)) {
    parent.splice(Number(key), 1);
  } else if (key !== "document") {
    delete parent[key];
  }
}

function spliced(text: string, way: readonly number[], name: string): string {
  const from = (way[0] ?? 0) % (text.length + 1);
  return text.slice(0, from) + name + text.slice(from + (way.at(-1) ?? 0));
}
