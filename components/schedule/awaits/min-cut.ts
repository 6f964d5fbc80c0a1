/** Two sides of a set of nodes between which there are as few edges as possible. */
export interface MinCut {
  /** Edges between the sides. */
  readonly edges: number;
  /** The smallest and the largest side with the sources that have so few; one if they are the same. */
  readonly sides: readonly (readonly number[])[];
}

/** Finds cuts of sets of nodes of a graph, whatever the direction of its edges. Arrays are kept between calls. */
export class MinCutter {
  /** Edges of node `n`: `other[from[n]]` up to `other[from[n + 1]]`, and at the same place of `back` the same edge as its other node sees it. */
  private readonly from: Int32Array;
  private readonly other: Int32Array;
  private readonly back: Int32Array;
  /** 1 where an edge is used from this node to the other. */
  private readonly used: Int8Array;
  private readonly inside: Int32Array;
  private readonly seen: Int32Array;
  /** Edge by which a node was found, as the node it was found from sees it; -1 where a search begins. */
  private readonly by: Int32Array;
  private readonly open: Int32Array;
  private readonly goal: Int32Array;
  private count = 0;
  private mark = 0;
  private search = 0;

  /** @param before for each node those that stand before it */
  constructor(before: readonly (readonly number[])[]) {
    const size = before.length;
    this.from = new Int32Array(size + 1);
    const count = (node: number) => {
      this.from[node + 1] = (this.from[node + 1] ?? 0) + 1;
    };
    before.forEach((others, node) => {
      for (const one of others) {
        count(node);
        count(one);
      }
    });
    for (let node = 0; node < size; node++) this.from[node + 1] = (this.from[node + 1] ?? 0) + (this.from[node] ?? 0);
    const edges = this.from[size] ?? 0;
    this.other = new Int32Array(edges);
    this.back = new Int32Array(edges);
    this.used = new Int8Array(edges);
    const free = this.from.slice();
    const take = (node: number): number => {
      const slot = free[node] ?? 0;
      free[node] = slot + 1;
      return slot;
    };
    before.forEach((others, node) => {
      for (const one of others) {
        const [here, there] = [take(node), take(one)];
        this.other[here] = one;
        this.other[there] = node;
        this.back[here] = there;
        this.back[there] = here;
      }
    });
    this.inside = new Int32Array(size);
    this.seen = new Int32Array(size);
    this.by = new Int32Array(size);
    this.open = new Int32Array(size);
    this.goal = new Int32Array(size);
  }

  /**
   * The fewest edges within `nodes` between a side with all of `from` and one with all of `to`, as far as they are among the nodes: as many as there are ways
   * that share no edge (Ford and Fulkerson). Undefined if they are more than `most`.
   */
  cut(nodes: readonly number[], from: readonly number[], to: readonly number[], most: number): MinCut | undefined {
    this.enter(nodes);
    const within = (side: readonly number[]) => side.filter((node) => this.inside[node] === this.mark);
    const [sources, sinks] = [within(from), within(to)];
    let edges = 0;
    for (let sink = this.reach(sources, false, sinks); sink !== -1; sink = this.reach(sources, false, sinks)) {
      edges += 1;
      if (edges > most) return undefined;
      let node = sink;
      for (let edge = this.by[node] ?? -1; edge !== -1; edge = this.by[node] ?? -1) {
        const back = this.back[edge] ?? 0;
        // An edge that is used the other way is given back.
        if (this.used[back] === 1) this.used[back] = 0;
        else this.used[edge] = 1;
        node = this.other[back] ?? 0;
      }
    }
    const near = nodes.filter((node) => this.seen[node] === this.search);
    this.reach(sinks, true, []);
    const far = nodes.filter((node) => this.seen[node] !== this.search);
    return { edges, sides: near.length === far.length ? [near] : [near, far] };
  }

  /** Parts of a set that no edge connects, each in the order of the set. */
  components(nodes: readonly number[]): number[][] {
    this.enter(nodes);
    const part = new Map<number, number[]>();
    const parts: number[][] = [];
    for (const root of nodes) {
      if (part.has(root)) continue;
      const own: number[] = [];
      parts.push(own);
      this.reach([root], false, []);
      for (let index = 0; index < this.count; index++) part.set(this.open[index] ?? 0, own);
    }
    for (const node of nodes) part.get(node)?.push(node);
    return parts;
  }

  private enter(nodes: readonly number[]): void {
    this.mark += 1;
    for (const node of nodes) {
      this.inside[node] = this.mark;
      this.used.fill(0, this.from[node], this.from[node + 1]);
    }
  }

  /** Looks for a sink along edges that have room, and gives it, or -1; with `backwards`, for all from which there is room to the starts. */
  private reach(starts: readonly number[], backwards: boolean, sinks: readonly number[]): number {
    this.search += 1;
    for (const sink of sinks) this.goal[sink] = this.search;
    this.count = 0;
    for (const start of starts) {
      this.seen[start] = this.search;
      this.by[start] = -1;
      this.open[this.count++] = start;
    }
    for (let index = 0; index < this.count; index++) {
      const node = this.open[index] ?? 0;
      for (let edge = this.from[node] ?? 0; edge < (this.from[node + 1] ?? 0); edge++) {
        const other = this.other[edge] ?? 0;
        if (this.inside[other] !== this.mark || this.seen[other] === this.search) continue;
        if (this.used[backwards ? (this.back[edge] ?? 0) : edge] === 1) continue;
        this.seen[other] = this.search;
        this.by[other] = edge;
        this.open[this.count++] = other;
        if (this.goal[other] === this.search) return other;
      }
    }
    return -1;
  }
}
