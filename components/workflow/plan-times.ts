import { leavesOf, type Plan, type PlanLeaf } from "./plan";

/** When an app of a plan is reached, starts and ends, in seconds from the start of the plan. What is awaited lies between reached and start. */
export interface AppTimes {
  readonly reached: number;
  readonly start: number;
  readonly end: number;
}

/** Longest way through a plan, awaited apps included. @throws Error if apps wait for each other in a circle or for one that is not in the plan */
export function planSeconds(plan: Plan, seconds: (app: string) => number): number {
  let longest = 0;
  for (const { end } of planTimes(plan, seconds).values()) longest = Math.max(longest, end);
  return longest;
}

/**
 * Times of every app of a plan, if each takes its seconds.
 * @throws Error if apps wait for each other in a circle or for one that is not in the plan
 */
export function planTimes(plan: Plan, seconds: (app: string) => number): ReadonlyMap<string, AppTimes> {
  const flow = new Flow();
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
    for (const other of leaf.await ?? []) {
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
      if (app !== undefined) time[event] = (time[event] ?? 0) + seconds(app);
      for (const other of this.next[event] ?? []) {
        time[other] = Math.max(time[other] ?? 0, time[event] ?? 0);
        left[other] = (left[other] ?? 0) - 1;
        if (left[other] === 0) ready.push(other);
      }
    }
    if (ready.length < time.length) throw new Error("apps of the plan await each other in a circle");
    return time;
  }

  private order(before: number, after: number): void {
    this.next[before]?.push(after);
    this.waiting[after] = (this.waiting[after] ?? 0) + 1;
  }
}
