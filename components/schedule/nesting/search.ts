import { type Graph, hasExpectedSeconds } from "../graph";
import { type Plan, parallelOf, sequenceOf } from "../plan";
import { type Cut, Cutter, HALVES, LARGE, LEAST_SUM, ORDERS, type Policy } from "./cuts";
import { scenariosOf } from "./scenarios";

/** Apps that the search may look at in all, a few for each order, for graphs of up to some hundred apps; about half a second's work on a small machine. */
const EFFORT = 1_800_000;

/** Apps at which the effort is halved, so that a graph of thousands takes no longer. */
const HALF = 2000;

/** Share of the effort that one plain descent may take before it goes on by halves, which is quick, so that no policy keeps the others from being tried. */
const SHARE = 1 / 16;

/** How much longer in the scenarios a plan must be to be called worse: less may be chance. */
const CLEARLY = { informed: 1.1, uninformed: 1.01 } as const;

/** Cuts that are followed beside the best one of each policy. */
const OTHERS = 5;

const strict = (kind: Policy["kind"]): Policy => ({ kind, weight: 0.001, orders: ORDERS });

/** Policies where expected seconds say which way is long, so that a little of them may be given for a better shape. */
const INFORMED: readonly Policy[] = [
  LEAST_SUM,
  HALVES,
  strict("even"),
  ...[0.001, 0.03, 1].flatMap((weight): Policy[] => [
    { kind: "sparse", weight, orders: ORDERS },
    { kind: "balanced", weight, orders: ORDERS },
  ]),
];

/** Policies where every app is expected to take as long: nothing is given away, and scenarios say what is good. */
const UNINFORMED: readonly Policy[] = [
  LEAST_SUM,
  { kind: "robust", weight: 0.001, orders: ["level", "height"] },
  strict("even"),
  strict("sparse"),
  strict("balanced"),
];

interface Found {
  readonly plan: Plan;
  readonly seconds: number;
  /** Duration in each scenario. Of two plans that take as long by expectation, the one with the least sum loses less when expectation errs. */
  readonly scenarios: Float64Array;
}

/**
 * Nested sequence and parallel of least duration, by search.
 *
 * Parts that no dependency connects run side by side; where all of a part follows all of another, a barrier costs nothing. What is left must be cut in two
 * by a barrier that does cost, and which one is best shows only further down. So the cuts that several policies find best are each followed to the end by
 * a plain descent, the best one is taken, and its sides are improved in the same way, as long as what a side could gain matters (another part may take longer
 * anyway) and until the effort is spent.
 */
export function searchPlan(graph: Graph): Plan {
  return new Search(graph).plan();
}

type Planner = (nodes: Int32Array, goal: number) => Found;

class Search {
  private readonly scenarios: readonly Float64Array[];
  private readonly cutter: Cutter;
  private readonly informed: boolean;
  private readonly effort: number;
  /** Single apps, which every descent comes to. */
  private readonly leaves: Found[] = [];

  constructor(private readonly graph: Graph) {
    this.scenarios = scenariosOf(graph);
    this.cutter = new Cutter(graph, this.scenarios);
    this.informed = hasExpectedSeconds(graph);
    this.effort = EFFORT / (1 + graph.size / HALF);
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
      const leaf = this.leaves[node] ?? this.leaf(node);
      this.leaves[node] = leaf;
      return leaf;
    }
    const segments = this.cutter.segments(nodes);
    if (segments.length === 1) return barred(nodes, goal);
    const bounds = segments.map((segment) => this.cutter.bound(segment));
    const rest = bounds.reduce((a, b) => a + b, 0);
    return following(segments.map((segment, index) => this.parts(segment, goal - rest + (bounds[index] ?? 0), barred)));
  }

  private leaf(node: number): Found {
    const scenarios = new Float64Array(this.scenarios.length);
    this.scenarios.forEach((seconds, index) => {
      scenarios[index] = seconds[node] ?? 0;
    });
    return { plan: { app: this.graph.name[node] ?? "" }, seconds: this.graph.seconds[node] ?? 0, scenarios };
  }

  /** One step of the plain descent through a part that needs a barrier: the cut that the policy finds best. */
  private descent(nodes: Int32Array, goal: number, policy: Policy, planner: Planner): Found {
    const [cut] = this.cutter.cuts(nodes, goal, policy, 1);
    if (cut === undefined) throw new Error("a connected part without a cut");
    return this.joined(cut, goal, planner);
  }

  /** Follows a cut to the end by a policy, and by halves when that takes too much. */
  private descended(cut: Cut, goal: number, policy: Policy): Found {
    const limit = this.cutter.effort + this.effort * SHARE;
    const planner = (nodes: Int32Array, reach: number): Found =>
      this.descent(nodes, reach, this.cutter.effort > limit ? HALVES : policy, planner);
    return this.joined(cut, goal, planner);
  }

  /** Cuts near the middle, again and again. */
  private halved(nodes: Int32Array, goal: number): Found {
    return this.descent(nodes, goal, HALVES, (part, reach) => this.halved(part, reach));
  }

  private joined({ first, second }: Cut, goal: number, planner: Planner): Found {
    const rest = this.cutter.bound(second);
    const reach = Math.max(goal, this.cutter.bound(first) + rest);
    const before = this.parts(first, reach - rest, planner);
    return following([before, this.parts(second, reach - before.seconds, planner)]);
  }

  private improved(nodes: Int32Array, goal: number): Found {
    if (this.spent()) return this.halved(nodes, goal);
    const enough = Math.max(goal, this.cutter.bound(nodes));
    const { found, cut } = this.bestCut(nodes, goal, enough);
    if (this.enough(found, enough)) return found;
    const deeper = this.joined(cut, goal, (part, reach) => this.improved(part, reach));
    return this.worse(found, deeper, enough) ? deeper : found;
  }

  private bestCut(nodes: Int32Array, goal: number, enough: number): { found: Found; cut: Cut } {
    let best: { found: Found; cut: Cut; policy: Policy } | undefined;
    const follow = (cut: Cut, policy: Policy): void => {
      const found = this.descended(cut, goal, policy);
      if (best === undefined || this.worse(best.found, found, enough)) best = { found, cut, policy };
    };
    const open: Cut[] = [];
    for (const policy of this.policies(nodes)) {
      if (best !== undefined && this.enough(best.found, enough)) return best;
      const [first, ...others] = this.cutter.cuts(nodes, goal, policy, 1 + OTHERS);
      if (first === undefined) throw new Error("a connected part without a cut");
      follow(first, policy);
      open.push(...others);
    }
    if (best === undefined) throw new Error("no policy");
    const { policy } = best;
    for (const cut of open.sort((a, b) => a.seconds - b.seconds)) {
      if (this.enough(best.found, enough) || longer(cut.seconds, Math.max(best.found.seconds, enough))) break;
      follow(cut, policy);
    }
    return best;
  }

  private policies({ length }: Int32Array): readonly Policy[] {
    if (length > LARGE) return [LEAST_SUM];
    return this.informed ? INFORMED : UNINFORMED;
  }

  /** Whether nothing is left to gain that is known, or no effort to gain it with. */
  private enough({ seconds }: Found, goal: number): boolean {
    return this.spent() || (this.informed && !longer(seconds, goal));
  }

  /** Whether `a` is worse than `b`: longer, where that matters, or as long and clearly longer in the scenarios. */
  private worse(a: Found, b: Found, goal: number): boolean {
    const [x, y] = [Math.max(a.seconds, goal), Math.max(b.seconds, goal)];
    const clearly = this.informed ? CLEARLY.informed : CLEARLY.uninformed;
    return longer(x, y) || (!longer(y, x) && longer(sum(a.scenarios), sum(b.scenarios) * clearly));
  }

  private spent(): boolean {
    return this.cutter.effort > this.effort;
  }
}

function beside(found: readonly Found[]): Found {
  return {
    plan: parallelOf(found.map(({ plan }) => plan)),
    seconds: found.reduce((longest, { seconds }) => Math.max(longest, seconds), 0),
    scenarios: together(found, Math.max),
  };
}

function following(found: readonly Found[]): Found {
  return {
    plan: sequenceOf(found.map(({ plan }) => plan)),
    seconds: found.reduce((sum, { seconds }) => sum + seconds, 0),
    scenarios: together(found, (a, b) => a + b),
  };
}

function together(found: readonly Found[], join: (a: number, b: number) => number): Float64Array {
  const [first, ...others] = found;
  const all = first?.scenarios.slice() ?? new Float64Array();
  for (const { scenarios } of others) {
    for (let index = 0; index < all.length; index++) all[index] = join(all[index] ?? 0, scenarios[index] ?? 0);
  }
  return all;
}

function sum(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0);
}

/** More than rounding apart. */
function longer(a: number, b: number): boolean {
  return a > b * (1 + 1e-9) + 1e-12;
}
