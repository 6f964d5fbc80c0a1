import assert from "node:assert/strict";
import fc from "fast-check";
import { execute } from "../harness";

describe("Choice", () => {
  it("uses the first rule that is true", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }), async (truths) => {
        const targets = truths.map((_, index) => [`R${index}`, { Type: "Pass", Output: index, End: true }] as const);
        const states = {
          C: {
            Type: "Choice",
            Choices: truths.map((_, index) => ({ Condition: `{% $states.input[${index}] %}`, Next: `R${index}` })),
            Default: "None",
          },
          None: { Type: "Pass", Output: -1, End: true },
          ...Object.fromEntries(targets),
        };
        assert.equal((await execute(states, { input: truths })).output, truths.indexOf(true));
      }),
      { numRuns: 40 },
    );
  });

  const rules = (Condition: string, more: object = {}) => ({
    C: {
      Type: "Choice",
      Choices: [{ Condition, Next: "Rule", Output: "by rule", Assign: { by: "rule" } }],
      Output: "by default",
      Assign: { by: "default" },
      ...more,
    },
    Rule: { Type: "Pass", Output: "{% [$states.input, $by] %}", End: true },
    Else: { Type: "Pass", Output: "{% [$states.input, $by] %}", End: true },
  });

  it("a rule brings its own Output and Assign; those of the state belong to Default", async () => {
    const withDefault = { Default: "Else" };
    assert.deepEqual((await execute(rules("{% true %}", withDefault))).output, ["by rule", "rule"]);
    assert.deepEqual((await execute(rules("{% false %}", withDefault))).output, ["by default", "default"]);
  });

  const withoutElse = (condition: string) => {
    const { C, Rule } = rules(condition);
    return execute({ C, Rule });
  };

  it("without a true rule and a Default fails with States.NoChoiceMatched", async () => {
    assert.equal((await withoutElse("{% false %}")).end.error, "States.NoChoiceMatched");
  });

  for (const condition of ["{% 'true' %}", "{% 1 %}", "{% [] %}", "plain text"]) {
    it(`a condition must be a boolean: ${condition}`, async () => {
      const { end } = await withoutElse(condition);
      assert.equal(end.error, "States.QueryEvaluationError");
      assert.match(end.cause ?? "", /Choices\[0\]\/Condition.*Expected a boolean/);
    });
  }
});
