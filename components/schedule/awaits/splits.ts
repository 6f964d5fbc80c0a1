import type { Hop } from "./flow";
import { MinCutter } from "./min-cut";
import { grafted } from "./move-branch";
import { blockOf, isLeaf, leavesIn, projected, type Tree } from "./tree";

/** Parts of a sequence, taken apart into branches that run side by side. */
export interface Split {
  /** Its place among all splits that were found. */
  readonly number: number;
  /** What stands after each other in the sequence. */
  readonly parts: readonly Tree[];
  /** What is to stand in their place. */
  readonly tree: Tree;
}

/** Apps up to which splits of all kinds are looked for: with more of them there is no time for it. */
const SMALL = 700;

/** Finds the splits that put two apps into different branches with the fewest dependencies between the branches. */
export class Splitter {
  private readonly cutter: MinCutter;
  private readonly known = new Set<string>();
  /** Numbers of trees, by identity. */
  private readonly numbers = new WeakMap<Tree, number>();
  private trees = 0;
  private found = 0;
  private effort = 0;
  private readonly small: boolean;

  /** @param before direct dependencies, without those that others imply */
  constructor(private readonly before: readonly (readonly number[])[]) {
    this.cutter = new MinCutter(before);
    this.small = before.length <= SMALL;
  }

  /** Splits with at most so many awaits that were not given before: of the two parts of the sequence with the apps, and of all of it. */
  splits({ first, second, block, part, late, urgent, way, own }: Hop, most: number): Split[] {
    const both = block.parts.slice(part, part + 2);
    // An app alone is cut off with few awaits. With what it waits for itself there are more of them, but their ends are mostly past: they cost no time.
    const sides = [
      [[first], [second]],
      [late, [second]],
      [[first], urgent],
      ...(this.small
        ? [
            [late, urgent],
            [[first], own],
            [late, own],
            [way, [second]],
            [way, urgent],
            [way, own],
          ]
        : []),
    ] as const;
    return (block.parts.length === 2 ? [both] : [both, block.parts]).flatMap((parts) => {
      if (!this.isNew(parts, `${first} ${second}`)) return [];
      return sides.flatMap(([sources, sinks]) => this.within(parts, sources, sinks, most));
    });
  }

  /** Apps looked at since this was asked last. */
  takeEffort(): number {
    const { effort } = this;
    this.effort = 0;
    return effort;
  }

  private within(parts: readonly Tree[], sources: readonly number[], sinks: readonly number[], most: number): Split[] {
    if (!this.isNew(parts, `${hash(sources)} ${hash(sinks)}`)) return [];
    const inner = blockOf("sequence", parts);
    if (inner === undefined) return [];
    const nodes = leavesIn(inner);
    const cut = this.cutter.cut(nodes, sources, sinks, most);
    this.effort += nodes.length * 2 * (2 + (cut?.edges ?? most));
    return (cut?.sides ?? []).flatMap((side) => {
      if (!this.isNew(parts, hash(side))) return [];
      this.effort += nodes.length * 10;
      const own = new Set(side);
      const tree = blockOf("parallel", [
        this.loosened(projected(inner, (node) => own.has(node))),
        this.loosened(projected(inner, (node) => !own.has(node))),
      ]);
      return tree === undefined ? [] : [{ number: this.found++, parts, tree: grafted(tree, this.before) }];
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

  private isNew(parts: readonly Tree[], id: string): boolean {
    const key = `${parts.length} ${this.numberOf(parts[0])} ${this.numberOf(parts.at(-1))} ${id}`;
    if (this.known.has(key)) return false;
    this.known.add(key);
    return true;
  }

  private numberOf(tree: Tree | undefined): number {
    if (tree === undefined) return -1;
    const number = this.numbers.get(tree) ?? this.trees++;
    this.numbers.set(tree, number);
    return number;
  }
}

function hash(nodes: readonly number[]): string {
  return `${nodes.length}:${nodes.reduce((sum, node) => (Math.imul(sum, 31) + node) | 0, 7)}`;
}
