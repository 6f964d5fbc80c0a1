import { type Plan, parallelOf, sequenceOf } from "./plan";
import { type Cut, Cutter, ORDERS, type Order, type Tie } from "./schedule-cuts";
import type { Graph } from "./schedule-graph";

/** Apps that the search may look at in all, a few for each order; about a second's work on a small machine. */
const EFFORT = 2_000_000;

/** Orders of the plain descent: those that keep the shape of the graph. */
const DESCENT: readonly Order[] = ["level", "height", "start", "latestFinish"];

const TIES: readonly Tie[] = ["short", "long", "even"];

interface Found {
  readonly plan: Plan;
  readonly seconds: number;
}

/**
 * Nested sequence and parallel of least duration, by search.
 *
 * Parts that no dependency connects run side by side; a connected part must be cut in two by a barrier, and each side is planned in the same way. Which cut
 * is best shows only further down. So the cuts of least sum are each followed to the end by a plain descent, the best one is taken, and its sides are
 * improved in the same way, as long as what a side could gain matters (another part may take longer anyway) and until the effort is spent.
 */
export function searchPlan(graph: Graph): Plan {
  return new Search(graph).plan();
}

class Search {
  private readonly cutter: Cutter;

  constructor(private readonly graph: Graph) {
    this.cutter = new Cutter(graph);
  }

  plan(): Plan {
    const all = Int32Array.from({ length: this.graph.size }, (_, node) => node);
    return this.parts(all, 0, (part, goal) => this.improved(part, goal)).plan;
  }

  /** Plans a set of apps. A duration up to `goal` is as good as none. */
  private parts(nodes: Int32Array, goal: number, each: (part: Int32Array, goal: number) => Found): Found {
    const parts = this.cutter.components(nodes);
    const reach = parts.reduce((longest, part) => Math.max(longest, this.cutter.bound(part)), goal);
    const found = parts.map((part) => each(part, reach));
    return {
      plan: parallelOf(found.map(({ plan }) => plan)),
      seconds: found.reduce((longest, { seconds }) => Math.max(longest, seconds), 0),
    };
  }

  /** The plain descent through a connected part: always the cut of least sum. */
  private descent(nodes: Int32Array): Found {
    const [cut] = this.cutter.cuts(nodes, DESCENT, ["short"], 1);
    if (cut === undefined) return this.single(nodes);
    return this.joined(cut, (side) => this.parts(side, 0, (part) => this.descent(part)));
  }

  private improved(nodes: Int32Array, goal: number): Found {
    if (this.cutter.effort > EFFORT) return this.descent(nodes);
    const cuts = this.cutter.cuts(nodes, ORDERS, TIES, 4);
    let taken = cuts[0];
    if (taken === undefined) return this.single(nodes);
    let best = this.joined(taken, (side) => this.parts(side, 0, (part) => this.descent(part)));
    for (const cut of cuts.slice(1)) {
      if (!longer(best.seconds, goal) || !longer(best.seconds, cut.seconds) || this.cutter.effort > EFFORT) break;
      const other = this.joined(cut, (side) => this.parts(side, 0, (part) => this.descent(part)));
      if (longer(best.seconds, other.seconds)) [best, taken] = [other, cut];
    }
    if (!longer(best.seconds, goal) || this.cutter.effort > EFFORT) return best;
    const rest = this.cutter.bound(taken.second);
    const first = this.parts(taken.first, goal - rest, (part, reach) => this.improved(part, reach));
    const second = this.parts(taken.second, goal - first.seconds, (part, reach) => this.improved(part, reach));
    const deeper = { plan: sequenceOf([first.plan, second.plan]), seconds: first.seconds + second.seconds };
    return longer(best.seconds, deeper.seconds) ? deeper : best;
  }

  private joined(cut: Cut, side: (nodes: Int32Array) => Found): Found {
    const first = side(cut.first);
    const second = side(cut.second);
    return { plan: sequenceOf([first.plan, second.plan]), seconds: first.seconds + second.seconds };
  }

  private single(nodes: Int32Array): Found {
    const [node] = nodes;
    if (node === undefined || nodes.length > 1) throw new Error("a connected part without a cut");
    return { plan: { app: this.graph.name[node] ?? "" }, seconds: this.graph.weight[node] ?? 0 };
  }
}

/** More than rounding apart. */
function longer(a: number, b: number): boolean {
  return a > b * (1 + 1e-9) + 1e-12;
}
