import { type Block, isLeaf, type Tree } from "./tree";

/** Where the tree's pieces stand in each other. */
export class Pieces {
  private readonly tree: Tree[] = [];
  private readonly above: number[] = [];
  private readonly part: number[] = [];
  private readonly depth: number[] = [];
  private readonly leaf: number[] = [];

  add(tree: Tree, above: number, part: number, depth: number): void {
    const own = this.tree.push(tree) - 1;
    this.above.push(above);
    this.part.push(part);
    this.depth.push(depth);
    if (isLeaf(tree)) this.leaf[tree.node] = own;
    else for (const [index, inner] of tree.parts.entries()) this.add(inner, own, index, depth + 1);
  }

  /** The smallest block that holds two apps, and its part that holds the first one. */
  meeting(first: number, second: number): { block: Block; part: number } | undefined {
    const part = this.below(first, second);
    const block = this.tree[this.above[part] ?? -1];
    return block === undefined || isLeaf(block) ? undefined : { block, part: this.part[part] ?? 0 };
  }

  sideBySide(first: number, second: number): boolean {
    const block = this.tree[this.above[this.below(first, second)] ?? -1];
    return block !== undefined && !isLeaf(block) && block.kind === "parallel";
  }

  /** The piece with the first app that stands directly in the smallest block with both. */
  private below(first: number, second: number): number {
    let [a, b] = [this.leaf[first] ?? 0, this.leaf[second] ?? 0];
    while ((this.depth[a] ?? 0) > (this.depth[b] ?? 0)) a = this.above[a] ?? 0;
    while ((this.depth[b] ?? 0) > (this.depth[a] ?? 0)) b = this.above[b] ?? 0;
    while (this.above[a] !== this.above[b]) {
      a = this.above[a] ?? 0;
      b = this.above[b] ?? 0;
    }
    return a;
  }
}
