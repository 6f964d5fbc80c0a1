import { ResourceView } from "../kit/resource-view";
import type { Stack } from "../kit/rule";
import { types } from "../kit/types";
import { fieldsOf, listOf, snapshot, textOf, textsOf, Unknown, type Value } from "../kit/value";

/**
 * What the engine writes for a value that it does not know yet, and as the mark of a secret.
 * https://github.com/pulumi/pulumi
 */
const UNKNOWN_MARK = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SECRET_MARK = "4dabf18193072939515e22adb298388d";

/**
 * The resources in what `pulumi stack export` or `pulumi preview --json` writes. Throws where the text is neither, with
 * why. Secrets whose text is not in it are values that are not known.
 */
export function stackOfFile(text: string): Stack {
  let parsed: Value;
  try {
    parsed = snapshot(JSON.parse(text) as unknown);
  } catch {
    throw new Error("it is not JSON");
  }
  const { deployment, steps } = fieldsOf(parsed);
  const states = Array.isArray(steps)
    ? listOf(steps).flatMap((step) => fieldsOf(step).newState ?? [])
    : listOf(fieldsOf(deployment).resources);
  if (states.length === 0) {
    throw new Error("it has neither deployment.resources (pulumi stack export) nor steps (pulumi preview --json)");
  }
  const providers = new Map(
    states.map((state): [string | undefined, Value] => [textOf(fieldsOf(state).urn), valuesOf(state)]),
  );
  const all = states.flatMap((state) => subject(state, providers));
  const known = Object.values<string>(types);
  return {
    all: all.filter(({ type }) => known.includes(type)),
    ofType: (...wanted) => all.filter(({ type }) => wanted.includes(type)),
  };
}

function subject(state: Value, providers: ReadonlyMap<string | undefined, Value>): readonly ResourceView[] {
  const fields = fieldsOf(state);
  const [type, urn] = [textOf(fields.type), textOf(fields.urn)];
  if (type === undefined || urn === undefined || fields.delete === true) {
    return [];
  }
  const provider = providers.get(textOf(fields.provider)?.replace(/::[^:]*$/, ""));
  const urns = (list: Value | undefined) => textsOf(list).map((each) => ({ urn: each }));
  return [
    new ResourceView({
      type,
      urn,
      name: urn.split("::").at(-1) ?? urn,
      props: valuesOf(state),
      dependencies: urns(fields.dependencies),
      propertyDependencies: Object.fromEntries(
        Object.entries(fieldsOf(fields.propertyDependencies)).map(([property, list]) => [property, urns(list)]),
      ),
      ...(provider === undefined ? {} : { provider: { props: provider } }),
    }),
  ];
}

/** Inputs, and over them what the cloud answered. */
function valuesOf(state: Value): Value {
  const { inputs, outputs } = fieldsOf(state);
  return plain({ ...fieldsOf(inputs), ...fieldsOf(outputs) });
}

function plain(value: Value | undefined): Value {
  if (value === UNKNOWN_MARK) {
    return new Unknown(undefined);
  }
  if (Array.isArray(value)) {
    return (value as readonly Value[]).map(plain);
  }
  if (typeof value !== "object" || value === null || value instanceof Unknown) {
    return value ?? null;
  }
  const fields = fieldsOf(value);
  if (fields[SECRET_MARK] !== undefined) {
    return revealed(textOf(fields.plaintext));
  }
  return Object.fromEntries(Object.entries(fields).map(([key, each]) => [key, plain(each)]));
}

function revealed(plaintext: string | undefined): Value {
  try {
    return plaintext === undefined ? new Unknown(undefined) : plain(snapshot(JSON.parse(plaintext) as unknown));
  } catch {
    return new Unknown(undefined);
  }
}
