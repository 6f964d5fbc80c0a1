import type { Graph } from "../graph";
import { Reachability } from "./reachability";

/** A barrier in a connected part: all of `first` ends before any of `second` starts. Both are ascending. */
export interface Barrier {
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** Longest chain of `first` and longest chain of `second` together: no plan with this barrier is faster. */
  readonly seconds: number;
}

/**
 * What makes a barrier good. `sum`: the least `seconds`, whatever the barrier orders. The others have a score, the less
 * the better: the share by which the barrier lengthens the part, plus `weight` times a second share. That is, of the
 * pairs of apps that the barrier orders although no dependency does: `pairs`, their share of all pairs across the
 * barrier; `smaller`, their share of the pairs that the smaller side can have, which favours barriers near the middle.
 * `middle`: the distance from the middle, whatever the barrier orders.
 */
export type Policy = { readonly by: "sum" } | { readonly by: "pairs" | "smaller" | "middle"; readonly weight: number };

/**
 * Orders in which dependencies come first; a barrier is sought after each prefix. Which order shows the best one
 * differs by graph.
 */
const ORDERS = ["level", "height", "latestFinish", "finish", "latestStart"] as const;
type Order = (typeof ORDERS)[number];

/** Orders for the policy `sum`: in the other orders it cuts off single apps. */
const ORDERS_OF_SUM = ["level", "height", "latestFinish"] as const;

interface Prefix {
  readonly order: readonly number[];
  /** Apps before the barrier. */
  readonly index: number;
  readonly seconds: number;
  /** Pairs of apps that the barrier orders although no dependency does. */
  readonly needless: number;
}

/**
 * Finds parts and barriers of sets of apps, which are given ascending. Arrays are reused between calls, so that a part
 * needs no memory of its own.
 */
export class Barriers {
  /** Apps visited so far: a measure of effort that is the same on every machine. */
  effort = 0;
  private mark = 0;
  /** The mark of the part that an app was last seen in. */
  private readonly member: Int32Array;
  /** Longest chain up to the end of each app, and from its start, in seconds. */
  private readonly finish: Float64Array;
  private readonly tail: Float64Array;
  /** The same, as numbers of other apps. */
  private readonly level: Int32Array;
  private readonly height: Int32Array;
  private readonly reachability: Reachability;
  private balance: Int32Array = new Int32Array();
  private measured: { readonly nodes: Int32Array; readonly longest: number } | undefined;

  constructor(private readonly graph: Graph) {
    this.member = new Int32Array(graph.size);
    this.finish = new Float64Array(graph.size);
    this.tail = new Float64Array(graph.size);
    this.level = new Int32Array(graph.size);
    this.height = new Int32Array(graph.size);
    this.reachability = new Reachability(graph);
  }

  /** Parts that no dependency connects. */
  components(nodes: Int32Array): Int32Array[] {
    const inside = this.enter(nodes);
    const components: Int32Array[] = [];
    for (const root of nodes) {
      if (this.member[root] !== inside) {
        continue;
      }
      const component = [root];
      this.member[root] = 0;
      for (let index = 0; index < component.length; index++) {
        const node = component[index] ?? 0;
        for (const other of [...(this.graph.before[node] ?? []), ...(this.graph.after[node] ?? [])]) {
          if (this.member[other] === inside) {
            this.member[other] = 0;
            component.push(other);
          }
        }
      }
      components.push(Int32Array.from(component).sort());
    }
    return components;
  }

  /** Longest chain of dependencies within a part, in seconds. */
  longest(nodes: Int32Array): number {
    const inside = this.enter(nodes);
    let longest = 0;
    for (const node of nodes) {
      let start = 0;
      let level = 0;
      for (const other of this.graph.before[node] ?? []) {
        if (this.member[other] === inside) {
          start = Math.max(start, this.finish[other] ?? 0);
          level = Math.max(level, (this.level[other] ?? 0) + 1);
        }
      }
      const finish = start + (this.graph.seconds[node] ?? 0);
      this.finish[node] = finish;
      this.level[node] = level;
      longest = Math.max(longest, finish);
    }
    return longest;
  }

  /** The segments of a part between barriers that order nothing but what dependencies order. */
  segments(nodes: Int32Array): Int32Array[] {
    this.measure(nodes);
    const order = this.ordered(nodes, "level");
    const ends = this.prefixes(order).flatMap(({ index, needless }) => (needless === 0 ? [index] : []));
    return [0, ...ends].map((start, index) => Int32Array.from(order.slice(start, ends[index])).sort());
  }

  /**
   * The `count` best barriers of a connected part of at least two apps. Chains of up to `reach` seconds together cost
   * nothing.
   */
  best(nodes: Int32Array, reach: number, policy: Policy, count: number): Barrier[] {
    const limit = Math.max(reach, this.measure(nodes));
    const size = nodes.length;
    const orders = policy.by === "sum" ? ORDERS_OF_SUM : ORDERS;
    const candidates = orders.flatMap((name, position) =>
      this.prefixes(this.ordered(nodes, name), this.key(name)).map(({ order, index, seconds, needless }) => {
        const uneven = Math.abs(size - 2 * index);
        const shares = {
          pairs: needless / (index * (size - index)),
          smaller: needless / (Math.min(index, size - index) * size),
          middle: uneven / size,
        };
        const score =
          policy.by === "sum" ? seconds : Math.max(seconds, limit) / limit - 1 + policy.weight * shares[policy.by];
        // Of the same score an earlier order comes first, then the shorter beginning or what is nearer to the middle.
        return { order, index, seconds, score, rank: position * size + (policy.by === "sum" ? index : uneven) };
      }),
    );
    candidates.sort((a, b) => a.score - b.score || a.rank - b.rank || a.index - b.index);
    const barriers = new Map<string, Barrier>();
    for (const { order, index, seconds } of candidates) {
      if (barriers.size === count) {
        break;
      }
      const first = Int32Array.from(order.slice(0, index)).sort();
      const key = `${index} ${first.reduce((hash, node) => (Math.imul(hash, 31) + node) | 0, 7)}`;
      if (!barriers.has(key)) {
        barriers.set(key, { first, second: Int32Array.from(order.slice(index)).sort(), seconds });
      }
    }
    return [...barriers.values()];
  }

  private enter(nodes: Int32Array): number {
    this.measured = undefined;
    this.mark += 1;
    for (const node of nodes) {
      this.member[node] = this.mark;
    }
    return this.mark;
  }

  /** Measures every app of a part, unless it was the last one measured, and returns its longest chain. */
  private measure(nodes: Int32Array): number {
    if (this.measured?.nodes === nodes) {
      return this.measured.longest;
    }
    const longest = this.longest(nodes);
    for (let index = nodes.length - 1; index >= 0; index--) {
      const node = nodes[index] ?? 0;
      let rest = 0;
      let height = 0;
      for (const other of this.graph.after[node] ?? []) {
        if (this.member[other] === this.mark) {
          rest = Math.max(rest, this.tail[other] ?? 0);
          height = Math.max(height, (this.height[other] ?? 0) + 1);
        }
      }
      this.tail[node] = rest + (this.graph.seconds[node] ?? 0);
      this.height[node] = height;
    }
    this.balance = this.reachability.balance(nodes);
    this.effort += nodes.length * (1 + (((nodes[nodes.length - 1] ?? 0) - (nodes[0] ?? 0)) >> 5) / 32);
    this.measured = { nodes, longest };
    return longest;
  }

  private key(order: Order): (node: number) => number {
    const seconds = (node: number) => this.graph.seconds[node] ?? 0;
    const keys: Readonly<Record<Order, (node: number) => number>> = {
      level: (node) => this.level[node] ?? 0,
      height: (node) => -(this.height[node] ?? 0),
      latestFinish: (node) => seconds(node) - (this.tail[node] ?? 0),
      finish: (node) => this.finish[node] ?? 0,
      latestStart: (node) => -(this.tail[node] ?? 0),
    };
    return keys[order];
  }

  private ordered(nodes: Int32Array, order: Order): number[] {
    const key = this.key(order);
    return Array.from(nodes).sort((a, b) => key(a) - key(b) || a - b);
  }

  /** All prefixes of an order of the measured part, or with a key those after which the key changes. */
  private prefixes(order: readonly number[], key?: (node: number) => number): Prefix[] {
    const size = order.length;
    this.effort += size;
    const rest = new Float64Array(size + 1);
    for (let index = size - 1; index >= 0; index--) {
      rest[index] = Math.max(rest[index + 1] ?? 0, this.tail[order[index] ?? 0] ?? 0);
    }
    const prefixes: Prefix[] = [];
    let longest = 0;
    // Pairs across the barrier that dependencies order: an app that passes it adds its dependents and removes its
    // dependencies.
    let needed = 0;
    for (let index = 1; index < size; index++) {
      const node = order[index - 1] ?? 0;
      longest = Math.max(longest, this.finish[node] ?? 0);
      needed += this.balance[node] ?? 0;
      if (key === undefined || key(node) !== key(order[index] ?? 0)) {
        prefixes.push({
          order,
          index,
          seconds: longest + (rest[index] ?? 0),
          needless: index * (size - index) - needed,
        });
      }
    }
    return prefixes;
  }
}
