import { sameInput } from "./diff";
import type { AnyHandler } from "./handler";
import type { ResourceDeclaration } from "./schema";
import { containsUnknown, type Props, UNKNOWN, type Value } from "./values";

/**
 * The outputs to record after a create, update or read: what the service reports, in the program's own spelling where
 * both mean the same, and the inputs that no service returns, such as code or a deletion window.
 */
export function recordedOutputs<Service>(handler: AnyHandler<Service>, inputs: Props, reported: Props): Props {
  const outputs: Record<string, Value> = { ...reported };
  for (const [name, value] of Object.entries(inputs)) {
    if (!(name in reported) || sameInput(handler, name, value, reported[name])) {
      outputs[name] = value;
    }
  }
  return outputs;
}

/**
 * The inputs that would make the object as it is: unchanged where nothing drifted. `recorded` is undefined at an
 * import.
 */
export function inputsFromState<Service>(
  handler: AnyHandler<Service>,
  declaration: ResourceDeclaration,
  recorded: Props | undefined,
  reported: Props,
): Props {
  const inputs: Record<string, Value> = { ...recorded };
  for (const name of handler.supports) {
    if (!(name in declaration.inputs) || !(name in reported)) {
      continue;
    }
    const actual = reported[name] ?? null;
    const mine = recorded?.[name] ?? null;
    if (sameInput(handler, name, mine, actual)) {
      continue;
    }
    if (mine === null && recorded !== undefined && handler.chosenByService?.includes(name)) {
      continue;
    }
    if (actual === null) {
      delete inputs[name];
    } else {
      inputs[name] = actual;
    }
  }
  return inputs;
}

/** What a create will put out, as far as a preview can say. */
export function previewCreate<Service>(
  handler: AnyHandler<Service>,
  declaration: ResourceDeclaration,
  inputs: Props,
): Props {
  const outputs: Record<string, Value> = { ...inputs };
  for (const name of declaration.outputs) {
    if (outputs[name] !== undefined) {
      continue;
    }
    const fallback = handler.defaults?.[name];
    const decided = name in declaration.inputs && !(handler.chosenByService?.includes(name) ?? false);
    if (fallback !== undefined) {
      outputs[name] = fallback;
    } else if (!decided) {
      outputs[name] = UNKNOWN;
    }
  }
  return outputs;
}

/** What an update will put out: as now, but with the new inputs, and unknown where those inputs move an output. */
export function previewUpdate<Service>(
  handler: AnyHandler<Service>,
  outputs: Props,
  news: Props,
  changed: ReadonlySet<string>,
): Props {
  const next: Record<string, Value> = { ...outputs };
  for (const name of changed) {
    const value = news[name] ?? handler.defaults?.[name];
    if (value === undefined) {
      delete next[name];
    } else {
      next[name] = value;
    }
  }
  for (const [output, inputs] of Object.entries(handler.moves ?? {})) {
    if (inputs.some((name) => changed.has(name))) {
      next[output] = UNKNOWN;
    }
  }
  if (containsUnknown(news.tags)) {
    next.tagsAll = UNKNOWN;
  }
  return next;
}

/**
 * Plain JSON values of what a handler reports: absent stays absent, dates and numbers as the SDK's classes have them.
 */
export function plainProps(reported: Record<string, unknown>): Props {
  return Object.fromEntries(
    Object.entries(reported)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, plain(value, name)]),
  );
}

function plain(value: unknown, at: string): Value {
  if (value === null || typeof value === "string" || typeof value === "boolean" || typeof value === "number") {
    return value;
  }
  if (value instanceof Date) {
    return value.toISOString();
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => plain(item, `${at}[${index}]`));
  }
  if (typeof value === "object") {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return Object.fromEntries(entries.map(([key, item]) => [key, plain(item, `${at}.${key}`)]));
  }
  throw new Error(`A provider reported ${at} as a ${typeof value}, which is not a property value.`);
}
