import type { Graph } from "../graph";
import type { Scenario } from "../nesting/scenarios";
import type { Plan } from "../plan";
import { reducedOf } from "../reduction";
import { Flow, type Hop } from "./flow";
import { movedBehind } from "./move-branch";
import { type Split, Splitter } from "./splits";
import { type Block, blockOf, isLeaf, leavesIn, planOf, replaced, type Tree, treeOf } from "./tree";

/** What is lost by nesting, as a share of the critical path, that is not worth an await: 0.05 %. */
const NOTHING = 0.0005;

/** The least that one more await must save, beside the time by which it sees the awaited end late: it costs two transitions. */
const WORTH = 0.0005;

/**
 * Apps that one app awaits at most. The role of the machine that waits names each of them, and one app's part of a role must leave room for others': 16 of the
 * longest names are some 2,200 of 10,240 characters.
 */
const MOST_AWAITS = 16;

/**
 * States for awaits that a run may enter beside one for each parallel block: it may enter one for each app, two for each block and four in all, and enters one
 * for each app and each block, and three at most (who called, whether all went well, the end).
 */
const FREE = 1;

/** Orders that are undone if that is worth it, in each round: those that cost most. */
const HOPS = 24;

/** Events that may be measured in all, for graphs of up to some hundred apps; about a second's work on a small machine. */
const EFFORT = 24_000_000;

/** Apps at which the effort is halved, so that a graph of thousands takes no longer. */
const HALF = 500;

/**
 * Makes a nesting faster by awaits: where a barrier orders apps that do not depend on each other and that costs time, what it orders is taken apart into
 * branches that run side by side, and each dependency between the branches is awaited inside one. Which branches: those with the fewest dependencies between
 * them. What saves most for each await is done, then the rest is looked at anew, until nothing is lost or nothing more is worth it.
 *
 * Branches are the nesting's own sequences with apps left out, so orders are only ever taken away, and what is left keeps to the nesting's own order
 * of apps, so that no app can wait for one that waits for it. How late an awaited end is seen is part of the scenario: a split that does not make up for it is
 * not made.
 *
 * @param plan without awaits
 * @param scenarios what is expected
 */
export function withAwaits(graph: Graph, plan: Plan, scenarios: readonly Scenario[]): Plan {
  return new Awaiting(graph, plan, scenarios).plan();
}

/** A split, the scenarios that it was found for, and what it was found to save in them for each await when it was last tried. */
interface Candidate {
  readonly split: Split;
  readonly scenarios: readonly number[];
  score: number;
}

/** A tree that was tried, and what it loses in each scenario. */
interface Tried {
  readonly tree: Tree;
  readonly flow: Flow;
  readonly losses: Float64Array;
  /** Mean over the scenarios. */
  readonly loss: number;
}

/** Splits of one round are made together, if they do not touch, down to this share of what the best one saves. */
const TOGETHER = 0.5;

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
    private readonly scenarios: readonly Scenario[],
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
      const better = this.better(best) ?? this.moved(best);
      if (better === undefined) break;
      best = better;
    }
    const awaits = new Map<number, string[]>();
    for (const [awaited, waiter] of best.flow.neededAwaits())
      awaits.set(waiter, [...(awaits.get(waiter) ?? []), name[awaited] ?? ""].sort());
    return planOf(best.tree, name, awaits);
  }

  /**
   * The splits that save most for each await, made. Candidates are tried in the order of what they saved when they were last tried, new ones first: what a split
   * saves seldom grows, so that those behind the best one need not be tried again. What it saves is measured in the scenarios that it was found for; in
   * the others it can only save more.
   */
  private better(now: Tried): Tried | undefined {
    this.look(now);
    let places = placesIn(now.tree);
    this.candidates = this.candidates
      .filter(({ split }) => blockAround(split.parts, places) !== undefined)
      .sort((a, b) => b.score - a.score || a.split.number - b.split.number);
    const good: Candidate[] = [];
    let most = WORTH;
    for (const candidate of this.candidates) {
      if (candidate.score < most * TOGETHER || this.spent > this.effort) break;
      candidate.score = this.saved(now, candidate, places);
      if (candidate.score >= WORTH) good.push(candidate);
      most = Math.max(most, candidate.score);
    }
    good.sort((a, b) => b.score - a.score || a.split.number - b.split.number);
    let best: Tried | undefined;
    for (const candidate of good) {
      if (candidate.score < most * TOGETHER) break;
      const from: Tried = best ?? now;
      const saved = best === undefined ? candidate.score : this.saved(from, candidate, places);
      if (saved < Math.max(WORTH, candidate.score * TOGETHER)) continue;
      const tree = splitIn(from.tree, candidate.split, places);
      if (tree === undefined) continue;
      best = this.tried(tree);
      places = placesIn(tree);
      if (this.spent > this.effort) break;
    }
    return best;
  }

  /** The move of an app behind what it awaits on a longest way that saves most; the time by which the end is seen late, for one. */
  private moved(now: Tried): Tried | undefined {
    let best: Tried | undefined;
    for (const scenario of this.scenarios) {
      this.spent += 3 * now.flow.size;
      for (const [awaited, waiter] of now.flow.longestWay(scenario, 1).waits) {
        const tree = movedBehind(now.tree, awaited, waiter, this.before);
        if (tree === undefined) continue;
        const made = this.tried(tree);
        const { awaits, waiting, blocks, mostAwaits } = made.flow;
        if (awaits.length + waiting > blocks + FREE || mostAwaits > MOST_AWAITS) continue;
        if (made.loss < (best ?? now).loss - WORTH) best = made;
      }
    }
    return best;
  }

  /** What a split saves for each await. */
  private saved(now: Tried, { split, scenarios }: Candidate, places: Places): number {
    const tree = splitIn(now.tree, split, places);
    if (tree === undefined) return 0;
    const flow = this.flowOf(tree);
    const room = flow.blocks + FREE;
    if (flow.awaits.length > room || flow.mostAwaits > MOST_AWAITS) return 0;
    let saved = 0;
    for (const index of scenarios) {
      const scenario = this.scenarios[index];
      if (scenario === undefined) continue;
      saved += (now.losses[index] ?? 0) - (flow.seconds(scenario) - 1);
      if (flow.awaits.length + flow.waiting > room) return 0;
    }
    this.spent += flow.size * scenarios.length;
    return saved / this.scenarios.length / Math.max(flow.awaits.length - now.flow.awaits.length, 1);
  }

  /** Adds the splits that undo what orders without need on the longest ways of the scenarios. */
  private look({ flow, loss }: Tried): void {
    const found = new Map<number, { hop: Hop; cost: number; most: number; readonly scenarios: number[] }>();
    this.scenarios.forEach((scenario, index) => {
      this.spent += 3 * flow.size;
      const { hops, longest } = flow.longestWay(scenario, 1);
      for (const hop of hops) {
        const pair = hop.first * this.graph.size + hop.second;
        const known = found.get(pair) ?? { hop, cost: 0, most: 0, scenarios: [] };
        known.scenarios.push(index);
        known.cost += longest - 1;
        // What is late and urgent is told by the scenario that loses most.
        if (longest - 1 > known.most) {
          known.most = longest - 1;
          known.hop = hop;
        }
        found.set(pair, known);
      }
    });
    const worst = [...found].sort(([a, x], [b, y]) => y.cost - x.cost || a - b).slice(0, HOPS);
    const most = Math.floor(loss / WORTH);
    for (const [, { hop, scenarios }] of worst) {
      for (const split of this.splitter.splits(hop, most))
        this.candidates.push({ split, scenarios, score: Number.POSITIVE_INFINITY });
    }
    this.spent += this.splitter.takeEffort();
  }

  private tried(tree: Tree): Tried {
    const flow = this.flowOf(tree);
    const losses = Float64Array.from(this.scenarios, (scenario) => flow.seconds(scenario) - 1);
    this.spent += flow.size * this.scenarios.length;
    return { tree, flow, losses, loss: losses.reduce((a, b) => a + b, 0) / losses.length };
  }

  private flowOf(tree: Tree): Flow {
    // To make the events takes as long as to measure some eight apps each.
    this.spent += this.graph.size * 8;
    return new Flow(tree, this.before, this.position);
  }
}

/** The block around each tree within a tree, and its place there. */
type Places = ReadonlyMap<Tree, { readonly block: Block; readonly index: number }>;

function placesIn(tree: Tree): Places {
  const places = new Map<Tree, { readonly block: Block; readonly index: number }>();
  const walk = (block: Tree): void => {
    if (isLeaf(block)) return;
    block.parts.forEach((part, index) => {
      places.set(part, { block, index });
      walk(part);
    });
  };
  walk(tree);
  return places;
}

/** The sequence in which parts stand after each other, if they do. */
function blockAround(
  parts: readonly Tree[],
  places: Places,
): { readonly block: Block; readonly index: number } | undefined {
  const first = parts[0] === undefined ? undefined : places.get(parts[0]);
  const stand = first !== undefined && parts.every((part, offset) => first.block.parts[first.index + offset] === part);
  return stand ? first : undefined;
}

/** The tree with a split made; undefined if what it splits does not stand there any more. */
function splitIn(tree: Tree, { parts, tree: branches }: Split, places: Places): Tree | undefined {
  const place = blockAround(parts, places);
  if (place === undefined) return undefined;
  const { block, index } = place;
  const made = blockOf("sequence", [
    ...block.parts.slice(0, index),
    branches,
    ...block.parts.slice(index + parts.length),
  ]);
  return made === undefined ? undefined : replaced(tree, block, made);
}
