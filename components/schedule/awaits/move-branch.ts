import { type Block, blockOf, isLeaf, leavesIn, projected, type Tree } from "./tree";

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
  const sequences = block.parts.map(sequenceIn);
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
  const made = blockOf(
    "parallel",
    parts.map((part, index) => {
      if (index === branch) return undefined;
      return index === host ? followed(part, awaited, parts[branch], before) : part;
    }),
  );
  if (made === undefined) throw new Error("a parallel block without a branch");
  return made;
}

/** A sequence in which another tree follows an app that stands in it by itself, beside what followed it before. */
function followed(host: Tree, app: number, other: Tree | undefined, before: Before): Tree | undefined {
  const parts = sequenceIn(host);
  const until = parts.findIndex((part) => isApp(part, app)) + 1;
  const beside = blockOf("parallel", [blockOf("sequence", parts.slice(until)), other]);
  return blockOf("sequence", [...parts.slice(0, until), beside && movedIn(beside, before)]);
}

function sequenceIn(tree: Tree): readonly Tree[] {
  return isLeaf(tree) || tree.kind === "parallel" ? [tree] : tree.parts;
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

/**
 * The tree with an app that awaits another, and all that follows it in its sequence, behind what it awaits, beside the rest of that one's sequence. What stood before
 * it is awaited from then on, as far as it is depended on. Nothing begins later.
 *
 * @param before direct dependencies, without those that others imply
 * @returns undefined where the awaited app does not stand by itself in the sequence of a branch beside the waiter's
 */
export function movedBehind(tree: Tree, awaited: number, waiter: number, before: Before): Tree | undefined {
  if (isLeaf(tree)) return undefined;
  const branch = tree.parts.find((part) => holds(part, waiter));
  const host = tree.parts.find((part) => holds(part, awaited));
  if (branch === undefined || host === undefined) return undefined;
  if (branch === host) {
    const inner = movedBehind(branch, awaited, waiter, before);
    return inner && withParts(tree, (part) => (part === branch ? inner : part));
  }
  if (tree.kind === "sequence" || !sequenceIn(host).some((part) => isApp(part, awaited))) return undefined;
  const moved = new Set(tailFrom(branch, waiter));
  const front = projected(branch, (app) => !moved.has(app));
  const tail = projected(branch, (app) => moved.has(app));
  const longer = followed(host, awaited, tail, before);
  const made = withParts(tree, (part) => (part === branch ? front : part === host ? longer : part));
  return made && grafted(made, before);
}

function withParts({ kind, parts }: Block, other: (part: Tree) => Tree | undefined): Tree | undefined {
  return blockOf(kind, parts.map(other));
}

/** An app, and what follows it in the sequence that it stands in by itself. */
function tailFrom(tree: Tree, app: number): readonly number[] {
  if (isLeaf(tree)) return [app];
  const at = tree.parts.findIndex((part) => holds(part, app));
  const part = tree.parts[at];
  if (part === undefined) return [];
  if (!isLeaf(part)) return tailFrom(part, app);
  return tree.kind === "sequence" ? tree.parts.slice(at).flatMap((one) => leavesIn(one)) : [app];
}

function holds(tree: Tree, node: number): boolean {
  return isLeaf(tree) ? tree.node === node : tree.parts.some((part) => holds(part, node));
}
