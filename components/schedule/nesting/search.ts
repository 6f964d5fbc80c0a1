import { type Graph, hasExpectedSeconds } from "../graph";
import { type Plan, parallelOf, sequenceOf } from "../plan";
import { type Barrier, Barriers, type Policy } from "./barriers";
import { scenariosOf } from "./scenarios";

/**
 * Apps that the search may visit, a few for each barrier that it looks for, in a small graph: about half a second of
 * work.
 */
const EFFORT = 1_800_000;

/** Number of apps at which the effort is half of that, so that a graph of thousands takes no longer. */
const HALF_EFFORT_SIZE = 2000;

/**
 * Share of the effort after which one barrier's plan is completed by {@link MIDDLE}, so that other barriers are tried
 * as well.
 */
const TRIAL_SHARE = 1 / 16;

/** Barriers that are tried in addition to the best one of each policy. */
const MORE_TRIALS = 5;

/** Ratio of mean durations in the scenarios from which a plan counts as slower: less may be chance. */
const SLOWER = 1.01;

/** Policies where expected seconds say which chain is long. */
const WITH_SECONDS: readonly Policy[] = [
  { by: "sum" },
  { by: "pairs", weight: 0.03 },
  { by: "smaller", weight: 0.03 },
  { by: "pairs", weight: 1 },
  { by: "smaller", weight: 1 },
];

/** Policies where no app has expected seconds. */
const WITHOUT_SECONDS: readonly Policy[] = [{ by: "pairs", weight: 0.001 }];

/** The policy that soon leads to small parts, for large ones and once the effort is spent. */
const MIDDLE: Policy = { by: "middle", weight: 1 };

/** Apps from which a part is divided by {@link MIDDLE}. */
const LARGE = 1000;

interface Candidate {
  readonly plan: Plan;
  /** Expected duration. */
  readonly seconds: number;
  /** Duration in each scenario; empty where there are expected seconds. */
  readonly scenarios: Float64Array;
}

/**
 * Plans a connected part that has no barrier without needless pairs. A duration up to `reach` is as good as any shorter
 * one.
 */
type Planner = (nodes: Int32Array, reach: number) => Candidate;

/**
 * The nested sequence and parallel of least duration, by search.
 *
 * Parts that no dependency connects run side by side, and where all of a part depends on all of another they run in
 * sequence. What is left needs a barrier that orders more than the dependencies do. Which barrier is best shows only
 * once the parts on both sides are planned, so several are tried: each is completed by the policy that chose it, the
 * fastest is taken, and both its sides are improved in the same way until the effort is spent.
 */
export function searchPlan(graph: Graph): Plan {
  return new Search(graph).plan();
}

class Search {
  private readonly barriers: Barriers;
  private readonly policies: readonly Policy[];
  private readonly scenarios: readonly Float64Array[];
  private readonly effort: number;

  constructor(private readonly graph: Graph) {
    const known = hasExpectedSeconds(graph);
    this.barriers = new Barriers(graph);
    this.policies = known ? WITH_SECONDS : WITHOUT_SECONDS;
    this.scenarios = known ? [] : scenariosOf(graph);
    this.effort = EFFORT / (1 + graph.size / HALF_EFFORT_SIZE);
  }

  plan(): Plan {
    const all = Int32Array.from({ length: this.graph.size }, (_, node) => node);
    return this.side(all, (nodes, reach) => this.improved(nodes, reach)).plan;
  }

  /** Plans a set of apps. */
  private side(nodes: Int32Array, planner: Planner): Candidate {
    const parts = this.barriers.components(nodes);
    const reach = parts.length === 1 ? 0 : Math.max(...parts.map((part) => this.barriers.longest(part)));
    return parallel(parts.map((part) => this.connected(part, reach, planner)));
  }

  private connected(nodes: Int32Array, reach: number, planner: Planner): Candidate {
    const [node = 0] = nodes;
    if (nodes.length === 1) {
      const scenarios = Float64Array.from(this.scenarios, (seconds) => seconds[node] ?? 0);
      return { plan: { app: this.graph.name[node] ?? "" }, seconds: this.graph.seconds[node] ?? 0, scenarios };
    }
    const segments = this.barriers.segments(nodes);
    return segments.length === 1
      ? planner(nodes, reach)
      : sequence(segments.map((segment) => this.side(segment, planner)));
  }

  private divided({ first, second }: Barrier, planner: Planner): Candidate {
    return sequence([this.side(first, planner), this.side(second, planner)]);
  }

  /** The plan with a barrier, both sides completed by a policy without trials. */
  private completed(barrier: Barrier, policy: Policy): Candidate {
    const limit = this.barriers.effort + this.effort * TRIAL_SHARE;
    const planner = (nodes: Int32Array, reach: number): Candidate => {
      const large = nodes.length > LARGE || this.barriers.effort > limit;
      const [best] = this.barriers.best(nodes, reach, large ? MIDDLE : policy, 1);
      return this.divided(required(best), planner);
    };
    return this.divided(barrier, planner);
  }

  private improved(nodes: Int32Array, reach: number): Candidate {
    const goal = Math.max(reach, this.barriers.longest(nodes));
    const { barrier, candidate } = this.fastest(nodes, reach, goal);
    if (this.isDone(candidate, goal)) {
      return candidate;
    }
    const deeper = this.divided(barrier, (part, within) => this.improved(part, within));
    return this.isSlower(candidate, deeper, goal) ? deeper : candidate;
  }

  /** The barrier of the fastest plan among those that are tried. */
  private fastest(nodes: Int32Array, reach: number, goal: number) {
    const policies = this.isSpent() || nodes.length > LARGE ? [MIDDLE] : this.policies;
    const more: Barrier[] = [];
    let fastest: { barrier: Barrier; policy: Policy; candidate: Candidate } | undefined;
    const tryOut = (barrier: Barrier, policy: Policy) => {
      const candidate = this.completed(barrier, policy);
      if (fastest === undefined || this.isSlower(fastest.candidate, candidate, goal)) {
        fastest = { barrier, policy, candidate };
      }
      return fastest;
    };
    for (const policy of policies) {
      const [first, ...others] = this.barriers.best(nodes, reach, policy, 1 + MORE_TRIALS);
      more.push(...others);
      if (this.isDone(tryOut(required(first), policy).candidate, goal)) {
        break;
      }
    }
    const { policy } = required(fastest);
    for (const barrier of more.sort((a, b) => a.seconds - b.seconds)) {
      const { candidate } = required(fastest);
      if (this.isDone(candidate, goal) || isLonger(barrier.seconds, Math.max(candidate.seconds, goal))) {
        break;
      }
      tryOut(barrier, policy);
    }
    return required(fastest);
  }

  /**
   * Whether nothing can be gained, or no effort is left to gain it. Where seconds are unknown a gain is always
   * possible.
   */
  private isDone({ seconds }: Candidate, goal: number): boolean {
    return this.isSpent() || (this.scenarios.length === 0 && !isLonger(seconds, goal));
  }

  private isSpent(): boolean {
    return this.barriers.effort > this.effort;
  }

  /** Whether `a` takes longer than `b` where that matters, or as long and longer in the scenarios. */
  private isSlower(a: Candidate, b: Candidate, goal: number): boolean {
    const [x, y] = [Math.max(a.seconds, goal), Math.max(b.seconds, goal)];
    return isLonger(x, y) || (!isLonger(y, x) && isLonger(sum(a.scenarios), sum(b.scenarios) * SLOWER));
  }
}

function required<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new Error("a connected part of several apps without a barrier");
  }
  return value;
}

function parallel(branches: readonly Candidate[]): Candidate {
  return {
    plan: parallelOf(branches.map(({ plan }) => plan)),
    seconds: branches.reduce((longest, { seconds }) => Math.max(longest, seconds), 0),
    scenarios: combined(branches, Math.max),
  };
}

function sequence(steps: readonly Candidate[]): Candidate {
  return {
    plan: sequenceOf(steps.map(({ plan }) => plan)),
    seconds: steps.reduce((total, { seconds }) => total + seconds, 0),
    scenarios: combined(steps, (a, b) => a + b),
  };
}

function combined(parts: readonly Candidate[], join: (a: number, b: number) => number): Float64Array {
  const all = parts[0]?.scenarios.slice() ?? new Float64Array();
  for (const { scenarios } of parts.slice(1)) {
    for (let index = 0; index < all.length; index++) {
      all[index] = join(all[index] ?? 0, scenarios[index] ?? 0);
    }
  }
  return all;
}

function sum(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0);
}

/** More than rounding apart. */
function isLonger(a: number, b: number): boolean {
  return a > b * (1 + 1e-9) + 1e-12;
}
