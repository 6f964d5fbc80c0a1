/**
 * The tag that says which resource of which stack made an object (a digest of the URN, see kit/create.ts). It is not
 * among `tags` or `tagsAll`: programs never see it.
 */
export const MARK = "pulumi:urn";

export type TagMap = Record<string, string>;

/** The forms of tags in requests and answers of services. */
interface TagPair {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** Tags as the provider's configuration and a resource's own `tags` make them together. */
export class Tags {
  private readonly defaults: Readonly<TagMap>;

  constructor(defaults: Readonly<TagMap>) {
    this.defaults = defaults;
  }

  /** All tags of a resource: its own win over the provider's defaults. */
  all(own: Readonly<TagMap> | undefined): TagMap {
    return { ...this.defaults, ...own };
  }

  /** What is written to the service: all tags and the mark. */
  written(own: Readonly<TagMap> | undefined, marker: string): TagMap {
    return { ...this.all(own), [MARK]: marker };
  }

  /**
   * `tags` and `tagsAll` from what the service has. A default tag counts as the resource's own only if it is recorded
   * so.
   */
  reported(actual: Readonly<TagMap>, known: Readonly<TagMap> | undefined): { tags: TagMap; tagsAll: TagMap } {
    const all = Object.entries(actual).filter(([key]) => key !== MARK && !key.startsWith("aws:"));
    const own = all.filter(
      ([key, value]) => this.defaults[key] !== value || (known !== undefined && Object.hasOwn(known, key)),
    );
    return { tags: Object.fromEntries(own), tagsAll: Object.fromEntries(all) };
  }
}

export function isMine(actual: Readonly<TagMap>, marker: string): boolean {
  return actual[MARK] === marker;
}

export function pairs(tags: Readonly<TagMap>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

export function fromPairs(list: readonly TagPair[] | undefined): TagMap {
  return Object.fromEntries((list ?? []).map((tag) => [tag.Key ?? "", tag.Value ?? ""]));
}

/** Brings a service's tags from what they are to what is wanted, with the fewest calls. */
export async function syncTags(
  actual: Readonly<TagMap>,
  wanted: Readonly<TagMap>,
  put: (tags: TagMap) => Promise<unknown>,
  remove: (keys: string[]) => Promise<unknown>,
): Promise<void> {
  const added = Object.entries(wanted).filter(([key, value]) => actual[key] !== value);
  const removed = Object.keys(actual).filter((key) => !Object.hasOwn(wanted, key) && !key.startsWith("aws:"));
  if (removed.length > 0) {
    await remove(removed);
  }
  if (added.length > 0) {
    await put(Object.fromEntries(added));
  }
}
