import type { Scenario } from "../nesting/scenarios";
import { Drafts, type Events } from "./events";
import { Pieces } from "./pieces";
import { type Block, leavesIn, type Tree } from "./tree";

/** An order of two apps that the plan makes and no dependency asks for: `second` begins when `first` has ended. */
export interface Hop {
  readonly first: number;
  readonly second: number;
  /** The sequence that orders them, and which of its parts holds the first one; the next part holds the second one. */
  readonly block: Block;
  readonly part: number;
  /** Apps of the first one's part that end too late for the second one to begin where a run without loss would have it; the first one among them. */
  readonly late: readonly number[];
  /** Apps of the second one's part that must begin as early as it for a run without loss; the second one among them. */
  readonly urgent: readonly number[];
  /** The first one, and those on the way that it depends on: back to where the last such order ended. */
  readonly way: readonly number[];
  /** The second one, and what it waits for by its dependencies alone: of each app the one that ends last. */
  readonly own: readonly number[];
}

/** A way that no other is longer than, from its end to its beginning. */
export interface Way {
  readonly longest: number;
  /** The orders on it that no dependency asks for. */
  readonly hops: readonly Hop[];
  /** The awaits on it. */
  readonly waits: readonly (readonly [awaited: number, waiter: number])[];
}

/**
 * What a tree's apps wait for, as events that can be measured again and again: the end of each app, and the end of each parallel block. Dependencies that the
 * tree does not order are awaited.
 */
export class Flow {
  /** Dependencies that the tree does not order, as pairs: the awaited app, the waiter. */
  readonly awaits: (readonly [awaited: number, waiter: number])[] = [];
  /** Apps that waited inside their branch at the last measure. */
  waiting = 0;
  private readonly app: Int32Array;
  private readonly from: Int32Array;
  private readonly waits: Int32Array;
  private readonly events: Events;
  /** End of each event at the last measure. */
  private readonly end: Float64Array;
  private readonly pieces = new Pieces();

  /**
   * @param before direct dependencies, without those that others imply
   * @param position of each app in an order that the tree and the dependencies keep
   */
  constructor(
    tree: Tree,
    private readonly before: readonly (readonly number[])[],
    position: Int32Array,
  ) {
    const drafts = new Drafts(position);
    this.pieces.add(tree, -1, 0, 0);
    drafts.add(tree, -1);
    before.forEach((others, node) => {
      for (const other of others) if (this.pieces.sideBySide(other, node)) this.awaits.push([other, node]);
    });
    for (const [awaited, waiter] of this.awaits) drafts.awaits(awaited, waiter);
    this.events = drafts.inOrder();
    ({ app: this.app, from: this.from, waits: this.waits } = this.events);
    this.end = new Float64Array(this.app.length);
  }

  /** Events that are measured at each call. */
  get size(): number {
    return this.app.length;
  }

  /** Parallel blocks of the tree. */
  get blocks(): number {
    return this.app.length - this.before.length;
  }

  /** Apps that one app awaits at most. */
  get mostAwaits(): number {
    const count = new Map<number, number>();
    for (const [, waiter] of this.awaits) count.set(waiter, (count.get(waiter) ?? 0) + 1);
    return [...count.values()].reduce((a, b) => Math.max(a, b), 0);
  }

  /** Longest way, if each app takes its seconds and those that wait inside their branch go on as late as that takes. */
  seconds({ seconds, start }: Scenario): number {
    const { end } = this;
    const { app, from, awaits, waits } = this.events;
    let longest = 0;
    this.waiting = 0;
    for (let event = 0; event < end.length; event++) {
      let latest = 0;
      let at = from[event] ?? 0;
      for (; at < (awaits[event] ?? 0); at++) {
        const one = end[waits[at] ?? 0] ?? 0;
        if (one > latest) latest = one;
      }
      let awaited = -1;
      for (; at < (from[event + 1] ?? 0); at++) {
        const one = end[waits[at] ?? 0] ?? 0;
        if (one > awaited) awaited = one;
      }
      if (awaited !== -1) {
        if (awaited > latest) this.waiting += 1;
        latest = start(latest, awaited);
      }
      const node = app[event] ?? -1;
      if (node !== -1) latest += seconds[node] ?? 0;
      end[event] = latest;
      if (latest > longest) longest = latest;
    }
    return longest;
  }

  /** The longest way; `goal` is how long it should be. */
  longestWay(scenario: Scenario, goal: number): Way {
    const longest = this.seconds(scenario);
    const rest = this.rests(scenario.seconds);
    const loss = longest - goal;
    const event = this.eventOfApps();
    const ends = (app: number) => this.end[event[app] ?? 0] ?? 0;
    const remains = (app: number) => rest[event[app] ?? 0] ?? 0;
    const hops: (Hop & { readonly way: number[] })[] = [];
    const waits: (readonly [number, number])[] = [];
    for (let at = this.ending(this.end.indexOf(longest)); ; ) {
      const latest = this.latest(at);
      if (latest === -1) return { longest, hops, waits };
      const before = this.ending(latest);
      const [first, second] = [this.app[before] ?? -1, this.app[at] ?? -1];
      const place = this.before[second]?.includes(first) ? undefined : this.pieces.meeting(first, second);
      if (place !== undefined && place.block.kind === "sequence") {
        const [one, next] = [place.block.parts[place.part], place.block.parts[place.part + 1]];
        const late = one === undefined ? [] : leavesIn(one).filter((app) => ends(app) > ends(first) - loss);
        const urgent = next === undefined ? [] : leavesIn(next).filter((app) => remains(app) > remains(second) - loss);
        hops.push({ first, second, ...place, late, urgent, way: [], own: this.ownWay(second, ends) });
      }
      if (this.pieces.sideBySide(first, second)) waits.push([first, second]);
      hops.at(-1)?.way.push(first);
      at = before;
    }
  }

  /** An app, the one of its dependencies that ends last, the one of that one's that does, and so on. */
  private ownWay(app: number, ends: (app: number) => number): number[] {
    const way = [app];
    for (const one of way) {
      const before = this.before[one] ?? [];
      if (before.length > 0) way.push(before.reduce((last, other) => (ends(other) > ends(last) ? other : last)));
    }
    return way;
  }

  /** Longest way from the start of each event, at the last measure. */
  private rests(seconds: Float64Array): Float64Array {
    const rest = new Float64Array(this.app.length);
    for (let event = rest.length - 1; event >= 0; event--) {
      const node = this.app[event] ?? -1;
      const own = (rest[event] ?? 0) + (node === -1 ? 0 : (seconds[node] ?? 0));
      rest[event] = own;
      for (let at = this.from[event] ?? 0; at < (this.from[event + 1] ?? 0); at++) {
        const other = this.waits[at] ?? 0;
        if (own > (rest[other] ?? 0)) rest[other] = own;
      }
    }
    return rest;
  }

  private eventOfApps(): Int32Array {
    const event = new Int32Array(this.before.length);
    this.app.forEach((node, own) => {
      if (node !== -1) event[node] = own;
    });
    return event;
  }

  /** The awaits without those that the others, and the order of the tree, imply. */
  neededAwaits(): readonly (readonly [awaited: number, waiter: number])[] {
    const event = this.eventOfApps();
    const dropped = new Set<number>();
    const key = (awaited: number, waiter: number) => awaited * this.app.length + waiter;
    return this.awaits.filter(([awaited, waiter]) => {
      const [from, to] = [event[awaited] ?? 0, event[waiter] ?? 0];
      dropped.add(key(from, to));
      if (this.leads(from, to, (a, b) => !dropped.has(key(a, b)))) return false;
      dropped.delete(key(from, to));
      return true;
    });
  }

  /** Whether one event comes before another, by the orders that count. */
  private leads(from: number, to: number, counts: (before: number, after: number) => boolean): boolean {
    const seen = new Set([to]);
    // Events before `from` cannot come after it. The set grows while it is walked.
    for (const one of seen) {
      for (let at = this.from[one] ?? 0; at < (this.from[one + 1] ?? 0); at++) {
        const other = this.waits[at] ?? 0;
        if (other < from || !counts(other, one)) continue;
        if (other === from) return true;
        seen.add(other);
      }
    }
    return false;
  }

  /** Of what an event waits for, what ends last; -1 if it waits for nothing. */
  private latest(event: number): number {
    let last = -1;
    for (let at = this.from[event] ?? 0; at < (this.from[event + 1] ?? 0); at++) {
      const other = this.waits[at] ?? 0;
      if (last === -1 || (this.end[other] ?? 0) > (this.end[last] ?? 0)) last = other;
    }
    return last;
  }

  /** The app's end that an event comes to. */
  private ending(event: number): number {
    let at = event;
    while (this.app[at] === -1) at = this.latest(at);
    return at;
  }
}
