/** Property values as they cross the plugin protocol, once decoded from protobuf. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };
export type Props = Readonly<Record<string, Value>>;

// Signatures of the Pulumi wire format, see sdk/nodejs/runtime/rpc.ts of @pulumi/pulumi.
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";
const ARCHIVE_SIGNATURE = "0def7320c3a5731c473e5ecbe6d01bc7";
const ASSET_SIGNATURE = "c44067f5952c0a294b673a41bacd8c17";

/** What an output is called while a preview cannot know it. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
// The engine has one such word per basic type (sdk/go/common/resource/plugin/rpc.go); all mean the same here.
const UNKNOWNS = new Set<Value>([
  UNKNOWN,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export function isRecord(value: Value | undefined): value is { readonly [key: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

export function isUnknown(value: Value | undefined): boolean {
  return value !== undefined && UNKNOWNS.has(value);
}

export function containsUnknown(value: Value | undefined): boolean {
  if (value === undefined) {
    return false;
  }
  if (isList(value)) {
    return value.some(containsUnknown);
  }
  if (isRecord(value)) {
    return Object.values(value).some(containsUnknown);
  }
  return isUnknown(value);
}

/** An archive or asset of `pulumi.asset`, by its signature. */
export function isArchive(value: Value | undefined): value is { readonly [key: string]: Value } {
  return isRecord(value) && value[SIGNATURE_KEY] === ARCHIVE_SIGNATURE;
}

export function isAsset(value: Value | undefined): value is { readonly [key: string]: Value } {
  return isRecord(value) && value[SIGNATURE_KEY] === ASSET_SIGNATURE;
}

/** Removes the secret wrappers, and returns which top-level properties held one anywhere inside. */
export function openSecrets(props: Props): { readonly props: Props; readonly secret: ReadonlySet<string> } {
  const secret = new Set<string>();
  const opened: Record<string, Value> = {};
  for (const [name, value] of Object.entries(props)) {
    let found = false;
    opened[name] = open(value, () => {
      found = true;
    });
    if (found) {
      secret.add(name);
    }
  }
  return { props: opened, secret };
}

function open(value: Value, found: () => void): Value {
  if (isList(value)) {
    return value.map((item) => open(item, found));
  }
  if (!isRecord(value)) {
    return value;
  }
  if (value[SIGNATURE_KEY] === SECRET_SIGNATURE) {
    found();
    return open(value.value ?? null, found);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, open(item, found)]));
}

/** Wraps the named properties as secrets: a property with a secret part inside is secret as a whole. */
export function closeSecrets(props: Props, secret: Iterable<string>): Props {
  const closed: Record<string, Value> = { ...props };
  for (const name of secret) {
    const value = closed[name];
    if (value !== undefined && value !== null) {
      closed[name] = { [SIGNATURE_KEY]: SECRET_SIGNATURE, value };
    }
  }
  return closed;
}

export function equal(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) {
    return true;
  }
  if (isList(a) && isList(b)) {
    return a.length === b.length && a.every((item, index) => equal(item, b[index]));
  }
  if (isRecord(a) && isRecord(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((key) => equal(own(a, key), own(b, key)));
  }
  return false;
}

/** The value of a record's own key: a tag may be called `constructor`, which every record inherits. */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** The properties that have a value. The engine sends null for some that were never set. */
export function withoutNulls(props: Props): Props {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== null));
}

/** A message without the texts of the secret properties. */
export function redact(message: string, props: Props, secret: ReadonlySet<string>): string {
  const texts = [...secret].flatMap((name) => textsOf(props[name]));
  return texts.filter((text) => text !== "").reduce((said, text) => said.replaceAll(text, "[secret]"), message);
}

function textsOf(value: Value | undefined): string[] {
  if (typeof value === "string") {
    return [value];
  }
  if (isList(value)) {
    return value.flatMap(textsOf);
  }
  return isRecord(value) ? Object.values(value).flatMap(textsOf) : [];
}
