import { leavesOf, type Plan, type PlanLeaf } from "./plan";

/** When an app of a plan is reached, starts and ends, in seconds from the start of the plan. What is awaited lies between reached and start. */
export interface AppTimes {
  readonly reached: number;
  readonly start: number;
  readonly end: number;
}

/** When an app that awaits others starts: it is reached at a time, and they end at these, in the leaf's order. */
export type Start = (leaf: PlanLeaf, reached: number, ends: readonly number[]) => number;

/** As if every end were seen at once. No run of these orders is faster. */
const atOnce: Start = (_, reached, ends) => Math.max(reached, ...ends);

/** Longest way through a plan, awaited apps included. @throws Error if apps wait for each other in a circle or for one that is not in the plan */
export function planSeconds(plan: Plan, seconds: (app: string) => number, start?: Start): number {
  let longest = 0;
  for (const { end } of planTimes(plan, seconds, start).values()) longest = Math.max(longest, end);
  return longest;
}

/**
 * Times of every app of a plan, if each takes its seconds and those that await others start as told.
 * @throws Error if apps wait for each other in a circle or for one that is not in the plan
 */
export function planTimes(plan: Plan, seconds: (app: string) => number, start = atOnce): ReadonlyMap<string, AppTimes> {
  const flow = new Flow(start);
  flow.add(plan, flow.event());
  for (const leaf of leavesOf(plan)) flow.awaits(leaf);
  const time = flow.times(seconds);
  return new Map(
    [...flow.leaves].map(([app, { reached, start, end }]) => [
      app,
      { reached: time[reached] ?? 0, start: time[start] ?? 0, end: time[end] ?? 0 },
    ]),
  );
}

/** The plan as events (something begins or ends) and what each waits for. Walked without recursion into the past, so a long sequence is no deep stack. */
class Flow {
  readonly leaves = new Map<string, { readonly reached: number; readonly start: number; readonly end: number }>();
  private readonly next: number[][] = [];
  private readonly waiting: number[] = [];
  private readonly appEndingAt = new Map<number, string>();
  private readonly awaitingAt = new Map<number, PlanLeaf>();

  constructor(private readonly start: Start) {}

  event(): number {
    this.waiting.push(0);
    return this.next.push([]) - 1;
  }

  /** Adds a plan that begins at an event; gives the event at which it ends. */
  add(plan: Plan, from: number): number {
    if ("app" in plan) {
      const [start, end] = [this.event(), this.event()];
      this.order(from, start);
      this.order(start, end);
      this.leaves.set(plan.app, { reached: from, start, end });
      this.appEndingAt.set(end, plan.app);
      return end;
    }
    if ("sequence" in plan) return plan.sequence.reduce((at, part) => this.add(part, at), from);
    const ends = plan.parallel.map((part) => this.add(part, from));
    const joined = this.event();
    for (const end of ends) this.order(end, joined);
    return joined;
  }

  awaits(leaf: PlanLeaf): void {
    if (leaf.await === undefined) return;
    this.awaitingAt.set(this.leaves.get(leaf.app)?.start ?? 0, leaf);
    for (const other of leaf.await) {
      const [awaited, waiter] = [this.leaves.get(other), this.leaves.get(leaf.app)];
      if (awaited === undefined || waiter === undefined)
        throw new Error(`${leaf.app} awaits ${other}, which is not in the plan`);
      this.order(awaited.end, waiter.start);
    }
  }

  times(seconds: (app: string) => number): Float64Array {
    const time = new Float64Array(this.next.length);
    const left = Int32Array.from(this.waiting);
    const ready = [...left.keys()].filter((event) => left[event] === 0);
    for (let index = 0; index < ready.length; index++) {
      const event = ready[index] ?? 0;
      const app = this.appEndingAt.get(event);
      const leaf = this.awaitingAt.get(event);
      if (app !== undefined) time[event] = (time[event] ?? 0) + seconds(app);
      if (leaf !== undefined) time[event] = this.started(leaf, time);
      for (const other of this.next[event] ?? []) {
        time[other] = Math.max(time[other] ?? 0, time[event] ?? 0);
        left[other] = (left[other] ?? 0) - 1;
        if (left[other] === 0) ready.push(other);
      }
    }
    if (ready.length < time.length) throw new Error("apps of the plan await each other in a circle");
    return time;
  }

  private started(leaf: PlanLeaf, time: Float64Array): number {
    const ends = (leaf.await ?? []).map((other) => time[this.leaves.get(other)?.end ?? 0] ?? 0);
    return this.start(leaf, time[this.leaves.get(leaf.app)?.reached ?? 0] ?? 0, ends);
  }

  private order(before: number, after: number): void {
    this.next[before]?.push(after);
    this.waiting[after] = (this.waiting[after] ?? 0) + 1;
  }
}
