import type { Properties } from "./schema";
import type { Props, Value } from "./values";

// The engine's own, not the provider's.
const ENGINE_OPTIONS = new Set(["version", "pluginDownloadURL"]);

/** Provider configuration reaches a plugin as text: what is declared as anything but a string is JSON in it. */
export function decodeConfig(config: Props, properties: Properties): Props {
  const own = Object.entries(config).filter(([name, value]) => value !== null && !ENGINE_OPTIONS.has(name));
  return Object.fromEntries(
    own.map(([name, value]) => [name, properties[name]?.shape === "string" ? value : decode(value)]),
  );
}

function decode(value: Value): Value {
  if (typeof value !== "string") {
    return value;
  }
  try {
    return JSON.parse(value) as Value;
  } catch {
    return value;
  }
}
