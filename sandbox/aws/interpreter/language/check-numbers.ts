import type { Report } from "./diagnostic";
import { expressionIn } from "./expressions";
import type { JsonObject } from "./json";

const SCHEMA = "SCHEMA_VALIDATION_FAILED";
const LONGEST = 99_999_999;

/** A field, its lowest and highest value, and whether it takes fractions or an expression. */
interface Bounds {
  readonly least: number;
  readonly most?: number;
  readonly fraction?: boolean;
  readonly literal?: boolean;
}

/**
 * Numbers of a state, a retrier and a definition. The highest are of the service quotas and of AWS's own answers
 * ("Maximum value is 99999999"): https://github.com/aws-cloudformation/cfn-lint/issues/4075.
 */
const BOUNDS: { readonly [field: string]: Bounds } = {
  Seconds: { least: 0, most: LONGEST },
  TimeoutSeconds: { least: 1, most: LONGEST },
  HeartbeatSeconds: { least: 1, most: LONGEST },
  MaxConcurrency: { least: 0 },
  ToleratedFailureCount: { least: 0 },
  ToleratedFailurePercentage: { least: 0, most: 100, fraction: true },
  IntervalSeconds: { least: 1, most: LONGEST, literal: true },
  MaxAttempts: { least: 0, most: LONGEST, literal: true },
  BackoffRate: { least: 1, fraction: true, literal: true },
  MaxDelaySeconds: { least: 1, most: 31_622_400, literal: true },
};

/** Checks each number of an object that has bounds; `literal` where nothing in it may be an expression. */
export function checkNumbers(owner: JsonObject, place: string, report: Report, literal = false): void {
  for (const [field, { least, most = Number.POSITIVE_INFINITY, ...form }] of Object.entries(BOUNDS)) {
    const value = owner[field];
    const expression = typeof value === "string" && expressionIn(value) !== undefined;
    if (value === undefined || (expression && !literal && !form.literal)) {
      continue;
    }
    const here = `${place}/${field}`;
    if (typeof value !== "number" || !(form.fraction || Number.isInteger(value))) {
      report(SCHEMA, `Expected value of type [${form.fraction ? "NUMBER" : "INTEGER"}]`, here);
    } else if (value < least) {
      report(SCHEMA, `Minimum value is ${least}`, here);
    } else if (value > most) {
      report(SCHEMA, `Maximum value is ${most}`, here);
    }
  }
}
