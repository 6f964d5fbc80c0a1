import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { paintFor } from "../../../cli/status/paint";
import type { Reading } from "../../../cli/status/reading";
import { duration, fitted } from "../../../cli/status/screen-text";
import type { Status } from "../../../cli/status/status";
import { statusText } from "../../../cli/status/text";
import { randomCases } from "../../helpers/random-cases";

const time = fc.constant("2026-05-04T12:00:00.000Z");
const text = fc.string({ unit: "binary", maxLength: 200 });
const part = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Reading<T>> =>
  fc.oneof(
    value.map((one) => ({ value: one })),
    text.map((notAllowed) => ({ notAllowed })),
    text.map((failed) => ({ failed })),
  );
const several = <T>(value: fc.Arbitrary<T>) =>
  part(fc.record({ values: fc.array(value, { maxLength: 40 }), unread: fc.nat(2000) }));
const count = fc.nat(5000);

const anyStatus = fc.record({
  blueprint: fc.stringMatching(/^[a-z][a-z0-9-]{0,39}$/),
  environment: fc.stringMatching(/^[a-z][a-z0-9-]{0,19}$/),
  region: fc.constant("eu-central-1"),
  account: fc.constant("111111111111"),
  at: time,
  expectedSeconds: fc.option(fc.double({ min: 0.1, max: 1e7, noNaN: true }), { nil: undefined }),
  runs: part(
    fc.array(
      fc.record({
        name: text,
        execution: text,
        status: fc.constantFrom("RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"),
        started: time,
        seconds: fc.double({ min: 0, max: 1e8, noNaN: true }),
        startedBy: fc.option(text, { nil: undefined }),
        failure: fc.option(fc.record({ app: text, error: text, cause: text }), { nil: undefined }),
      }),
      { maxLength: 5 },
    ),
  ),
  versions: several(
    fc.record({
      key: text,
      live: fc.array(fc.record({ version: count, weight: count }), { maxLength: 2 }),
      newest: count,
    }),
  ),
  secrets: several(
    fc.record({ app: text, secret: text, ageDays: fc.option(count), maxAgeDays: fc.constant(30), due: fc.boolean() }),
  ),
  approvals: part(fc.array(fc.record({ run: text, since: time, startedBy: text, answer: text }), { maxLength: 9 })),
  grants: fc.option(
    part(
      fc.array(
        fc.record(
          {
            ...{ id: text, person: text, role: text, reason: text, requested: time, until: time, answer: text },
            state: fc.constantFrom("waiting for approval", "starting", "active", "ending"),
            breakGlass: fc.boolean(),
          },
          { requiredKeys: ["id", "person", "role", "reason", "requested", "state", "breakGlass"] },
        ),
        { maxLength: 9 },
      ),
    ),
    { nil: undefined },
  ),
  alarms: part(fc.array(fc.record({ name: text, since: time }), { maxLength: 9 })),
  undelivered: part(count),
});

describe("the screen of the status", () => {
  it("has at most 24 lines of 80 columns, whatever is in it, and no control character of a service", () => {
    fc.assert(
      fc.property(anyStatus, ({ grants, ...rest }) => {
        const status: Status = grants === undefined ? rest : { ...rest, grants };
        const lines = statusText(status).split("\n");
        assert.equal(lines.pop(), "");
        assert.ok(lines.length <= 24, `${lines.length} lines`);
        for (const line of lines) {
          assert.ok([...line].length <= 80, line);
          assert.doesNotMatch(line, /\p{Cc}/u);
        }
        const coloured = statusText(status, paintFor(true, {}));
        assert.equal(stripVTControlCharacters(coloured).replace(/ +$/gm, ""), statusText(status).replace(/ +$/gm, ""));
      }),
      { numRuns: randomCases(500) },
    );
  });

  it("has no colour in a pipe, on a dumb terminal and with NO_COLOR, and some otherwise", () => {
    assert.equal(paintFor(false, {})("red", "x"), "x");
    assert.equal(paintFor(true, { TERM: "dumb" })("red", "x"), "x");
    assert.equal(paintFor(true, { NO_COLOR: "1" })("red", "x"), "x");
    assert.notEqual(paintFor(true, { NO_COLOR: "" })("red", "x"), "x");
  });

  it("cuts a text that is too long, and keeps a line break or an escape of a service from the terminal", () => {
    assert.equal(fitted("one two", 7), "one two");
    assert.equal(fitted("one two", 5), "one …");
    assert.equal(fitted("a\r\n\x1b[31mb\u2028c", 20), "a [31mb c");
  });

  it("writes durations in their two largest units", () => {
    const texts = [0, 0.04, 12.34, 59.94, 59.96, 60, 61.4, 3599.6, 3600, 3661, 90_000, 864_000].map(duration);
    assert.deepEqual(texts, [
      "0 s",
      "0 s",
      "12.3 s",
      "59.9 s",
      "1 min",
      "1 min",
      "1 min 1 s",
      "1 h",
      "1 h",
      "1 h 1 min",
      "1 d 1 h",
      "10 d",
    ]);
  });
});
