import { invalid } from "./errors";

const MAXIMUM = 200;

/** A page and the Link header's values: `self` always, `next` while there is more (Okta, "Link header"). */
export interface Page<T> {
  readonly items: readonly T[];
  readonly links: readonly string[];
}

/** @param address the list's own address without a query. */
export function page<T extends { readonly id: string }>(
  items: readonly T[],
  query: Readonly<Record<string, string>>,
  address: string,
): Page<T> {
  const limit = query.limit === undefined ? MAXIMUM : Number(query.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAXIMUM) {
    throw invalid("limit", `limit: must be a whole number from 1 to ${MAXIMUM}`);
  }
  const { after } = query;
  const position = after === undefined ? 0 : items.findIndex((item) => item.id === after) + 1;
  if (after !== undefined && position === 0) {
    throw invalid("after", "after: The cursor is not one of this list");
  }
  const part = items.slice(position, position + limit);
  const links = [`<${withQuery(address, query)}>; rel="self"`];
  const last = part.at(-1);
  if (last && position + limit < items.length) {
    links.push(`<${withQuery(address, { ...query, after: last.id, limit: String(limit) })}>; rel="next"`);
  }
  return { items: part, links };
}

function withQuery(address: string, query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(query).toString();
  return text ? `${address}?${text}` : address;
}
