import type { Graph } from "../graph";

/** All direct and indirect dependencies and dependents of each app, as bit sets: two bits for each pair of apps. */
export class Reachability {
  /** 32-bit words of a set. */
  readonly words: number;
  private readonly before: Uint32Array;
  private readonly after: Uint32Array;
  private readonly part: Uint32Array;
  private readonly balances: Int32Array;

  constructor({ size, before, after }: Graph) {
    this.words = (size + 31) >> 5;
    this.part = new Uint32Array(this.words);
    this.balances = new Int32Array(size);
    this.before = new Uint32Array(size * this.words);
    this.after = new Uint32Array(size * this.words);
    for (let node = 0; node < size; node++) {
      this.collect(this.before, node, before[node] ?? []);
    }
    for (let node = size - 1; node >= 0; node--) {
      this.collect(this.after, node, after[node] ?? []);
    }
  }

  /**
   * For each of the nodes, which are ascending, how many of them depend on it less how many it depends on. Valid until
   * the next call.
   */
  balance(nodes: Int32Array): Int32Array {
    const { words, part, before, after } = this;
    const from = (nodes[0] ?? 0) >> 5;
    const to = (nodes[nodes.length - 1] ?? 0) >> 5;
    part.fill(0, from, to + 1);
    for (const node of nodes) {
      part[node >> 5] = (part[node >> 5] ?? 0) | (1 << (node & 31));
    }
    for (const node of nodes) {
      let balance = 0;
      for (let word = from; word <= to; word++) {
        const inside = part[word] ?? 0;
        if (inside === 0) {
          continue;
        }
        const index = node * words + word;
        balance += bits((after[index] ?? 0) & inside) - bits((before[index] ?? 0) & inside);
      }
      this.balances[node] = balance;
    }
    return this.balances;
  }

  private collect(sets: Uint32Array, node: number, others: readonly number[]): void {
    const own = node * this.words;
    for (const other of others) {
      const from = other * this.words;
      for (let word = 0; word < this.words; word++) {
        sets[own + word] = (sets[own + word] ?? 0) | (sets[from + word] ?? 0);
      }
      const index = own + (other >> 5);
      sets[index] = (sets[index] ?? 0) | (1 << (other & 31));
    }
  }
}

/** Number of bits that are set in a 32-bit word. */
function bits(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
