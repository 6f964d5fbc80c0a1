/** One list price. */
export interface Price {
  /** What is paid for. */
  readonly what: string;
  /** US dollars, before tax, free tiers and discounts. */
  readonly usd: number;
  /** Page that lists it. */
  readonly source: string;
}

/** When the prices were written down. */
export const PRICES_DATE = "2026-11-23";

/** Region of the prices: they differ a little elsewhere. */
export const PRICES_REGION = "us-east-1";

/** List prices of what costs while nothing runs (a month each) and of a transition of a Standard workflow. */
export const PRICES = {
  transition: {
    what: "state transition",
    usd: 0.025 / 1000,
    source: "https://aws.amazon.com/step-functions/pricing/",
  },
  /** The first two yearly rotations add as much again each; a third and later ones add nothing. */
  key: { what: "customer-managed key", usd: 1, source: "https://aws.amazon.com/kms/pricing/" },
  secret: { what: "secret", usd: 0.4, source: "https://aws.amazon.com/secrets-manager/pricing/" },
  /** On one metric of standard resolution (60 s). */
  alarm: { what: "alarm", usd: 0.1, source: "https://aws.amazon.com/cloudwatch/pricing/" },
  compositeAlarm: { what: "composite alarm", usd: 0.5, source: "https://aws.amazon.com/cloudwatch/pricing/" },
  /**
   * A metric that a filter makes from a log; AWS bills only the hours in which something is logged, so this is the
   * most.
   */
  metric: { what: "metric of the log", usd: 0.3, source: "https://aws.amazon.com/cloudwatch/pricing/" },
} as const satisfies Record<string, Price>;

/** A number of things that are paid for by the month. */
export interface IdleItem {
  readonly price: Price;
  readonly count: number;
}

/**
 * What an environment costs by the month while nothing runs. Roles, machines, aliases, rules, topics, queues, log
 * groups and functions cost nothing then; what is kept in the log ($0.03 per GB and month) and the rotations themselves
 * are left out.
 */
export function idleItems({ secrets, alarms }: { readonly secrets: number; readonly alarms: number }): IdleItem[] {
  return [
    { price: PRICES.key, count: 1 },
    { price: PRICES.metric, count: 1 },
    { price: PRICES.alarm, count: alarms },
    { price: PRICES.compositeAlarm, count: 1 },
    { price: PRICES.secret, count: secrets },
  ].filter(({ count }) => count > 0);
}

/** Sum of items in US dollars, rounded to a hundredth of a cent. */
export function idleUsd(items: readonly IdleItem[]): number {
  return rounded(items.reduce((sum, { price, count }) => sum + price.usd * count, 0));
}

/** Price of 1,000 runs of so many transitions in US dollars, rounded to a hundredth of a cent. */
export function thousandRunsUsd(transitions: number): number {
  return rounded(transitions * 1000 * PRICES.transition.usd);
}

function rounded(usd: number): number {
  return Math.round(usd * 10_000) / 10_000;
}
