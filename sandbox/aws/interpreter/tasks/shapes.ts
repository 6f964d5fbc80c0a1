import type { NormalizedSchema } from "@smithy/core/schema";
import { ErrorName, StateError } from "../language/errors";
import { isObject, type Json } from "../language/json";

/** How values pass between a definition and an API. */
export interface Spelling {
  readonly memberName: (apiName: string) => string;
  /** Whether an object is sent as its JSON text where the API requires a string. */
  readonly objectsAsText: boolean;
  /** Format of a time. */
  readonly date: (date: Date) => Json;
}

function unusable(field: string, expected: string): StateError {
  return new StateError(
    ErrorName.runtime,
    `The arguments could not be used to start the task: the value for the field '${field}' must be ${expected}.`,
  );
}

function structToApi(value: Json, schema: NormalizedSchema, spelling: Spelling, field: string): unknown {
  if (!isObject(value)) {
    throw unusable(field, "an object");
  }
  const members = new Map<string, [string, NormalizedSchema]>();
  for (const [name, member] of schema.structIterator()) {
    members.set(spelling.memberName(name), [name, member]);
  }
  const entries = Object.entries(value).map(([given, inner]) => {
    const known = members.get(given);
    if (!known) {
      throw new StateError(
        ErrorName.runtime,
        `The arguments could not be used to start the task: the field '${given}'${field && ` of '${field}'`} is not one of ${[...members.keys()].join(", ") || "any"}.`,
      );
    }
    return [known[0], toApi(inner, known[1], spelling, field ? `${field}.${given}` : given)] as const;
  });
  return Object.fromEntries(entries);
}

/**
 * A definition's value as the AWS SDK wants it. @throws {StateError} States.Runtime for a field or type that the API
 * does not have.
 */
export function toApi(value: Json, schema: NormalizedSchema, spelling: Spelling, field = ""): unknown {
  if (schema.isStructSchema() || schema.isUnionSchema()) {
    return structToApi(value, schema, spelling, field);
  }
  if (schema.isDocumentSchema() || value === null) {
    return value;
  }
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) {
      throw unusable(field, "an array");
    }
    return value.map((item, index) => toApi(item, schema.getValueSchema(), spelling, `${field}[${index}]`));
  }
  if (schema.isMapSchema()) {
    if (!isObject(value)) {
      throw unusable(field, "an object");
    }
    const inner = schema.getValueSchema();
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, toApi(item, inner, spelling, `${field}.${key}`)]),
    );
  }
  if (schema.isBlobSchema()) {
    return Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
  }
  if (schema.isTimestampSchema()) {
    const date = new Date(typeof value === "number" ? value * 1000 : String(value));
    if (Number.isNaN(date.getTime())) {
      throw unusable(field, "a timestamp");
    }
    return date;
  }
  if (schema.isStringSchema()) {
    if (typeof value === "string") {
      return value;
    }
    if (typeof value === "object" && spelling.objectsAsText) {
      return JSON.stringify(value);
    }
    throw unusable(field, "a string");
  }
  if (schema.isBooleanSchema() && typeof value !== "boolean") {
    throw unusable(field, "a boolean");
  }
  if (schema.isNumericSchema() && typeof value !== "number") {
    throw unusable(field, "a number");
  }
  return value;
}

/**
 * An answer of the AWS SDK as a definition sees it: without `$metadata` and whatever else the API's shape does not
 * have.
 */
export function fromApi(value: unknown, schema: NormalizedSchema, spelling: Spelling): Json {
  if (value === undefined || value === null) {
    return null;
  }
  if (value instanceof Date) {
    return spelling.date(value);
  }
  if (value instanceof Uint8Array) {
    return Buffer.from(value).toString();
  }
  if (Array.isArray(value)) {
    const inner = schema.isListSchema() ? schema.getValueSchema() : schema;
    return value.map((item) => fromApi(item, inner, spelling));
  }
  if (typeof value === "bigint") {
    return Number(value);
  }
  if (typeof value !== "object") {
    return value as Json;
  }
  if (schema.isMapSchema()) {
    const inner = schema.getValueSchema();
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromApi(item, inner, spelling)]));
  }
  if (!schema.isStructSchema() && !schema.isUnionSchema()) {
    return value as Json;
  }
  const known = value as Record<string, unknown>;
  const members: [string, Json][] = [];
  for (const [name, member] of schema.structIterator()) {
    if (known[name] !== undefined) {
      members.push([spelling.memberName(name), fromApi(known[name], member, spelling)]);
    }
  }
  return Object.fromEntries(members);
}
