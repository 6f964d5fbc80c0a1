/** What a machine starts: an app's child, or a part of the plan that is a machine of its own. */
export type Unit = { readonly app: string; readonly await?: readonly string[] } | { readonly part: number };

/** A plan in which parts may stand for what they hold. Without parts it is a plan. */
export type CutPlan = Unit | { readonly sequence: readonly CutPlan[] } | { readonly parallel: readonly CutPlan[] };

/** A piece of the plan that is a machine of its own. */
export interface Part {
  /** 1 and up; inner parts before those that hold them. */
  readonly index: number;
  readonly plan: CutPlan;
  /** All its apps, those of inner parts included, in the order of the plan. */
  readonly apps: readonly string[];
}

/** A plan and the parts that stand in it, however deep. */
export interface CutResult {
  readonly plan: CutPlan;
  readonly parts: readonly Part[];
}

/**
 * Cuts a plan until no machine starts more than it can: `weight` is what a unit takes, `capacity` what a machine has. Runs of steps of a sequence, and groups
 * of branches, become parts, from the inside out and from the left until the rest fits. What ran beside what, and after what, is as before. The
 * same plan is always cut the same way.
 * @throws Error if a single unit takes more than a machine has
 */
export function cutPlan(plan: CutPlan, capacity: number, weight: (unit: Unit) => number): CutResult {
  const parts: Part[] = [];
  const weightOf = (piece: CutPlan): number => unitsOf(piece).reduce((sum, unit) => sum + weight(unit), 0);
  const appsWithin = (piece: CutPlan): string[] =>
    unitsOf(piece).flatMap((unit) => ("app" in unit ? [unit.app] : [...(parts[unit.part - 1]?.apps ?? [])]));
  const partOf = (piece: CutPlan): CutPlan => {
    const index = parts.length + 1;
    parts.push({ index, plan: piece, apps: appsWithin(piece) });
    return { part: index };
  };
  const reduce = (piece: CutPlan): CutPlan => {
    if (!isBlock(piece)) {
      if (weight(piece) > capacity) throw new Error(`${JSON.stringify(piece)} alone is more than a machine can hold`);
      return piece;
    }
    let steps = stepsOf(piece).map(reduce);
    for (let total = weightOf(like(piece, steps)); total > capacity; total = weightOf(like(piece, steps))) {
      const fewer = outlined(piece, steps, total);
      if (fewer.length === steps.length && weightOf(like(piece, fewer)) >= total)
        throw new Error("the plan cannot be cut any further");
      steps = fewer;
    }
    return like(piece, steps);
  };
  /**
   * Steps in groups that fill a machine; each group becomes a part, until what is left fits. A single unit becomes one only where it takes more than twice
   * what a part takes: an app that awaits many others.
   */
  const outlined = (piece: Block, steps: readonly CutPlan[], total: number): CutPlan[] => {
    const groups = grouped(steps, capacity, weightOf);
    let left = total;
    return groups.flatMap((group) => {
      const held = like(piece, group);
      const taken = weightOf(held);
      const single = unitsOf(held).length < 2;
      if (left <= capacity || (single && taken <= 2 * weight({ part: parts.length + 1 }))) return group;
      const part = partOf(held);
      left += weightOf(part) - taken;
      return [part];
    });
  };
  return { plan: reduce(plan), parts };
}

type Block = Extract<CutPlan, { sequence: unknown } | { parallel: unknown }>;

function isBlock(plan: CutPlan): plan is Block {
  return "sequence" in plan || "parallel" in plan;
}

function stepsOf(block: Block): readonly CutPlan[] {
  return "sequence" in block ? block.sequence : block.parallel;
}

/** A block of the same kind with other steps; a single step stands for itself. */
function like(block: Block, steps: readonly CutPlan[]): CutPlan {
  const [only] = steps;
  if (steps.length === 1 && only !== undefined) return only;
  return "sequence" in block ? { sequence: steps } : { parallel: steps };
}

function grouped(
  steps: readonly CutPlan[],
  capacity: number,
  weightOf: (piece: CutPlan) => number,
): readonly (readonly CutPlan[])[] {
  const groups: CutPlan[][] = [];
  let room = 0;
  for (const step of steps) {
    const taken = weightOf(step);
    const last = groups.at(-1);
    if (last === undefined || taken > room) {
      groups.push([step]);
      room = capacity - taken;
    } else {
      last.push(step);
      room -= taken;
    }
  }
  return groups;
}

/** Units of a plan in its order. */
export function unitsOf(plan: CutPlan): Unit[] {
  return isBlock(plan) ? stepsOf(plan).flatMap(unitsOf) : [plan];
}
