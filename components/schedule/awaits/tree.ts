import type { Plan } from "../plan";

/** A plan of apps by their numbers. */
export type Tree = Leaf | Block;

export interface Leaf {
  readonly node: number;
}

/** Parts after each other or side by side; never of the kind of the block around it, never of one part. */
export interface Block {
  readonly kind: "sequence" | "parallel";
  readonly parts: readonly Tree[];
}

export function isLeaf(tree: Tree): tree is Leaf {
  return "node" in tree;
}

export function treeOf(plan: Plan, number: ReadonlyMap<string, number>): Tree {
  if ("app" in plan) return { node: number.get(plan.app) ?? 0 };
  const kind = "sequence" in plan ? "sequence" : "parallel";
  return { kind, parts: ("sequence" in plan ? plan.sequence : plan.parallel).map((part) => treeOf(part, number)) };
}

/** The plan of a tree; `awaits` are the names that each app awaits. */
export function planOf(tree: Tree, name: readonly string[], awaits: ReadonlyMap<number, readonly string[]>): Plan {
  if (isLeaf(tree)) {
    const awaited = awaits.get(tree.node) ?? [];
    return { app: name[tree.node] ?? "", ...(awaited.length === 0 ? {} : { await: awaited }) };
  }
  const parts = tree.parts.map((part) => planOf(part, name, awaits));
  return tree.kind === "sequence" ? { sequence: parts } : { parallel: parts };
}

/** Parts as a block: those of the same kind are taken apart, a single one stands for itself, none is nothing. */
export function blockOf(kind: Block["kind"], parts: readonly (Tree | undefined)[]): Tree | undefined {
  const flat: Tree[] = [];
  for (const part of parts) {
    if (part === undefined) continue;
    if (isLeaf(part) || part.kind !== kind) flat.push(part);
    else for (const inner of part.parts) flat.push(inner);
  }
  return flat.length > 1 ? { kind, parts: flat } : flat[0];
}

/** The tree with only the leaves of a set. What was after each other or side by side still is; undefined if none is left. */
export function projected(tree: Tree, keeps: (node: number) => boolean): Tree | undefined {
  if (isLeaf(tree)) return keeps(tree.node) ? tree : undefined;
  return blockOf(
    tree.kind,
    tree.parts.map((part) => projected(part, keeps)),
  );
}

/** Numbers of the leaves, in the tree's order. */
export function leavesIn(tree: Tree, found: number[] = []): number[] {
  if (isLeaf(tree)) found.push(tree.node);
  else for (const part of tree.parts) leavesIn(part, found);
  return found;
}

/** The tree with another one in the place of a block within. */
export function replaced(tree: Tree, block: Block, other: Tree): Tree {
  if (tree === block) return other;
  if (isLeaf(tree)) return tree;
  const parts = tree.parts.map((part) => replaced(part, block, other));
  if (parts.every((part, index) => part === tree.parts[index])) return tree;
  return blockOf(tree.kind, parts) ?? tree;
}
