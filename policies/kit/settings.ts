import type { PolicyConfigJSONSchema } from "@pulumi/policy/schema";
import { type Fields, fieldsOf, flagOf, numberOf, snapshot, textOf, textsOf, type Value } from "./value";

/** The settings of one rule: a JSON schema per name, each with its default. */
export type SettingsSchema = Readonly<Record<string, PolicyConfigJSONSchema & { readonly default: unknown }>>;

/** A rule's settings as configured, with the schema's default where nothing usable is configured. */
export class Settings {
  private readonly schema: SettingsSchema;
  private readonly configured: Fields;

  constructor(schema: SettingsSchema, configured: unknown) {
    this.schema = schema;
    this.configured = fieldsOf(snapshot(configured));
  }

  number(name: string): number {
    return numberOf(this.configured[name]) ?? numberOf(this.default(name)) ?? 0;
  }

  flag(name: string): boolean {
    return flagOf(this.configured[name]) ?? flagOf(this.default(name)) ?? false;
  }

  text(name: string): string {
    return textOf(this.configured[name]) ?? textOf(this.default(name)) ?? "";
  }

  texts(name: string): readonly string[] {
    return textsOf(Array.isArray(this.configured[name]) ? this.configured[name] : this.default(name));
  }

  value(name: string): Value | undefined {
    return this.configured[name] ?? this.default(name);
  }

  private default(name: string): Value {
    return snapshot(this.schema[name]?.default);
  }
}
