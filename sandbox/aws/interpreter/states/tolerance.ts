import type { Json } from "../language/json";
import type { Visit } from "../visit";

const isCount = (value: Json): value is number => typeof value === "number" && Number.isInteger(value) && value >= 0;
const isPercentage = (value: Json): value is number => typeof value === "number" && value >= 0 && value <= 100;

/**
 * How many items of a Map state may fail,
 * https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
 */
export interface Tolerance {
  /** Whether the definition sets a threshold at all. */
  readonly declared: boolean;
  /** Whether so many failures are more than either threshold allows. */
  exceededBy(failures: number): boolean;
}

/**
 * Reads ToleratedFailureCount and ToleratedFailurePercentage; a threshold that is not given allows nothing unless the
 * other is.
 */
export async function tolerance(visit: Visit, items: number): Promise<Tolerance> {
  const { ToleratedFailureCount: count, ToleratedFailurePercentage: share } = visit.state;
  const declared = count !== undefined || share !== undefined;
  const limits: number[] = declared ? [] : [0];
  if (count !== undefined) {
    limits.push(await visit.evaluateAs(count, "ToleratedFailureCount", "a whole number from 0", isCount));
  }
  if (share !== undefined) {
    const percentage = await visit.evaluateAs(
      share,
      "ToleratedFailurePercentage",
      "a number from 0 to 100",
      isPercentage,
    );
    limits.push((items * percentage) / 100);
  }
  const most = Math.min(...limits);
  return { declared, exceededBy: (failures) => failures > most };
}
