import type { Hop } from "./schedule-flow";
import { MinCutter } from "./schedule-min-cut";
import { type Block, blockOf, isLeaf, leavesIn, projected, type Tree } from "./schedule-tree";

/** A sequence, or some of its parts, taken apart into branches that run side by side. */
export interface Split {
  /** Its place among all splits that were found. */
  readonly number: number;
  readonly block: Block;
  /** What is to stand in the block's place. */
  readonly tree: Tree;
}

/** Dependencies between two branches, and so awaits, of a split that is worth looking at. */
const MOST = 12;

/** Finds the splits that put two apps into different branches with the fewest dependencies between the branches. */
export class Splitter {
  private readonly cutter: MinCutter;
  private readonly known = new WeakMap<Block, Set<string>>();
  private found = 0;
  private effort = 0;

  /** @param before direct dependencies, without those that others imply */
  constructor(before: readonly (readonly number[])[]) {
    this.cutter = new MinCutter(before);
  }

  /** Splits that were not given before: of the two parts of the sequence with the apps, and of all of it. */
  splits({ first, second, block, part }: Hop): Split[] {
    if (!this.isNew(block, `${first} ${second}`)) return [];
    const all = block.parts.length;
    const ranges = all === 2 ? [[0, 2] as const] : [[part, part + 2] as const, [0, all] as const];
    return ranges.flatMap(([from, to]) => this.within(block, from, to, first, second));
  }

  /** Apps looked at since this was asked last. */
  takeEffort(): number {
    const { effort } = this;
    this.effort = 0;
    return effort;
  }

  private within(block: Block, from: number, to: number, first: number, second: number): Split[] {
    const inner = blockOf("sequence", block.parts.slice(from, to));
    if (inner === undefined) return [];
    const nodes = leavesIn(inner);
    const cut = this.cutter.cut(nodes, first, second, MOST);
    this.effort += nodes.length * 2 * (2 + (cut?.edges ?? MOST));
    return (cut?.sides ?? []).flatMap((side) => {
      const id = side.reduce((sum, node) => (Math.imul(sum, 31) + node) | 0, 7);
      if (!this.isNew(block, `${from} to ${to}: ${side.length} ${id}`)) return [];
      this.effort += nodes.length * 10;
      const own = new Set(side);
      const branches = blockOf("parallel", [
        this.loosened(projected(inner, (node) => own.has(node))),
        this.loosened(projected(inner, (node) => !own.has(node))),
      ]);
      const tree = blockOf("sequence", [...block.parts.slice(0, from), branches, ...block.parts.slice(to)]);
      return tree === undefined ? [] : [{ number: this.found++, block, tree }];
    });
  }

  /** Puts what no dependency connects side by side, now that other apps are gone. */
  private loosened(tree: Tree | undefined): Tree | undefined {
    if (tree === undefined || isLeaf(tree)) return tree;
    const parts = tree.kind === "parallel" ? [] : this.cutter.components(leavesIn(tree));
    if (parts.length < 2)
      return blockOf(
        tree.kind,
        tree.parts.map((part) => this.loosened(part)),
      );
    const branches = parts.map((part) => {
      const own = new Set(part);
      return this.loosened(projected(tree, (node) => own.has(node)));
    });
    return blockOf("parallel", branches);
  }

  private isNew(block: Block, id: string): boolean {
    const known = this.known.get(block) ?? new Set();
    this.known.set(block, known);
    if (known.has(id)) return false;
    known.add(id);
    return true;
  }
}
