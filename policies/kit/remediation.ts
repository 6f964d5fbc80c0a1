import type { ResourceRemediation } from "@pulumi/policy";
import { excused, today } from "./exceptions";
import { ResourceView } from "./resource-view";
import type { Remedy, ResourceRule } from "./rule";
import { settingsOf } from "./rule-settings";

/** The SDK's remediation of a rule that has a remedy. A resource that an exception excuses is left as it is. */
export function remediationOf(rule: ResourceRule): ResourceRemediation | undefined {
  const { remedy, types } = rule;
  if (remedy === undefined) {
    return undefined;
  }
  return (args) => {
    if (!types.includes(args.type)) {
      return undefined;
    }
    const subject = new ResourceView(args);
    const settings = settingsOf(rule, args.getConfig());
    if (excused(settings.value("exceptions"), subject, today()).kind === "active") {
      return undefined;
    }
    try {
      const chosen = remedy(subject, settings);
      return chosen === undefined ? undefined : apply(args.props, chosen);
    } catch {
      // Anything thrown here would stop the whole preview. The rule itself judges next, and its finding stays.
      return undefined;
    }
  };
}

/**
 * Sets the value in what the SDK handed over, and hands that back: behind it are the inputs as the engine sent them, so
 * secrets stay secrets and unknown values unknown. None if there is something else where an object should be.
 */
function apply(props: Record<string, unknown>, { at, value }: Remedy): Record<string, unknown> | undefined {
  let inside: object = props;
  for (const step of at.slice(0, -1)) {
    const there = Reflect.get(inside, step) as unknown;
    if (there === undefined || there === null) {
      Reflect.set(inside, step, {});
    }
    const next = Reflect.get(inside, step) as unknown;
    // The SDKs model single nested blocks both as an object and as a list of one.
    const block = Array.isArray(next) ? (next[0] as unknown) : next;
    if (typeof block !== "object" || block === null) {
      return undefined;
    }
    inside = block;
  }
  Reflect.set(inside, at.at(-1) ?? "", value);
  return props;
}
