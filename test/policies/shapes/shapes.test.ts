import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { lintText } from "../../../policies/lint-workflow";
import type { Asl } from "../machines";
import { child } from "./child";
import { asking, catchers, catchTo, change, having, withoutRule } from "./mutations";
import { deferringParent, parent } from "./parent";
import { rollbackRun } from "./rollback-run";

const SHAPES = {
  child: child(),
  parent: parent(),
  "deferring parent": deferringParent(),
  "rollback of a run": rollbackRun(),
} as const;

/** `rule: state` of every finding, each once. */
function found(definition: Asl): string[] {
  return [...new Set(lintText("shape", JSON.stringify(definition)).map(({ rule, state }) => `${rule}: ${state}`))];
}

const unnotified = (...states: readonly string[]): string[] =>
  states.map((state) => `definition-failure-reaches-topic: ${state}`);
const gate = (state: string): string => `definition-rotates-before-fire: ${state}`;

/** One change that makes a machine wrong, or leaves it right, and what is found then. */
interface Mutation {
  readonly state: string;
  readonly edit: (state: Asl) => Asl;
  /** States added to the scope of that state. */
  readonly also?: Asl;
  readonly found: readonly string[];
}

const CHILD_CATCHERS = ["Describe db", "Poll db", "Rotate db", "Run task", "Verify role"];
const CHILD_FAILURES = unnotified("Check role and secrets", "Describe db", "Is db rotated", ...CHILD_CATCHERS.slice(1));

const CHILD: Readonly<Record<string, Mutation>> = {
  "a failure that ends well without a rehearsal": {
    state: "Is rehearsal",
    edit: asking("$rehearse = true"),
    found: [...unnotified(...CHILD_CATCHERS), gate("Wait for db")],
  },
  "a failure that ends well in every run": {
    state: "Is rehearsal",
    edit: having({ Default: "Rehearsal failed" }),
    found: [...unnotified(...CHILD_CATCHERS), gate("Wait for db")],
  },
  "a Choice of the failure path that may match nothing": {
    state: "Is rehearsal",
    edit: having({ Default: undefined }),
    found: CHILD_FAILURES,
  },
  "a failure path that ends at its first state": {
    state: "Describe failure",
    edit: having({ Next: undefined, End: true }),
    found: [...unnotified(...CHILD_CATCHERS), gate("Wait for db")],
  },
  "a failure path without a publish": {
    state: "Write message",
    edit: having({ Next: "Failed" }),
    found: unnotified(
      "Check role and secrets",
      "Describe db",
      "Is db rotated",
      "Look up version",
      "Poll db",
      "Rotate db",
      "Run task",
      "Verify role",
    ),
  },
  "a failure path that ends in Succeed": {
    state: "Failed",
    edit: () => ({ Type: "Succeed" }),
    found: [
      ...unnotified(
        "Describe db",
        "Look up version",
        "Notify failure",
        "Poll db",
        "Rotate db",
        "Run task",
        "Verify role",
      ),
      gate("Wait for db"),
    ],
  },
  "a look-up whose own failure goes past the publish": {
    state: "Look up version",
    edit: catchTo("Failed"),
    found: unnotified("Look up version"),
  },
  "a Cause that claims a publish where there may be none": {
    state: "Failed",
    edit: having({ Cause: '{% "[notified] " & $string($failure) %}' }),
    found: unnotified("Notify failure"),
  },
  "a secret that is used however old it is": {
    state: "Check role and secrets",
    edit: withoutRule(2),
    found: [gate("Run task")],
  },
  "a rotation that is polled for ever": {
    state: "Is db rotated",
    edit: withoutRule(1),
    found: [gate("Wait for db")],
  },
  "a task that runs while its secret is rotated": {
    state: "Rotate db",
    edit: having({ Next: "Run task" }),
    found: [gate("Run task")],
  },
};

const INNER = "Parallel 1 / branch 1 / Parallel 2";
const IN_PARALLEL_1 = [
  "Parallel 1",
  INNER,
  `${INNER} / branch 1 / catalog`,
  `${INNER} / branch 2 / stock`,
  "Parallel 1 / branch 1 / carts",
  "Parallel 1 / branch 2 / orders",
];
const PARENT_FAILURES = unnotified(...IN_PARALLEL_1, "Roll back apps", "Was rehearsal proven", "ui");

const PARENT: Readonly<Record<string, Mutation>> = {
  "a branch that ends well after its Catch": {
    state: "Parallel 1 / branch 1 / carts branch failed",
    edit: () => ({ Type: "Pass", End: true }),
    found: unnotified(...IN_PARALLEL_1.slice(1, 5)),
  },
  "a Catch that ends one branch well": {
    state: "Parallel 1 / branch 2 / orders",
    edit: catchTo("Skipped"),
    also: { Skipped: { Type: "Pass", End: true } },
    found: unnotified("Parallel 1 / branch 2 / orders"),
  },
  "a nested Parallel whose Catch ends the branch well": {
    state: INNER,
    edit: catchTo("Skipped"),
    also: { Skipped: { Type: "Pass", End: true } },
    found: unnotified(...IN_PARALLEL_1.slice(1, 4)),
  },
  "a Parallel whose Catch goes past the publish": {
    state: "Parallel 1",
    edit: catchTo("Failed"),
    found: unnotified(...IN_PARALLEL_1),
  },
  "a Choice that skips the publish without looking for the mark": {
    state: "Was failure notified",
    edit: asking('$failure.app = "orders"'),
    found: PARENT_FAILURES,
  },
  "a Choice that skips the publish where the mark is missing": {
    state: "Was failure notified",
    edit: asking('$not($substring($failure.cause, 0, 11) = "[notified] ")'),
    found: PARENT_FAILURES,
  },
  "nothing in a Choice that looks for the mark by a regular expression": {
    state: "Was failure notified",
    edit: asking("$contains($failure.cause, /^\\[notified\\] /)"),
    found: [],
  },
  "a rollback whose own failure ends the run well": {
    state: "Roll back apps",
    edit: catchTo("Done"),
    found: unnotified("Roll back apps"),
  },
  "a rollback whose own failure goes past the publish": {
    state: "Roll back apps",
    edit: catchTo("Failed"),
    found: unnotified("Roll back apps"),
  },
  "a rehearsal that fails without a publish": {
    state: "Was rehearsal proven",
    edit: having({ Choices: [{ Condition: "{% $states.input.broken %}", Next: "Failed" }] }),
    found: unnotified("Was rehearsal proven"),
  },
};

const CATALOG = "Parallel 1 / branch 1 / catalog";

const DEFERRING: Readonly<Record<string, Mutation>> = {
  "deferred failures that no Choice tests for at the end": {
    state: "Check failures",
    edit: asking("$states.input.total > 3"),
    found: unnotified(CATALOG, "ui"),
  },
  "deferred failures of which the last Choice tests some": {
    state: "Check failures",
    edit: asking('true in $each($states.input, function($v, $k) { $contains($k, "[failed] ") and $v.late })'),
    found: unnotified(CATALOG, "ui"),
  },
  "nothing in a Choice that looks for the mark by a regular expression": {
    state: "Check failures",
    edit: asking("true in $each($states.input, function($v, $k) { $contains($k, /^\\[failed\\] /) })"),
    found: [],
  },
  "deferred failures that are found and end well": {
    state: "Check failures",
    edit: having({ Choices: [{ Condition: '{% "[failed] ui" in $keys($states.input) %}', Next: "Done" }] }),
    found: unnotified(CATALOG, "ui"),
  },
  "a last app that goes past the Choice at the end": {
    state: "ui",
    edit: having({ Next: "Done" }),
    found: unnotified(CATALOG),
  },
  "a last app whose failure goes past the Choice at the end": {
    state: "ui",
    edit: catchTo("Done"),
    found: unnotified("ui"),
  },
  "nothing where failures that stop the run are found at its end only": {
    state: "Check Parallel 1",
    edit: asking("$states.input.total > 3"),
    found: [],
  },
  "a Catch that goes on without deferring its failure": {
    state: CATALOG,
    edit: having({ Catch: [{ ErrorEquals: ["States.ALL"], Next: "carts done" }] }),
    found: unnotified(CATALOG),
  },
};

const ITEMS = ["Roll back apps / item / Describe release", "Roll back apps / item / Roll back app"];

const ROLLBACK: Readonly<Record<string, Mutation>> = {
  "an item whose failure is reported without the mark": {
    state: "Roll back apps / item / Roll back app",
    edit: having({
      Catch: [
        { ErrorEquals: ["States.ALL"], Output: '{% {"app": $states.input.app, "status": "?"} %}', Next: "Item done" },
      ],
    }),
    found: unnotified("Roll back apps / item / Roll back app"),
  },
  "failed items that no Choice tests for": {
    state: "Are apps rolled back",
    edit: asking("$count($states.input) > 3"),
    found: unnotified(...ITEMS),
  },
  "a Map that goes past the Choice behind it": {
    state: "Roll back apps",
    edit: having({ Next: "Done" }),
    found: unnotified(...ITEMS),
  },
  "a Map whose own failure ends the run well": {
    state: "Roll back apps",
    edit: catchTo("Done"),
    found: unnotified("Roll back apps"),
  },
};

const MUTATIONS = { child: CHILD, parent: PARENT, "deferring parent": DEFERRING, "rollback of a run": ROLLBACK };

describe("the shapes of a run's machines", () => {
  for (const name of Object.keys(SHAPES) as (keyof typeof SHAPES)[]) {
    const definition = SHAPES[name];
    describe(name, () => {
      it("has no findings", () => {
        assert.deepEqual(found(definition), []);
      });

      for (const state of catchers(definition)) {
        it(`is found without the Catch of ${state}`, () => {
          const without = change(definition, state, having({ Catch: undefined }));
          assert.deepEqual(found(without), [`definition-catches-all: ${state}`]);
        });

        it(`is found where the Catch of ${state} ends well`, () => {
          const also: Asl = { "Ends well": { Type: "Succeed", Output: {} } };
          // Where a branch ends with its failure, what it threw is caught here, too.
          const thrown = name === "parent" ? catchers(definition).filter((each) => each.startsWith(`${state} / `)) : [];
          const expected = unnotified(state, ...thrown).sort();
          assert.deepEqual(found(change(definition, state, catchTo("Ends well"), also)), expected);
        });
      }

      for (const [what, { state, edit, also, found: expected }] of Object.entries(MUTATIONS[name])) {
        it(`finds ${what}`, () => {
          assert.deepEqual(found(change(definition, state, edit, also)), expected);
        });
      }
    });
  }
});
