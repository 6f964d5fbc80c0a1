import { type Plan, parallelOf, sequenceOf } from "./plan";
import { type Cut, Cutter, ORDERS, type Order, type Tie } from "./schedule-cuts";
import type { Graph } from "./schedule-graph";

/** Apps that the search may look at in all, a few for each order; about a second's work on a small machine. */
const EFFORT = 1_000_000;

/** Orders of the plain descent: those that keep the shape of the graph. */
const DESCENT: readonly Order[] = ["level", "height", "start", "latestFinish"];

const TIES: readonly Tie[] = ["short", "long", "even"];

interface Found {
  readonly plan: Plan;
  readonly seconds: number;
  readonly apps: number;
  /** Pairs of apps of which one waits for the other. Of two plans that take as long by expectation, the one with fewer loses less when expectation errs. */
  readonly waits: number;
}

/**
 * Nested sequence and parallel of least duration, by search.
 *
 * Parts that no dependency connects run side by side; where all of a part follows all of another, a barrier costs nothing. What is left must be cut in two
 * by a barrier that does cost, and which one is best shows only further down. So the cuts of least sum are each followed to the end by a plain descent, the
 * best one is taken, and its sides are improved in the same way, as long as what a side could gain matters (another part may take longer anyway) and
 * until the effort is spent.
 */
export function searchPlan(graph: Graph): Plan {
  return new Search(graph).plan();
}

type Planner = (nodes: Int32Array, goal: number) => Found;

class Search {
  private readonly cutter: Cutter;

  constructor(private readonly graph: Graph) {
    this.cutter = new Cutter(graph);
  }

  plan(): Plan {
    const all = Int32Array.from({ length: this.graph.size }, (_, node) => node);
    return this.parts(all, 0, (nodes, goal) => this.improved(nodes, goal)).plan;
  }

  /** Plans a set of apps. A duration up to `goal` is as good as none. */
  private parts(nodes: Int32Array, goal: number, barred: Planner): Found {
    const parts = this.cutter.components(nodes);
    const reach = parts.reduce((longest, part) => Math.max(longest, this.cutter.bound(part)), goal);
    return beside(parts.map((part) => this.connected(part, reach, barred)));
  }

  private connected(nodes: Int32Array, goal: number, barred: Planner): Found {
    const [node] = nodes;
    if (node !== undefined && nodes.length === 1) {
      return { plan: { app: this.graph.name[node] ?? "" }, seconds: this.graph.weight[node] ?? 0, apps: 1, waits: 0 };
    }
    const segments = this.cutter.segments(nodes);
    if (segments.length === 1) return barred(nodes, goal);
    const bounds = segments.map((segment) => this.cutter.bound(segment));
    const rest = bounds.reduce((a, b) => a + b, 0);
    return following(segments.map((segment, index) => this.parts(segment, goal - rest + (bounds[index] ?? 0), barred)));
  }

  /** The plain descent through a part that needs a barrier: always the cut of least sum. */
  private descent(nodes: Int32Array): Found {
    const [cut] = this.cutter.cuts(nodes, DESCENT, ["short"], 1);
    if (cut === undefined) throw new Error("a connected part without a cut");
    return this.descended(cut);
  }

  private descended({ first, second }: Cut): Found {
    return following([first, second].map((side) => this.parts(side, 0, (nodes) => this.descent(nodes))));
  }

  private improved(nodes: Int32Array, goal: number): Found {
    if (this.cutter.effort > EFFORT) return this.descent(nodes);
    const cuts = this.cutter.cuts(nodes, ORDERS, TIES, 4);
    let [taken] = cuts;
    if (taken === undefined) throw new Error("a connected part without a cut");
    let best = this.descended(taken);
    for (const cut of cuts.slice(1)) {
      if (longer(cut.seconds, Math.max(best.seconds, goal)) || this.cutter.effort > EFFORT) break;
      const other = this.descended(cut);
      if (worse(best, other, goal)) [best, taken] = [other, cut];
    }
    if (this.cutter.effort > EFFORT) return best;
    const rest = this.cutter.bound(taken.second);
    const first = this.parts(taken.first, goal - rest, (part, reach) => this.improved(part, reach));
    const second = this.parts(taken.second, goal - first.seconds, (part, reach) => this.improved(part, reach));
    const deeper = following([first, second]);
    return worse(best, deeper, goal) ? deeper : best;
  }
}

function beside(found: readonly Found[]): Found {
  return {
    plan: parallelOf(found.map(({ plan }) => plan)),
    seconds: found.reduce((longest, { seconds }) => Math.max(longest, seconds), 0),
    apps: found.reduce((sum, { apps }) => sum + apps, 0),
    waits: found.reduce((sum, { waits }) => sum + waits, 0),
  };
}

function following(found: readonly Found[]): Found {
  const total = { seconds: 0, apps: 0, waits: 0 };
  for (const part of found) {
    total.waits += part.waits + total.apps * part.apps;
    total.apps += part.apps;
    total.seconds += part.seconds;
  }
  return { plan: sequenceOf(found.map(({ plan }) => plan)), ...total };
}

/** Whether `a` is worse than `b`: longer, where that matters, or as long with more waits. */
function worse(a: Found, b: Found, goal: number): boolean {
  const [x, y] = [Math.max(a.seconds, goal), Math.max(b.seconds, goal)];
  return longer(x, y) || (!longer(y, x) && a.waits > b.waits);
}

/** More than rounding apart. */
function longer(a: number, b: number): boolean {
  return a > b * (1 + 1e-9) + 1e-12;
}
