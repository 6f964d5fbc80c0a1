import type { Graph } from "../graph";

/** What comes before and after each app, transitively, as bit sets: two bits for each pair of apps. */
export class Closure {
  /** 32-bit words of a set. */
  readonly words: number;
  private readonly before: Uint32Array;
  private readonly after: Uint32Array;
  private readonly part: Uint32Array;

  constructor({ size, before, after }: Graph) {
    this.words = (size + 31) >> 5;
    this.part = new Uint32Array(this.words);
    this.before = new Uint32Array(size * this.words);
    this.after = new Uint32Array(size * this.words);
    for (let node = 0; node < size; node++) this.collect(this.before, node, before[node] ?? []);
    for (let node = size - 1; node >= 0; node--) this.collect(this.after, node, after[node] ?? []);
  }

  /** For each of the nodes, how many of them come after it less how many come before it, written into `balance`. */
  balance(nodes: Int32Array, balance: Int32Array): void {
    const { words, part, before, after } = this;
    part.fill(0);
    for (const node of nodes) part[node >> 5] = (part[node >> 5] ?? 0) | (1 << (node & 31));
    for (const node of nodes) {
      let sum = 0;
      for (let word = 0; word < words; word++) {
        const inside = part[word] ?? 0;
        if (inside === 0) continue;
        const at = node * words + word;
        sum += ones((after[at] ?? 0) & inside) - ones((before[at] ?? 0) & inside);
      }
      balance[node] = sum;
    }
  }

  private collect(sets: Uint32Array, node: number, others: readonly number[]): void {
    const own = node * this.words;
    for (const other of others) {
      const from = other * this.words;
      for (let word = 0; word < this.words; word++)
        sets[own + word] = (sets[own + word] ?? 0) | (sets[from + word] ?? 0);
      const at = own + (other >> 5);
      sets[at] = (sets[at] ?? 0) | (1 << (other & 31));
    }
  }
}

/** Bits that are set in a 32-bit word. */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
