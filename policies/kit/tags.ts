import { parseObject } from "./parse";
import type { ResourceView } from "./resource-view";
import { type Fields, fieldsOf, Unknown } from "./value";

/** The tags that a resource carries, as far as they are known. */
export interface Tags {
  /** Its own over its provider's default tags. */
  readonly fields: Fields;
  /** Tags that are not known yet: its own, or else its provider's. */
  readonly open: Unknown | undefined;
}

/** The tags of a resource. Providers take their nested settings as JSON text. */
export function tagsOf(subject: ResourceView): Tags {
  const own = subject.get("tags");
  const defaults = parseObject(subject.provider.defaultTags);
  const inherited = defaults.kind === "document" ? parseObject(defaults.fields.tags) : defaults;
  return {
    fields: Object.assign(
      Object.create(null),
      inherited.kind === "document" ? inherited.fields : {},
      fieldsOf(own),
    ) as Fields,
    open: own instanceof Unknown ? own : inherited.kind === "unknown" ? inherited.unknown : undefined,
  };
}
