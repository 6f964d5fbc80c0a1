/** `LONG=1`, as `npm run test:long` sets it: full numbers of random cases, and the tests that take minutes each. */
export const LONG = process.env.LONG === "1";

const RUNS = readRuns(process.env.RUNS);

function readRuns(text: string | undefined): number | undefined {
  const runs = text === undefined ? undefined : Number(text);
  if (runs !== undefined && (!Number.isInteger(runs) || runs < 1)) {
    throw new Error(`RUNS is ${JSON.stringify(text)}: must be a whole number of 1 or more`);
  }
  return runs;
}

/**
 * How many random cases a property draws: `RUNS` where it is set, all under `LONG=1`, a fifth otherwise.
 * @param full number of cases under `LONG=1`
 */
export function randomCases(full: number): number {
  return RUNS ?? (LONG ? full : Math.ceil(full / 5));
}
