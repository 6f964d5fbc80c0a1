import { EXCEPTIONS_SCHEMA } from "./exceptions";
import type { Rule } from "./rule";
import { Settings, type SettingsSchema } from "./settings";

/** The settings of a rule with the exceptions that every rule takes. */
export function schemaOf(rule: Rule): SettingsSchema {
  return { ...rule.settings, exceptions: EXCEPTIONS_SCHEMA };
}

/** A rule's settings as configured. */
export function settingsOf(rule: Rule, configured: unknown): Settings {
  return new Settings(schemaOf(rule), configured);
}
