import { createHash } from "node:crypto";
import { canonicalDocument, policyFault } from "./documents";
import type { AnyHandler, Context, Fault } from "./handler";
import type { PackageDeclarations, Properties, Shape } from "./schema";
import { containsUnknown, isArchive, isList, isRecord, isUnknown, type Props, type Value } from "./values";

/**
 * Every fault of these values against the declared properties: unknown names, missing ones, wrong basic types; nested
 * ones too.
 */
export function checkProperties(
  values: { readonly [key: string]: Value },
  properties: Properties,
  objects: PackageDeclarations["objects"],
  at = "",
): Fault[] {
  const faults: Fault[] = [];
  for (const [name, value] of Object.entries(values)) {
    const declaration = properties[name];
    const path = joinPath(at, name);
    if (declaration === undefined) {
      faults.push({ property: path, reason: `is not an input; ${nearest(name, Object.keys(properties))}` });
    } else if (value !== null) {
      faults.push(...checkShape(value, declaration.shape, objects, path));
    }
  }
  for (const [name, declaration] of Object.entries(properties)) {
    const value = values[name];
    if (declaration.required && (value === undefined || value === null)) {
      faults.push({ property: joinPath(at, name), reason: "is required and missing" });
    }
  }
  return faults;
}

function checkShape(value: Value, shape: Shape, objects: PackageDeclarations["objects"], path: string): Fault[] {
  if (shape === "any" || isUnknown(value)) {
    return [];
  }
  if (shape === "archive") {
    return isArchive(value) ? [] : [wrong(path, "an archive (pulumi.asset)", value)];
  }
  if (typeof shape === "string") {
    return typeof value === shape ? [] : [wrong(path, `a ${shape}`, value)];
  }
  if ("list" in shape) {
    if (!isList(value)) {
      return [wrong(path, "a list", value)];
    }
    return value.flatMap((item, index) => checkShape(item, shape.list, objects, `${path}[${index}]`));
  }
  if ("oneOf" in shape) {
    const attempts = shape.oneOf.map((option) => checkShape(value, option, objects, path));
    // Of several wrong options, the one that goes wrong deepest inside is the one that was meant.
    return attempts.find((faults) => faults.length === 0) ?? attempts.toSorted((a, b) => depth(b) - depth(a))[0] ?? [];
  }
  if (!isRecord(value)) {
    return [wrong(path, "an object", value)];
  }
  if ("map" in shape) {
    return Object.entries(value).flatMap(([key, item]) => checkShape(item, shape.map, objects, joinPath(path, key)));
  }
  return checkProperties(value, objects[shape.object] ?? {}, objects, path);
}

/** What the handler itself refuses, and inputs that the real provider supports and the embedded cloud ignores. */
export function checkMeaning<Service>(handler: AnyHandler<Service>, context: Context<Service>, inputs: Props): Fault[] {
  const faults: Fault[] = [];
  for (const [name, value] of Object.entries(inputs)) {
    if (value === null || handler.supports.includes(name)) {
      continue;
    }
    const reason = `is a real input of ${handler.type}, but the embedded cloud does not act on it; leave it out here. It acts on: ${handler.supports.join(", ")}`;
    faults.push({ property: name, reason });
  }
  for (const [name, kind] of Object.entries(handler.documents ?? {})) {
    const value = inputs[name];
    if (typeof value !== "string" || isUnknown(value)) {
      continue;
    }
    if (canonicalDocument(value, kind) === undefined) {
      faults.push({ property: name, reason: "is not valid JSON" });
    } else if (kind === "policy") {
      const fault = policyFault(value);
      if (fault !== undefined) {
        faults.push({ property: name, reason: `is a malformed policy document: it ${fault}` });
      }
    }
  }
  const known = Object.fromEntries(
    Object.entries(inputs).filter(([, value]) => value !== null && !containsUnknown(value)),
  );
  faults.push(...(handler.validate?.(known as Record<string, never>, context) ?? []));
  return faults;
}

/**
 * Inputs as they are recorded: policy documents written as objects become text, as the real provider does, and a
 * missing name is made up from the resource's own and a suffix that the engine's seed decides, so that it is the same
 * in preview and update.
 */
export function completeInputs<Service>(
  handler: AnyHandler<Service>,
  inputs: Props,
  olds: Props,
  naming: { readonly urn: string; readonly seed: Uint8Array },
): Props {
  const complete: Record<string, Value> = { ...inputs };
  for (const name of Object.keys(handler.documents ?? {})) {
    const value = complete[name];
    if (isRecord(value) && !containsUnknown(value)) {
      complete[name] = JSON.stringify(value);
    }
  }
  if (handler.autoName !== undefined && (complete.name === undefined || complete.name === null)) {
    const logical = naming.urn.slice(naming.urn.lastIndexOf("::") + 2);
    const suffix = createHash("sha256").update(naming.seed).update(naming.urn).digest("hex").slice(0, 7);
    const { longest, prefix = "" } = handler.autoName;
    complete.name = olds.name ?? `${(prefix + logical).slice(0, longest - 8)}-${suffix}`;
  }
  return complete;
}

export function joinPath(at: string, name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    return `${at}[${JSON.stringify(name)}]`;
  }
  return at === "" ? name : `${at}.${name}`;
}

function depth(faults: readonly Fault[]): number {
  return Math.max(0, ...faults.map((fault) => fault.property.length));
}

function wrong(path: string, wanted: string, value: Value): Fault {
  const is = isList(value) ? "a list" : isRecord(value) ? "an object" : value === null ? "null" : `a ${typeof value}`;
  return { property: path, reason: `must be ${wanted}, not ${is}` };
}

function nearest(name: string, names: readonly string[]): string {
  const close = names.find(
    (other) => other.toLowerCase() === name.toLowerCase() || other.startsWith(name) || name.startsWith(other),
  );
  return close === undefined ? `the inputs are ${names.join(", ")}` : `did you mean ${close}?`;
}
