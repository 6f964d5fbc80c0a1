import { type Block, blockOf, isLeaf, type Tree } from "./schedule-tree";

type Before = readonly (readonly number[])[];

/**
 * The tree with branches moved behind what they await: where all that a branch begins with depends on an app that stands by itself in the sequence of a branch
 * beside it, the branch goes behind that app, beside the rest of its sequence. Nothing begins later, since the branch's first apps waited for that app before;
 * what was awaited need not be any more, and its end is seen at once.
 *
 * @param before direct dependencies, without those that others imply
 * @returns the same tree where there is nothing to move
 */
export function grafted(tree: Tree, before: Before): Tree {
  if (isLeaf(tree)) return tree;
  const parts = tree.parts.map((part) => grafted(part, before));
  const same = parts.every((part, index) => part === tree.parts[index]);
  const block = same ? tree : blockOf(tree.kind, parts);
  return block === undefined ? tree : movedIn(block, before);
}

/** Moves one branch after the other, until none is left that could be moved; what is within the branches has been looked at before. */
function movedIn(block: Tree, before: Before): Tree {
  if (isLeaf(block) || block.kind === "sequence") return block;
  const sequences = block.parts.map((part) => (isLeaf(part) || part.kind === "parallel" ? [part] : part.parts));
  for (const [index, branch] of block.parts.entries()) {
    for (const awaited of firstAppsAwait(branch, before)) {
      const host = sequences.findIndex((parts, at) => at !== index && parts.some((part) => isApp(part, awaited)));
      if (host !== -1) return movedIn(behind(block, index, host, awaited, before), before);
    }
  }
  return block;
}

/** The block with a branch behind an app of another branch's sequence. */
function behind({ parts }: Block, branch: number, host: number, awaited: number, before: Before): Tree {
  const [moved, other] = [parts[branch], parts[host]];
  const sequence = other === undefined ? [] : isLeaf(other) || other.kind === "parallel" ? [other] : other.parts;
  const until = sequence.findIndex((part) => isApp(part, awaited)) + 1;
  const beside = blockOf("parallel", [blockOf("sequence", sequence.slice(until)), moved]);
  const longer = blockOf("sequence", [...sequence.slice(0, until), beside && movedIn(beside, before)]);
  const made = blockOf(
    "parallel",
    parts.flatMap((part, index) => (index === branch ? [] : [index === host ? longer : part])),
  );
  if (made === undefined) throw new Error("a parallel block without a branch");
  return made;
}

function isApp(tree: Tree, node: number): boolean {
  return isLeaf(tree) && tree.node === node;
}

/** What every app that a branch begins with depends on directly. */
function firstAppsAwait(branch: Tree, before: Before): readonly number[] {
  if (isLeaf(branch)) return before[branch.node] ?? [];
  const [first, ...others] = branch.parts;
  if (first === undefined) return [];
  const awaited = firstAppsAwait(first, before);
  if (branch.kind === "sequence" || awaited.length === 0) return awaited;
  return others.reduce((all, part) => {
    if (all.length === 0) return all;
    const own = firstAppsAwait(part, before);
    return all.filter((app) => own.includes(app));
  }, awaited);
}
