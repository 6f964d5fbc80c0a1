import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { Definition } from "../../../policies/definition/model";
import { parseDefinition } from "../../../policies/definition/parse";
import type { Asl } from "../machines";
import { branch } from "./flaws";

function read(definition: Asl): Definition {
  const parsed = parseDefinition(JSON.stringify(definition));
  assert.ok(parsed.kind === "definition");
  return parsed.definition;
}

const problems = (definition: Asl) => read(definition).problems.map(({ text }) => text);
const end: Asl = { Type: "Pass", End: true };

/** Where control goes from a state, with what its Choice asks. */
function ways(body: Asl): readonly unknown[] {
  const { states } = read({ StartAt: "A", States: { A: body, B: end, C: end } });
  return [states[0]?.edges, states[0]?.catches];
}

/** Maps in Maps: of all that nests, what adds the fewest levels of JSON. */
function nest(levels: number): Asl {
  return levels === 0
    ? branch("End", { End: end })
    : branch("In", { In: { Type: "Map", ItemProcessor: nest(levels - 1), End: true } });
}

describe("definition/parse", () => {
  it("reads a definition that is an object, and the same text the same way", () => {
    const definition = branch("A", { A: end });
    const parsed = parseDefinition(definition);
    assert.ok(parsed.kind === "definition");
    assert.deepEqual([parsed.definition.states.length, parsed.definition.problems], [1, []]);
    const text = JSON.stringify(definition);
    assert.equal(parseDefinition(text), parseDefinition(text));
    assert.notEqual(parseDefinition(definition), parseDefinition(definition));
  });

  const edges: readonly (readonly [string, Asl, unknown])[] = [
    ["a Next", { Type: "Pass", Next: "B" }, [[{ to: "B" }], []]],
    ["an End", end, [[], []]],
    ["no way on from Succeed", { Type: "Succeed", Next: "B" }, [[], []]],
    ["no way on from Fail", { Type: "Fail", Next: "B" }, [[], []]],
    [
      "a Choice with its Default, which carries every question",
      { Type: "Choice", Choices: [{ Condition: "x", Next: "B" }, 7, { Condition: "y" }], Default: "C" },
      [
        [
          { to: "B", condition: { rules: [{ Condition: "x", Next: "B" }], holds: true } },
          { to: "C", condition: { rules: [{ Condition: "x", Next: "B" }, { Condition: "y" }], holds: false } },
        ],
        [],
      ],
    ],
    ["a Choice without a Default", { Type: "Choice", Choices: [], Next: "B" }, [[], []]],
    [
      "catchers, in their order",
      { Type: "Task", Next: "B", Catch: [{ ErrorEquals: ["X", 7], Next: "C" }, 7, { ErrorEquals: "Y" }] },
      [
        [{ to: "B" }],
        [
          { body: { ErrorEquals: ["X", 7], Next: "C" }, errors: ["X"], to: "C" },
          { body: { ErrorEquals: "Y" }, errors: ["Y"], to: undefined },
        ],
      ],
    ],
  ];
  for (const [title, body, expected] of edges) {
    it(`reads ${title}`, () => assert.equal(JSON.stringify(ways(body)), JSON.stringify(expected)));
  }

  const found: readonly (readonly [string, Asl, readonly string[]])[] = [
    ["no StartAt", { States: { A: end } }, ["the machine has no StartAt"]],
    ["a StartAt that is not there", branch("B", { A: end }), ['the machine starts at "B", which it does not have']],
    [
      "a branch without a StartAt",
      branch("A", { A: { Type: "Parallel", Branches: [{ States: { B: end } }], End: true } }),
      ["branch 1 has no StartAt"],
    ],
    [
      "the items of a Map that start nowhere",
      branch("A", { A: { Type: "Map", ItemProcessor: branch("C", { B: end }), End: true } }),
      ['item starts at "C", which it does not have'],
    ],
    ["a state without a type", branch("A", { A: end, B: {} }), ["has no Type that the States Language knows"]],
    ["a state that is none", branch("A", { A: end, B: 7 }), ["has no Type that the States Language knows"]],
    ["a state that goes nowhere", branch("A", { A: { Type: "Wait" } }), ["has neither Next nor End"]],
    ["an End that is none", branch("A", { A: { Type: "Wait", End: "yes" } }), ["has neither Next nor End"]],
    ["nothing in an end", branch("A", { A: { Type: "Succeed" }, B: { Type: "Fail" } }), []],
    ["nothing in a Choice of which nothing is known", branch("A", { A: { Type: "Choice" } }), []],
    [
      "a catcher that leads nowhere",
      branch("A", { A: { ...end, Catch: [{ ErrorEquals: ["X"], Next: "Gone" }, { ErrorEquals: ["Y"] }] } }),
      ['leads to "Gone", which is not in its own scope'],
    ],
    ["branches that are none", branch("A", { A: { Type: "Parallel", Branches: [7], End: true } }), ["has no Branches"]],
    ["a Map of nothing", branch("A", { A: { Type: "Map", End: true } }), ["has no ItemProcessor"]],
    ["nothing in branches of a Task", branch("A", { A: { ...end, ItemProcessor: { States: {} } } }), []],
  ];
  for (const [title, definition, expected] of found) {
    it(`finds ${title}`, () => assert.deepEqual(problems(definition), expected));
  }

  it("names the state that is wrong, or around what is wrong, and none where that is the machine", () => {
    const about = (definition: Asl) => read(definition).problems.map(({ state }) => state);
    const map = (body: Asl): Asl => branch("A", { A: { Type: "Map", End: true, ...body } });
    assert.deepEqual(about({ States: { A: { Type: "Nap" }, B: { Type: "Wait" } } }), ["A", "B", undefined]);
    assert.deepEqual(about(map({})), ["A"]);
    assert.deepEqual(about(map({ ItemProcessor: { States: { B: { Type: "Pass", Next: "A" } } } })), [
      "A",
      "A / item / B",
    ]);
  });

  it("reads fifty levels, and says where it stops", () => {
    assert.deepEqual(problems(nest(50)), []);
    const [problem, ...more] = problems(nest(51));
    assert.match(problem ?? "", /^item is nested deeper than 50 levels$/);
    assert.deepEqual(more, []);
    assert.equal(read(nest(60)).states.length, 51);
  });
});
