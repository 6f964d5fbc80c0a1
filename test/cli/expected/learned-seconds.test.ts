import assert from "node:assert/strict";
import fc from "fast-check";
import { type Expectation, learnedSeconds, medianOf, stableSeconds } from "../../../cli/expected/learned-seconds";

/** An app that is expected to take so long; its time-out follows from that unless one is given. */
function app(present?: number, ownTimeout?: number): Expectation {
  return {
    present,
    ownTimeout,
    timeoutWith: (seconds = 0) => ownTimeout ?? Math.max(300, Math.ceil(3 * seconds)),
    refusal: (seconds) => (ownTimeout !== undefined && seconds > ownTimeout ? "too long" : undefined),
  };
}

/** Durations to the millisecond, from nothing to a week. */
const duration = fc.integer({ min: 0, max: 604_800_000 }).map((milliseconds) => milliseconds / 1000);
const durations = fc.array(duration, { minLength: 1, maxLength: 40 });
const present = fc.option(fc.double({ min: 0.001, max: 604_800, noNaN: true }), { nil: undefined });

describe("seconds learned from past runs", () => {
  for (const [values, median] of [
    [[], undefined],
    [[4], 4],
    [[9, 1], 5],
    [[3, 100, 1], 3],
    [[10, 9, 2, 1], 5.5],
  ] as const) {
    it(`have the median ${median} of ${values.join(", ") || "nothing"}`, () => assert.equal(medianOf(values), median));
  }

  for (const [seconds, stable] of [
    [0, 0.1],
    [0.04, 0.1],
    [0.26, 0.3],
    [0.96, 1],
    [1.04, 1],
    [3.449, 3.4],
    [9.96, 10],
    [62.4, 62],
    [127, 130],
    [3_649, 3_600],
    [31_536_000, 31_536_000],
  ] as const) {
    it(`are ${stable} of a median of ${seconds}`, () => assert.equal(stableSeconds(seconds), stable));
  }

  for (const [what, expected, runs, write] of [
    ["where nothing was expected", app(), [0.2], 0.2],
    ["where nothing was expected and none is found", app(), [], undefined],
    ["not by a tenth", app(10), [11], undefined],
    ["by more than a tenth", app(10), [11.6], 12],
    ["by more than a tenth less", app(10), [8.9], 8.9],
    ["not by half a second", app(0.5), [1], undefined],
    ["by more than half a second", app(0.5), [1.1], 1.1],
    ["not where there is no run", app(10), [], undefined],
    ["by the run in the middle, whatever the longest", app(10), [20, 21, 200], 21],
    ["no longer than the time-out that is written", app(10, 64), [68, 69], 64],
    ["not where it is that time-out already", app(64, 64), [68, 69], undefined],
    ["where a time-out shrinks and all runs fit", app(1000), [150, 400], 280],
    ["where a time-out is short, too, and grows", app(110), [160, 600], 380],
  ] as const) {
    it(`change ${what}`, () => assert.equal(learnedSeconds(expected, runs).write, write));
  }

  it("are not taken where a time-out that follows from them would end a run that went well", () => {
    assert.deepEqual(learnedSeconds(app(1000), [150, 150, 600.5]), {
      runs: 3,
      median: 150,
      longest: 600.5,
      write: undefined,
      refusal:
        "with 150 s its time-out would be 450 s instead of 3000 s, and a run took 601 s: write timeoutSeconds in the blueprint first",
    });
  });

  it("are not taken where the app refuses them, and say why", () => {
    const { write, refusal } = learnedSeconds({ ...app(10), refusal: (seconds) => `not ${seconds}` }, [20]);
    assert.deepEqual([write, refusal], [undefined, "not 20"]);
  });

  it("once written stay, whatever the order of the runs", () =>
    fc.assert(
      fc.property(present, durations, (before, runs) => {
        const { write } = learnedSeconds(app(before), runs);
        const after = write ?? before;
        const again = learnedSeconds(app(after), [...runs].reverse());
        assert.equal(again.write, undefined);
      }),
    ));

  it("that are written stay when every run takes a little more or less", () =>
    fc.assert(
      fc.property(durations, fc.double({ min: 0.96, max: 1.04, noNaN: true }), (runs, factor) => {
        const { write } = learnedSeconds(app(), runs);
        const other = runs.map((seconds) => seconds * factor);
        assert.equal(learnedSeconds(app(write), other).write, undefined);
      }),
    ));

  it("are within a twentieth of the median, lie between the shortest and the longest run, and never are nothing", () =>
    fc.assert(
      fc.property(durations, (runs) => {
        const { median = 0, write = 0 } = learnedSeconds(app(), runs);
        assert.ok(write >= 0.1 && Math.abs(write - median) <= Math.max(0.1, median / 20), `${write} of ${median}`);
        assert.ok(Math.min(...runs) <= median && median <= Math.max(...runs));
      }),
    ));

  it("never exceed a time-out that is written, and never shrink one that follows below a run", () =>
    fc.assert(
      fc.property(present, fc.option(fc.integer({ min: 1, max: 604_800 })), durations, (before, own, runs) => {
        const expected = app(own === null ? before : Math.min(before ?? own, own), own ?? undefined);
        const { write, longest = 0 } = learnedSeconds(expected, runs);
        if (write === undefined) {
          return;
        }
        if (own !== null) {
          assert.ok(write <= own);
        } else {
          assert.ok(expected.timeoutWith(write) >= Math.min(longest, expected.timeoutWith(expected.present)));
        }
      }),
    ));
});
