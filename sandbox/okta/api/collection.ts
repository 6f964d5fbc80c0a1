import { type Actions, type Call, created, lifecycle, list, none, ok, param } from "../action";
import { ApiError, notFound } from "../errors";
import type { Org } from "../org";

interface Item {
  readonly id: string;
  readonly system: boolean;
}

/** What differs from one kind of child of an authorization server to the next. */
export interface Collection<T extends Item> {
  /** Address of the list. */
  readonly path: string;
  readonly kind: string;
  readonly items: (org: Org, call: Call) => Map<string, T>;
  /** A new item from the request, or `existing` changed by it. Throws on a bad request. */
  readonly store: (org: Org, call: Call, existing?: T) => T;
  readonly sent?: (item: T) => { readonly id: string };
  readonly sorted?: (left: T, right: T) => number;
}

/** List, create, get, replace and delete; the org's own items cannot be deleted. */
export function collection<T extends Item>(of: Collection<T>): Actions {
  const { sent = (item: T) => item } = of;
  const one = `${of.path}/:itemId`;
  return {
    [`GET ${of.path}`]: (org, call) => {
      const items = [...of.items(org, call).values()];
      return list((of.sorted ? items.sort(of.sorted) : items).map(sent));
    },
    [`POST ${of.path}`]: (org, call) => {
      const item = of.store(org, call);
      of.items(org, call).set(item.id, item);
      return created(sent(item));
    },
    [`GET ${one}`]: (org, call) => ok(sent(itemOf(of, org, call))),
    [`PUT ${one}`]: (org, call) => ok(sent(of.store(org, call, itemOf(of, org, call)))),
    [`DELETE ${one}`]: (org, call) => {
      const item = itemOf(of, org, call);
      if (item.system) {
        throw new ApiError(403, "E0000022", `The ${of.kind} is the org's own and cannot be deleted`);
      }
      of.items(org, call).delete(item.id);
      return none;
    },
  };
}

/** Activation and deactivation of items with a status. */
export function itemLifecycle<T extends Item & { status: string }>(of: Collection<T>): Actions {
  return lifecycle(`${of.path}/:itemId`, (org, call, status) => {
    itemOf(of, org, call).status = status;
    return none;
  });
}

function itemOf<T extends Item>(of: Collection<T>, org: Org, call: Call): T {
  const id = param(call, "itemId");
  const item = of.items(org, call).get(id);
  if (!item) {
    throw notFound(of.kind, id);
  }
  return item;
}
