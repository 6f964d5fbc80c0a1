import type { Graph } from "../graph";
import { type Measure, prefixesOf } from "./prefixes";
import { Closure } from "./reachability";

/** A barrier in a connected part: all of `first` before all of `second`, neither finished sooner than `seconds` after each other. */
export interface Cut {
  readonly seconds: number;
  readonly first: Int32Array;
  readonly second: Int32Array;
}

/** Orders of the apps in which dependencies come first. */
export const ORDERS = ["level", "height", "start", "latestFinish", "finish", "latestStart"] as const;
export type Order = (typeof ORDERS)[number];

/**
 * What makes a cut good. `sum`: the least sum of the longest ways of both sides, of several the shortest (or the most even) beginning. The others weigh what
 * that sum loses against something else, `weight` times: `sparse` the share of the pairs across the cut that it orders without need, `balanced` the
 * same for the smaller side, so that larger ones are worth more, `halves` how far from the middle it stands, `robust` what is lost in the scenarios.
 */
export interface Policy {
  readonly kind: "sum" | "even" | "halves" | "sparse" | "balanced" | "robust";
  readonly weight: number;
  readonly orders: readonly Order[];
}

/** Parts larger than this are cut near the middle, so that they soon fall into smaller ones: anything else would take too long. */
export const LARGE = 1000;

/** The plain policy: the orders that keep the shape of the graph, the least sum. */
export const LEAST_SUM: Policy = { kind: "sum", weight: 0, orders: ["level", "height", "start", "latestFinish"] };

/** The policy of large parts. */
export const HALVES: Policy = { kind: "halves", weight: 1, orders: ["level", "height", "start", "latestFinish"] };

/** Finds parts and cuts of sets of apps; the arrays are kept between calls, so that a large graph costs no memory per part. */
export class Cutter {
  /** Apps looked at so far: the measure of effort, which does not depend on how fast a machine is. */
  effort = 0;
  private mark = 0;
  private longest = 0;
  private closure: Closure | undefined;
  private readonly balance: Int32Array;
  private readonly member: Int32Array;
  private readonly finish: Float64Array;
  private readonly tail: Float64Array;
  private readonly level: Int32Array;
  private readonly height: Int32Array;

  constructor(
    private readonly graph: Graph,
    private readonly scenarios: readonly Float64Array[],
  ) {
    this.balance = new Int32Array(graph.size);
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
  bound(nodes: Int32Array, seconds = this.graph.seconds): number {
    const { before } = this.graph;
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
      const finish = start + (seconds[node] ?? 0);
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
   * The `count` best cuts of a connected part by a policy. No plan with a cut is faster than longest way in `first` + longest way in `second`; along an
   * order in which dependencies come first that sum is known for every prefix in one pass, and among the prefixes by earliest finish is the least of
   * all. A sum up to `goal` loses nothing.
   */
  cuts(nodes: Int32Array, goal: number, policy: Policy, count: number): Cut[] {
    const { kind, weight, orders } = nodes.length > LARGE ? HALVES : policy;
    this.effort += nodes.length * orders.length;
    this.measure(nodes);
    if (kind === "sparse" || kind === "balanced") this.measureBalance(nodes);
    const size = nodes.length;
    const limit = Math.max(goal, this.longest);
    const found: { order: readonly number[]; index: number; seconds: number; score: number; rank: number }[] = [];
    for (const [position, name] of orders.entries()) {
      const key = this.key(name);
      const order = Array.from(nodes).sort((a, b) => key(a) - key(b) || a - b);
      const risks = kind === "robust" ? this.risks(order) : undefined;
      for (const { index, seconds, added } of prefixesOf(order, this.measured(), key)) {
        const loss = Math.max(seconds, limit) / limit - 1;
        const even = Math.abs(size - 2 * index);
        const extra = {
          halves: even / size,
          sparse: added / (index * (size - index)),
          balanced: added / (Math.min(index, size - index) * size),
          robust: risks?.[index] ?? 0,
        };
        const score = kind === "sum" || kind === "even" ? seconds : loss + weight * extra[kind];
        // Of cuts as good the one of the earlier order comes first, then the shorter or the more even one.
        found.push({ order, index, seconds, score, rank: position * size + (kind === "sum" ? index : even) });
      }
    }
    found.sort((a, b) => a.score - b.score || a.rank - b.rank || a.index - b.index);
    const cuts: Cut[] = [];
    const seen = new Set<string>();
    for (const { order, index, seconds } of found) {
      if (cuts.length === count) break;
      const first = Int32Array.from(order.slice(0, index)).sort();
      const id = `${index} ${first.reduce((sum, node) => (Math.imul(sum, 31) + node) | 0, 7)}`;
      if (seen.has(id)) continue;
      seen.add(id);
      cuts.push({ seconds, first, second: Int32Array.from(order.slice(index)).sort() });
    }
    return cuts;
  }

  /** For each prefix of an order the mean share by which a barrier after it lengthens the scenarios. */
  private risks(order: readonly number[]): Float64Array {
    const total = new Float64Array(order.length + 1);
    const ascending = Int32Array.from(order).sort();
    for (const seconds of this.scenarios) {
      this.effort += order.length;
      const longest = this.bound(ascending, seconds);
      this.measureTail(ascending, seconds);
      for (const one of prefixesOf(order, this.measured())) {
        total[one.index] = (total[one.index] ?? 0) + one.seconds / longest - 1;
      }
    }
    this.measure(ascending);
    return total.map((sum) => sum / this.scenarios.length);
  }

  private measured(): Measure {
    return { finish: this.finish, tail: this.tail, balance: this.balance };
  }

  private measureBalance(nodes: Int32Array): void {
    this.closure ??= new Closure(this.graph);
    this.closure.balance(nodes, this.balance);
    this.effort += (nodes.length * this.closure.words) / 8;
  }

  private enter(nodes: Int32Array): number {
    this.mark += 1;
    for (const node of nodes) this.member[node] = this.mark;
    return this.mark;
  }

  /** Longest ways to and from every app of a part, in seconds and in apps. */
  private measure(nodes: Int32Array): void {
    this.longest = this.bound(nodes);
    this.measureTail(nodes, this.graph.seconds);
  }

  private measureTail(nodes: Int32Array, seconds: Float64Array): void {
    const { after } = this.graph;
    for (let index = nodes.length - 1; index >= 0; index--) {
      const node = nodes[index] ?? 0;
      let rest = 0;
      let height = 0;
      for (const other of after[node] ?? []) {
        if (this.member[other] !== this.mark) continue;
        rest = Math.max(rest, this.tail[other] ?? 0);
        height = Math.max(height, (this.height[other] ?? 0) + 1);
      }
      this.tail[node] = rest + (seconds[node] ?? 0);
      this.height[node] = height;
    }
  }

  private key(order: Order): (node: number) => number {
    const weight = (node: number) => this.graph.seconds[node] ?? 0;
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
}
