import type { Graph } from "./schedule-graph";

/** A barrier in a connected part: all of `first` before all of `second`, neither finished sooner than `seconds` after each other. */
export interface Cut {
  readonly seconds: number;
  readonly first: Int32Array;
  readonly second: Int32Array;
}

/** Which of several prefixes with the same sum comes first: the shortest, the longest or the most even. */
export type Tie = "short" | "long" | "even";

/** Orders of the apps in which dependencies come first. */
export const ORDERS = ["level", "height", "start", "latestFinish", "finish", "latestStart"] as const;
export type Order = (typeof ORDERS)[number];

/** Finds parts and cuts of sets of apps; the arrays are kept between calls, so that a large graph costs no memory per part. */
export class Cutter {
  /** Apps looked at so far: the measure of effort, which does not depend on how fast a machine is. */
  effort = 0;
  private mark = 0;
  private readonly member: Int32Array;
  private readonly finish: Float64Array;
  private readonly tail: Float64Array;
  private readonly level: Int32Array;
  private readonly height: Int32Array;

  constructor(private readonly graph: Graph) {
    this.member = new Int32Array(graph.size);
    this.finish = new Float64Array(graph.size);
    this.tail = new Float64Array(graph.size);
    this.level = new Int32Array(graph.size);
    this.height = new Int32Array(graph.size);
  }

  /** Parts that no dependency connects, each ascending. */
  components(nodes: Int32Array): Int32Array[] {
    const inside = this.enter(nodes);
    const parts: Int32Array[] = [];
    for (const root of nodes) {
      if (this.member[root] !== inside) continue;
      const part = [root];
      this.member[root] = 0;
      for (let at = 0; at < part.length; at++) {
        const node = part[at] ?? 0;
        for (const list of [this.graph.before[node], this.graph.after[node]]) {
          for (const other of list ?? []) {
            if (this.member[other] !== inside) continue;
            this.member[other] = 0;
            part.push(other);
          }
        }
      }
      parts.push(Int32Array.from(part).sort());
    }
    return parts;
  }

  /** Longest way through a set of apps, ascending as they are. */
  bound(nodes: Int32Array): number {
    const { before, weight } = this.graph;
    const inside = this.enter(nodes);
    let bound = 0;
    for (const node of nodes) {
      let start = 0;
      let level = 0;
      for (const other of before[node] ?? []) {
        if (this.member[other] !== inside) continue;
        start = Math.max(start, this.finish[other] ?? 0);
        level = Math.max(level, (this.level[other] ?? 0) + 1);
      }
      const finish = start + (weight[node] ?? 0);
      this.finish[node] = finish;
      this.level[node] = level;
      bound = Math.max(bound, finish);
    }
    return bound;
  }

  /**
   * The segments of a connected part that follow each other entirely, so that a barrier between them costs nothing: everything from a level on waits for
   * everything before it. Such a barrier stands at a level at which every app waits directly for all that nothing before the level waits for.
   */
  segments(nodes: Int32Array): Int32Array[] {
    this.effort += nodes.length;
    this.measure(nodes);
    const levels = nodes.reduce((most, node) => Math.max(most, (this.level[node] ?? 0) + 1), 0);
    const ends = new Int32Array(levels + 1);
    for (const node of nodes) {
      const from = (this.level[node] ?? 0) + 1;
      ends[from] = (ends[from] ?? 0) + 1;
      const next = this.nextLevel(node, levels);
      if (next < levels) ends[next + 1] = (ends[next + 1] ?? 0) - 1;
    }
    for (let level = 1; level <= levels; level++) ends[level] = (ends[level] ?? 0) + (ends[level - 1] ?? 0);
    const free = new Uint8Array(levels).fill(1);
    for (const node of nodes) {
      const level = this.level[node] ?? 0;
      const waited = (this.graph.before[node] ?? []).filter(
        (other) => this.member[other] === this.mark && this.nextLevel(other, levels) === level,
      );
      if (waited.length !== ends[level]) free[level] = 0;
    }
    const segments: number[][] = [];
    const segmentOf = new Int32Array(levels);
    for (let level = 1; level < levels; level++) segmentOf[level] = (segmentOf[level - 1] ?? 0) + (free[level] ?? 0);
    for (const node of nodes) {
      const index = segmentOf[this.level[node] ?? 0] ?? 0;
      const segment = segments[index];
      if (segment === undefined) segments[index] = [node];
      else segment.push(node);
    }
    return segments.map((segment) => Int32Array.from(segment));
  }

  /** Lowest level of what waits for an app within its part; `none` if nothing does. */
  private nextLevel(node: number, none: number): number {
    return (this.graph.after[node] ?? []).reduce(
      (least, other) => (this.member[other] === this.mark ? Math.min(least, this.level[other] ?? 0) : least),
      none,
    );
  }

  /**
   * The cuts of least sum, at most `count` of each order and tie. No plan with a cut is faster than longest way in `first` + longest way in `second`; along
   * an order in which dependencies come first that sum is known for every prefix in one pass, and among the prefixes by earliest finish is the least of all.
   */
  cuts(nodes: Int32Array, orders: readonly Order[], ties: readonly Tie[], count: number): Cut[] {
    this.effort += nodes.length * orders.length;
    this.measure(nodes);
    const found: Cut[] = [];
    const seen = new Set<string>();
    for (const kind of orders) {
      const key = this.key(kind);
      const order = Array.from(nodes).sort((a, b) => key(a) - key(b) || a - b);
      const prefixes = this.prefixes(order, key);
      for (const tie of ties) {
        for (const { index, seconds } of best(prefixes, tie, order.length, count)) {
          const first = Int32Array.from(order.slice(0, index)).sort();
          const id = `${index} ${first.reduce((sum, node) => (Math.imul(sum, 31) + node) | 0, 7)}`;
          if (seen.has(id)) continue;
          seen.add(id);
          found.push({ seconds, first, second: Int32Array.from(order.slice(index)).sort() });
        }
      }
    }
    return found.sort((a, b) => a.seconds - b.seconds);
  }

  private enter(nodes: Int32Array): number {
    this.mark += 1;
    for (const node of nodes) this.member[node] = this.mark;
    return this.mark;
  }

  /** Longest ways to and from every app of a part, in seconds and in apps. */
  private measure(nodes: Int32Array): void {
    this.bound(nodes);
    const { after, weight } = this.graph;
    for (let index = nodes.length - 1; index >= 0; index--) {
      const node = nodes[index] ?? 0;
      let rest = 0;
      let height = 0;
      for (const other of after[node] ?? []) {
        if (this.member[other] !== this.mark) continue;
        rest = Math.max(rest, this.tail[other] ?? 0);
        height = Math.max(height, (this.height[other] ?? 0) + 1);
      }
      this.tail[node] = rest + (weight[node] ?? 0);
      this.height[node] = height;
    }
  }

  private key(order: Order): (node: number) => number {
    const weight = (node: number) => this.graph.weight[node] ?? 0;
    const keys: Record<Order, (node: number) => number> = {
      level: (node) => this.level[node] ?? 0,
      height: (node) => -(this.height[node] ?? 0),
      start: (node) => (this.finish[node] ?? 0) - weight(node),
      latestFinish: (node) => weight(node) - (this.tail[node] ?? 0),
      finish: (node) => this.finish[node] ?? 0,
      latestStart: (node) => -(this.tail[node] ?? 0),
    };
    return keys[order];
  }

  /** Sums of all prefixes that end where the key steps. */
  private prefixes(order: readonly number[], key: (node: number) => number): Prefix[] {
    const size = order.length;
    const rest = new Float64Array(size + 1);
    for (let index = size - 1; index >= 0; index--) {
      rest[index] = Math.max(rest[index + 1] ?? 0, this.tail[order[index] ?? 0] ?? 0);
    }
    const all: Prefix[] = [];
    let longest = 0;
    for (let index = 1; index < size; index++) {
      longest = Math.max(longest, this.finish[order[index - 1] ?? 0] ?? 0);
      if (key(order[index - 1] ?? 0) !== key(order[index] ?? 0))
        all.push({ index, seconds: longest + (rest[index] ?? 0) });
    }
    return all;
  }
}

interface Prefix {
  readonly index: number;
  readonly seconds: number;
}

function best(prefixes: readonly Prefix[], tie: Tie, size: number, count: number): readonly Prefix[] {
  const rank = (index: number) => (tie === "short" ? index : tie === "long" ? -index : Math.abs(size - 2 * index));
  const better = (a: Prefix, b: Prefix) => a.seconds - b.seconds || rank(a.index) - rank(b.index) || a.index - b.index;
  if (count > 1) return [...prefixes].sort(better).slice(0, count);
  const [first, ...others] = prefixes;
  return first === undefined ? [] : [others.reduce((least, one) => (better(one, least) < 0 ? one : least), first)];
}
