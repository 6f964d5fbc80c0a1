import type { Plan } from "./plan";
import { Flow, type Hop } from "./schedule-flow";
import type { Graph } from "./schedule-graph";
import { reducedOf } from "./schedule-reduction";
import { type Split, Splitter } from "./schedule-splits";
import { type Block, isLeaf, leavesIn, planOf, replaced, type Tree, treeOf } from "./schedule-tree";

/** What is lost by nesting, as a share of the critical path, that is not worth an await: 0.05 %. */
const NOTHING = 0.0005;

/** The least that one more await must save. It costs some transitions and sees the awaited end a little late, whatever the length of the run. */
const WORTH = 0.0005;

/** Orders that are undone if that is worth it, in each round: those that cost most. */
const HOPS = 24;

/** Events that may be measured in all, for graphs of up to some hundred apps; about a second's work on a small machine. */
const EFFORT = 24_000_000;

/** Apps at which the effort is halved, so that a graph of thousands takes no longer. */
const HALF = 1000;

/**
 * Makes a nesting faster by awaits: where a barrier orders apps that do not depend on each other and that costs time, what it orders is taken apart into
 * branches that run side by side, and each dependency between the branches is awaited inside one. Which branches: those with the fewest dependencies between
 * them. What saves most for each await is done, then the rest is looked at anew, until nothing is lost or nothing more is worth it.
 *
 * Branches are the nesting's own sequences with apps left out, so orders are only ever taken away, and what is left keeps to the nesting's own order
 * of apps: no run is slower than before, and no app can wait for one that waits for it.
 *
 * @param plan without awaits
 * @param scenarios seconds of each app, as shares of the scenario's own critical path: what is expected, or guesses
 */
export function withAwaits(graph: Graph, plan: Plan, scenarios: readonly Float64Array[]): Plan {
  return new Awaiting(graph, plan, scenarios).plan();
}

/** A split, and what it was found to save for each await when it was last tried. */
interface Candidate {
  readonly split: Split;
  score: number;
}

/** A tree that was tried. */
interface Tried {
  readonly tree: Tree;
  readonly flow: Flow;
  readonly loss: number;
}

class Awaiting {
  private readonly before: readonly (readonly number[])[];
  private readonly position: Int32Array;
  private readonly splitter: Splitter;
  private readonly effort: number;
  private spent = 0;
  private candidates: Candidate[] = [];

  constructor(
    private readonly graph: Graph,
    private readonly nesting: Plan,
    private readonly scenarios: readonly Float64Array[],
  ) {
    this.before = reducedOf(graph);
    this.position = new Int32Array(graph.size);
    this.splitter = new Splitter(this.before);
    this.effort = EFFORT / (1 + graph.size / HALF);
  }

  plan(): Plan {
    const { name } = this.graph;
    const tree = treeOf(this.nesting, new Map(name.map((app, node) => [app, node])));
    leavesIn(tree).forEach((node, at) => {
      this.position[node] = at;
    });
    let best = this.tried(tree);
    while (best.loss > NOTHING && this.spent < this.effort) {
      const better = this.better(best);
      if (better === undefined) break;
      best = better;
    }
    const awaits = new Map<number, string[]>();
    for (const [awaited, waiter] of best.flow.neededAwaits())
      awaits.set(waiter, [...(awaits.get(waiter) ?? []), name[awaited] ?? ""].sort());
    return planOf(best.tree, name, awaits);
  }

  /**
   * The split that saves most for each await. Candidates are tried in the order of what they saved when they were last tried, new ones first: what a split
   * saves seldom grows, so that those behind the best one need not be tried again.
   */
  private better(now: Tried): Tried | undefined {
    this.look(now.flow);
    const blocks = blocksOf(now.tree);
    this.candidates = this.candidates
      .filter(({ split }) => blocks.has(split.block))
      .sort((a, b) => b.score - a.score || a.split.number - b.split.number);
    let best: Tried | undefined;
    let most = WORTH;
    for (const candidate of this.candidates) {
      if (candidate.score < most || this.spent > this.effort) break;
      const { block, tree } = candidate.split;
      const tried = this.tried(replaced(now.tree, block, tree));
      const added = tried.flow.awaits.length - now.flow.awaits.length;
      candidate.score = (now.loss - tried.loss) / Math.max(added, 1);
      if (candidate.score <= most) continue;
      most = candidate.score;
      best = tried;
    }
    return best;
  }

  /** Adds the splits that undo what orders without need on the longest ways of the scenarios. */
  private look(flow: Flow): void {
    const costs = new Map<number, { readonly hop: Hop; cost: number }>();
    for (const seconds of this.scenarios) {
      this.spent += flow.size;
      const { hops, longest } = flow.longestWay(seconds);
      for (const hop of hops) {
        const pair = hop.first * this.graph.size + hop.second;
        const known = costs.get(pair) ?? { hop, cost: 0 };
        known.cost += longest - 1;
        costs.set(pair, known);
      }
    }
    const worst = [...costs].sort(([a, x], [b, y]) => y.cost - x.cost || a - b).slice(0, HOPS);
    for (const [, { hop }] of worst) {
      for (const split of this.splitter.splits(hop)) this.candidates.push({ split, score: Number.POSITIVE_INFINITY });
    }
    this.spent += this.splitter.takeEffort();
  }

  private tried(tree: Tree): Tried {
    const flow = new Flow(tree, this.before, this.position);
    let loss = 0;
    for (const seconds of this.scenarios) loss += flow.seconds(seconds) - 1;
    // To make the events takes as long as to measure some eight apps each.
    this.spent += this.graph.size * 8 + flow.size * this.scenarios.length;
    return { tree, flow, loss: loss / this.scenarios.length };
  }
}

function blocksOf(tree: Tree, found: Set<Block> = new Set()): ReadonlySet<Block> {
  if (isLeaf(tree)) return found;
  found.add(tree);
  for (const part of tree.parts) blocksOf(part, found);
  return found;
}
