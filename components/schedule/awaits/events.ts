import { isLeaf, type Tree } from "./tree";

/** Events in an order in which each stands after what it waits for. */
export interface Events {
  /** App that ends with each event, -1 for the end of a block. */
  readonly app: Int32Array;
  /** Event `e` waits for `waits[from[e]]` up to `waits[from[e + 1]]`, of which those from `awaits[e]` on are ends of apps that its app awaits. */
  readonly from: Int32Array;
  readonly awaits: Int32Array;
  readonly waits: Int32Array;
}

/** Events as the tree is walked; {@link inOrder} puts them in an order in which each stands after what it waits for. */
export class Drafts {
  private readonly app: number[] = [];
  private readonly before: number[] = [];
  private readonly after: number[] = [];
  /** Orders that the tree makes; those behind them are awaits. */
  private nested = 0;
  private readonly ofApp: number[] = [];
  /** Drafts by the last position of what they end, linked: the app's own first, then blocks from the inside out. */
  private readonly head: Int32Array;
  private readonly tail: Int32Array;
  private readonly next: number[] = [];
  /** Last position within the piece that was walked last. */
  private last = 0;

  constructor(private readonly position: Int32Array) {
    this.head = new Int32Array(position.length).fill(-1);
    this.tail = new Int32Array(position.length).fill(-1);
  }

  /** Adds a piece that is reached after a draft (-1: at once) and gives its end. */
  add(piece: Tree, entry: number): number {
    if (isLeaf(piece)) {
      this.last = this.position[piece.node] ?? 0;
      const end = this.event(piece.node, this.last);
      this.ofApp[piece.node] = end;
      if (entry !== -1) this.order(entry, end);
      return end;
    }
    if (piece.kind === "sequence") {
      let reached = entry;
      for (const part of piece.parts) reached = this.add(part, reached);
      return reached;
    }
    let last = 0;
    const ends = piece.parts.map((part) => {
      const end = this.add(part, entry);
      last = Math.max(last, this.last);
      return end;
    });
    const end = this.event(-1, last);
    for (const one of ends) this.order(one, end);
    this.last = last;
    return end;
  }

  /** What the tree orders must all be added before the first await. */
  awaits(awaited: number, waiter: number): void {
    this.before.push(this.endOf(awaited));
    this.after.push(this.endOf(waiter));
  }

  inOrder(): Events {
    const size = this.app.length;
    const event = new Int32Array(size);
    const app = new Int32Array(size);
    let count = 0;
    for (const first of this.head) {
      for (let draft = first; draft !== -1; draft = this.next[draft] ?? -1) {
        app[count] = this.app[draft] ?? -1;
        event[draft] = count++;
      }
    }
    const from = new Int32Array(size + 1);
    const awaits = new Int32Array(size);
    for (const draft of this.after) {
      const own = (event[draft] ?? 0) + 1;
      from[own] = (from[own] ?? 0) + 1;
    }
    for (let index = 0; index < size; index++) from[index + 1] = (from[index + 1] ?? 0) + (from[index] ?? 0);
    const free = from.slice();
    const waits = new Int32Array(this.after.length);
    for (let index = 0; index < waits.length; index++) {
      // The orders of the tree come first.
      if (index === this.nested) awaits.set(free.subarray(0, size));
      const own = event[this.after[index] ?? 0] ?? 0;
      const slot = free[own] ?? 0;
      waits[slot] = event[this.before[index] ?? 0] ?? 0;
      free[own] = slot + 1;
    }
    if (this.nested === waits.length) awaits.set(free.subarray(0, size));
    return { app, from, awaits, waits };
  }

  private endOf(app: number): number {
    return this.ofApp[app] ?? 0;
  }

  private order(before: number, after: number): void {
    this.nested += 1;
    this.before.push(before);
    this.after.push(after);
  }

  private event(app: number, last: number): number {
    const own = this.app.push(app) - 1;
    this.next.push(-1);
    const tail = this.tail[last] ?? -1;
    if (tail === -1) this.head[last] = own;
    else this.next[tail] = own;
    this.tail[last] = own;
    return own;
  }
}
