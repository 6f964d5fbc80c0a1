/** What is known of each app of a part, by its number. */
export interface Measure {
  /** Longest way to the app's end. */
  readonly finish: Float64Array;
  /** Longest way from the app's start. */
  readonly tail: Float64Array;
  /** Apps of the part after it less those before it; anything where `added` is not asked for. */
  readonly balance: Int32Array;
}

/** A barrier after the first `index` apps of an order. */
export interface Prefix {
  readonly index: number;
  /** Longest way before and longest way after. */
  readonly seconds: number;
  /** Pairs of apps that the barrier orders and the dependencies do not. */
  readonly added: number;
}

/** All prefixes of an order in which dependencies come first, or those that end where the key steps. */
export function prefixesOf(
  order: readonly number[],
  { finish, tail, balance }: Measure,
  key?: (node: number) => number,
): Prefix[] {
  const size = order.length;
  const rest = new Float64Array(size + 1);
  for (let index = size - 1; index >= 0; index--) {
    rest[index] = Math.max(rest[index + 1] ?? 0, tail[order[index] ?? 0] ?? 0);
  }
  const all: Prefix[] = [];
  let longest = 0;
  // An app that passes the barrier takes its pairs with those before it away and brings those with what comes after it.
  let ordered = 0;
  for (let index = 1; index < size; index++) {
    const node = order[index - 1] ?? 0;
    longest = Math.max(longest, finish[node] ?? 0);
    ordered += balance[node] ?? 0;
    if (key !== undefined && key(node) === key(order[index] ?? 0)) continue;
    all.push({ index, seconds: longest + (rest[index] ?? 0), added: index * (size - index) - ordered });
  }
  return all;
}
