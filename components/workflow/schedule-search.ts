import { type Plan, parallelOf, sequenceOf } from "./plan";
import type { Graph } from "./schedule-graph";

/** Cuts that are tried in full at one node of the search while the effort lasts. */
const WIDTH = 6;

/** Apps that the search may look at beside its first descent; a count, so that the plan does not depend on how fast a machine is. */
const EFFORT = 400_000;

interface Found {
  readonly plan: Plan;
  readonly seconds: number;
}

/** A barrier in a connected part: all of `first` before all of `second`. `seconds` is the least that the two can take after each other. */
interface Cut {
  readonly seconds: number;
  readonly first: Int32Array;
  readonly second: Int32Array;
}

/**
 * Nested sequence and parallel of least duration, by search.
 *
 * Parts that no dependency connects run side by side. A connected part must be cut in two by a barrier. For a cut into `first` and `second` no plan is
 * faster than longest way in `first` + longest way in `second`, and along any order of the apps in which dependencies come first, that
 * sum is known for every prefix in one pass. In the order of earliest finish the cut of least sum is among the prefixes; other orders split
 * equal sums differently. The best few are followed down, the best first, until the bound is met or the effort is spent.
 */
export function searchPlan(graph: Graph): Plan {
  return new Search(graph).solve(
    Int32Array.from({ length: graph.size }, (_, node) => node),
    WIDTH,
  ).plan;
}

class Search {
  private effort = EFFORT;
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

  /** `nodes` ascending, so dependencies first. */
  solve(nodes: Int32Array, width: number): Found {
    const parts = this.components(nodes);
    const found = parts.map((part) => this.connected(part, width));
    return {
      plan: parallelOf(found.map(({ plan }) => plan)),
      seconds: found.reduce((longest, { seconds }) => Math.max(longest, seconds), 0),
    };
  }

  private connected(nodes: Int32Array, width: number): Found {
    const [only] = nodes;
    if (only !== undefined && nodes.length === 1) {
      return { plan: { app: this.graph.name[only] ?? "" }, seconds: this.graph.weight[only] ?? 0 };
    }
    const { cuts, bound } = this.cuts(nodes);
    let best: Found | undefined;
    for (const [index, cut] of cuts.slice(0, Math.max(1, width)).entries()) {
      if (best !== undefined && (this.effort <= 0 || cut.seconds >= best.seconds)) break;
      if (index > 0) this.effort -= nodes.length;
      const inner = index === 0 ? width : Math.floor(width / 2);
      const first = this.solve(cut.first, inner);
      const second = this.solve(cut.second, inner);
      const seconds = first.seconds + second.seconds;
      if (best === undefined || seconds < best.seconds) best = { plan: sequenceOf([first.plan, second.plan]), seconds };
      if (best.seconds <= bound * (1 + 1e-9)) break;
    }
    if (best === undefined) throw new Error("a connected part without a cut");
    return best;
  }

  private components(nodes: Int32Array): Int32Array[] {
    const inside = this.enter(nodes);
    const parts: Int32Array[] = [];
    for (const root of nodes) {
      if (this.member[root] !== inside) continue;
      const part: number[] = [];
      const open = [root];
      this.member[root] = 0;
      for (let node = open.pop(); node !== undefined; node = open.pop()) {
        part.push(node);
        for (const list of [this.graph.before[node], this.graph.after[node]]) {
          for (const other of list ?? []) {
            if (this.member[other] !== inside) continue;
            this.member[other] = 0;
            open.push(other);
          }
        }
      }
      parts.push(Int32Array.from(part).sort());
    }
    return parts;
  }

  private enter(nodes: Int32Array): number {
    this.mark += 1;
    for (const node of nodes) this.member[node] = this.mark;
    return this.mark;
  }

  /** Longest ways to and from every app of a part, counted in seconds and in apps. */
  private measure(nodes: Int32Array): number {
    const { before, after, weight } = this.graph;
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
      this.finish[node] = start + (weight[node] ?? 0);
      this.level[node] = level;
      bound = Math.max(bound, this.finish[node] ?? 0);
    }
    for (let index = nodes.length - 1; index >= 0; index--) {
      const node = nodes[index] ?? 0;
      let rest = 0;
      let height = 0;
      for (const other of after[node] ?? []) {
        if (this.member[other] !== inside) continue;
        rest = Math.max(rest, this.tail[other] ?? 0);
        height = Math.max(height, (this.height[other] ?? 0) + 1);
      }
      this.tail[node] = rest + (weight[node] ?? 0);
      this.height[node] = height;
    }
    return bound;
  }

  private cuts(nodes: Int32Array): { cuts: Cut[]; bound: number } {
    const bound = this.measure(nodes);
    const start = (node: number) => (this.finish[node] ?? 0) - (this.graph.weight[node] ?? 0);
    const finish = (node: number) => this.finish[node] ?? 0;
    const latestFinish = (node: number) => -((this.tail[node] ?? 0) - (this.graph.weight[node] ?? 0));
    const latestStart = (node: number) => -(this.tail[node] ?? 0);
    const level = (node: number) => this.level[node] ?? 0;
    const height = (node: number) => -(this.height[node] ?? 0);
    const found = new Map<string, Cut & { balance: number }>();
    for (const key of [finish, latestStart, start, latestFinish, level, height]) {
      const order = Array.from(nodes).sort((a, b) => key(a) - key(b) || a - b);
      for (const { index, seconds, balance } of this.prefixes(order, key)) {
        const first = Int32Array.from(order.slice(0, index)).sort();
        const id = `${seconds} ${index} ${hash(first)}`;
        if (!found.has(id))
          found.set(id, { seconds, balance, first, second: Int32Array.from(order.slice(index)).sort() });
      }
    }
    const cuts = [...found.values()].sort((a, b) => a.seconds - b.seconds || a.balance - b.balance);
    return { cuts, bound };
  }

  /** The best prefixes of an order, cut where its key steps: the least sums, the most even first. */
  private prefixes(order: readonly number[], key: (node: number) => number) {
    const size = order.length;
    const rest = new Float64Array(size + 1);
    for (let index = size - 1; index >= 0; index--) {
      rest[index] = Math.max(rest[index + 1] ?? 0, this.tail[order[index] ?? 0] ?? 0);
    }
    const all: { index: number; seconds: number; balance: number }[] = [];
    let longest = 0;
    for (let index = 1; index < size; index++) {
      longest = Math.max(longest, this.finish[order[index - 1] ?? 0] ?? 0);
      if (key(order[index - 1] ?? 0) === key(order[index] ?? 0)) continue;
      all.push({ index, seconds: longest + (rest[index] ?? 0), balance: Math.abs(size - 2 * index) });
    }
    return all.sort((a, b) => a.seconds - b.seconds || a.balance - b.balance || a.index - b.index).slice(0, WIDTH);
  }
}

function hash(nodes: Int32Array): number {
  return nodes.reduce((sum, node) => (Math.imul(sum, 31) + node) | 0, 7);
}
