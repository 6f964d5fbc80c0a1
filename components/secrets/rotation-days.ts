/** Security Hub SecretsManager.4 takes no interval above this. */
export const LONGEST_INTERVAL_DAYS = 90;

/**
 * How often a secret rotates by itself, in days: a day before it would be too old to run with, so that a run seldom has to wait for a rotation, and
 * at least every {@link LONGEST_INTERVAL_DAYS} days.
 */
export function rotationDays(maxAgeDays: number): number {
  return Math.max(1, Math.min(maxAgeDays - 1, LONGEST_INTERVAL_DAYS));
}
