import { type Action, type Call, created, list, none, ok, param } from "../action";
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
export function collection<T extends Item>(of: Collection<T>): readonly Action[] {
  const { sent = (item: T) => item } = of;
  const one = `${of.path}/:itemId`;
  const found = (org: Org, call: Call): T => {
    const item = of.items(org, call).get(param(call, "itemId"));
    if (!item) {
      throw notFound(of.kind, param(call, "itemId"));
    }
    return item;
  };
  return [
    {
      method: "GET",
      path: of.path,
      run: (org, call) => {
        const items = [...of.items(org, call).values()];
        return list((of.sorted ? items.sort(of.sorted) : items).map(sent));
      },
    },
    {
      method: "POST",
      path: of.path,
      run: (org, call) => {
        const item = of.store(org, call);
        of.items(org, call).set(item.id, item);
        return created(sent(item));
      },
    },
    { method: "GET", path: one, run: (org, call) => ok(sent(found(org, call))) },
    { method: "PUT", path: one, run: (org, call) => ok(sent(of.store(org, call, found(org, call)))) },
    {
      method: "DELETE",
      path: one,
      run: (org, call) => {
        const item = found(org, call);
        if (item.system) {
          throw new ApiError(403, "E0000022", `The ${of.kind} is the org's own and cannot be deleted`);
        }
        of.items(org, call).delete(item.id);
        return none;
      },
    },
  ];
}

/** Activation and deactivation of items with a status. */
export function lifecycle<T extends Item & { status: string }>(of: Collection<T>): readonly Action[] {
  return (["activate", "deactivate"] as const).map((step) => ({
    method: "POST",
    path: `${of.path}/:itemId/lifecycle/${step}`,
    run: (org, call) => {
      const item = of.items(org, call).get(param(call, "itemId"));
      if (!item) {
        throw notFound(of.kind, param(call, "itemId"));
      }
      item.status = step === "activate" ? "ACTIVE" : "INACTIVE";
      return none;
    },
  }));
}
