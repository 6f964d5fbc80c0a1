import { type AnyHandler, type Change, type Context, type Handler, handler } from "../kit/handler";
import type { Aws } from "./connection";
import { must, tagsTouched } from "./service";
import { isMine, syncTags, type TagMap } from "./tags";

interface TagCalls {
  list(): TagMap | Promise<TagMap>;
  put(tags: TagMap): Promise<unknown>;
  remove(keys: string[]): Promise<unknown>;
}

/** A type whose objects carry tags, among them the mark by which one that an interrupted create left is found. */
interface TaggedType<Inputs, Found> extends Omit<Handler<Aws, Inputs>, "create" | "existing" | "read" | "update"> {
  /** Id that the inputs give an object, or that a search for it finds; undefined where the search finds none. */
  locate(context: Context<Aws>, inputs: Inputs): string | undefined | Promise<string | undefined>;
  /** The object as AWS describes it; undefined where it is gone. `known` are the inputs or outputs on record. */
  find(service: Aws, id: string, known: Partial<Inputs>): Promise<Found | undefined>;
  create(service: Aws, inputs: Inputs, tags: TagMap): Promise<string>;
  /** Outputs in addition to `tags` and `tagsAll`. */
  outputs(
    found: Found,
    resource: { readonly service: Aws; readonly id: string; readonly known: Partial<Inputs> },
  ): Record<string, unknown> | Promise<Record<string, unknown>>;
  /** Called where an input other than tags differs. */
  update?(service: Aws, id: string, change: Change<Inputs>): Promise<void>;
  tags(service: Aws, id: string, found: Found): TagCalls;
  /** Inputs that a create sets last, so that an interrupted one may not have come to them. */
  readonly unfinished?: readonly string[];
}

export function tagged<Inputs extends { readonly tags?: TagMap | undefined }, Found>(
  definition: TaggedType<Inputs, Found>,
): AnyHandler<Aws> {
  const { locate, find, create, outputs, update, tags, unfinished = [], ...rest } = definition;
  return handler<Aws, Inputs>({
    ...rest,
    async existing(context, inputs) {
      const id = await locate(context, inputs);
      const found = id === undefined ? undefined : await find(context.service, id, inputs);
      if (id === undefined || found === undefined) {
        return undefined;
      }
      return { id, mine: isMine(await tags(context.service, id, found).list(), context.marker), unfinished };
    },
    create: ({ service, marker }, inputs) => create(service, inputs, service.tags.written(inputs.tags, marker)),
    async read({ service }, id, known) {
      const found = await find(service, id, known);
      if (found === undefined) {
        return undefined;
      }
      const reported = service.tags.reported(await tags(service, id, found).list(), known.tags);
      return { ...(await outputs(found, { service, id, known })), ...reported };
    },
    async update({ service, marker }, id, change) {
      if ([...change.changed].some((name) => name !== "tags" && name !== "tagsAll")) {
        await update?.(service, id, change);
      }
      if (tagsTouched(change)) {
        const { list, put, remove } = tags(service, id, must(await find(service, id, change.news), "the object"));
        await syncTags(await list(), service.tags.written(change.news.tags, marker), put, remove);
      }
    },
  });
}
