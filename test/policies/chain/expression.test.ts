import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { valueOfArgument } from "../../../policies/chain/expression";
import { PART, Text } from "../../../policies/evaluator/text";
import { Unknown } from "../../../policies/kit/value";

/** `<?>` stands for what is computed in the run. */
const table: readonly (readonly [written: string, expected: string])[] = [
  ["arn:aws:sns:eu-central-1:1:a", "arn:aws:sns:eu-central-1:1:a"],
  ['{% "a" %}', "a"],
  ["{% 'a' %}", "a"],
  ['{% "a" & "b" %}', "ab"],
  ['{% "execution:orders:" & $states.context.Execution.Name %}', "execution:orders:<?>"],
  ['{% "a-" & $x & "-b" %}', "a-<?>-b"],
  ['{%"a-"&$f("x & y", [1])&\'-b\'%}', "a-<?>-b"],
  ['{% "a" & $x.y[0].z %}', "a<?>"],
  ['{% "a" & ($x ? "b" : "c") %}', "a<?>"],
  ["{% $x %}", "<?>"],
  ['{% "a" & $x ? "b" : "c" %}', "<?>"],
  ['{% "a" & $x = "ab" %}', "<?>"],
  ['{% "a" & $x and $y %}', "<?>"],
  ['{% "a" in $x %}', "<?>"],
  ['{% "a" ~> $f %}', "<?>"],
  ['{% "a" & $x in $y %}', "<?>"],
  ['{% "a\\"b" %}', "<?>"],
  ['{% "a" & %}', "<?>"],
  ['{% & "a" %}', "<?>"],
  ['{% "a" & ( %}', "<?>"],
  ["{% %}", "<?>"],
  // No expression: text around it.
  ['x{% "a" %}', 'x{% "a" %}'],
  ['{% "a" %}x', '{% "a" %}x'],
  // Texts and ampersands inside brackets are computed with them.
  ['{% $f("a)") & "b" %}', "<?>b"],
  ["{% $f('a)') & 'b' %}", "<?>b"],
  ['{% $f(a & b) & "c" %}', "<?>c"],
  ['{% $f[a = "x"] & "c" %}', "<?>c"],
  ['{% $f("a) & "b" %}', "<?>"],
  ['{% $f("\\"") & "b" %}', "<?>"],
  ['{% "\\" & $f("a") & "b" %}', "<?>"],
  // Nothing joins what stands side by side, or it is another operator.
  ['{% $x "b" %}', "<?>"],
  ["{% $x 'b' %}", "<?>"],
  ['{% "a" "b" %}', "<?>"],
  ['{% "a" + "b" %}', "<?>"],
  ['{% "a" & $x - 1 %}', "<?>"],
  ['{% "a" & $x $y %}', "<?>"],
  ['{% "a" & $x or $y %}', "<?>"],
  ['{% "a" & $f(x) and $y %}', "<?>"],
  ['{% $x.and & "b" %}', "<?>b"],
  ['{% $x . y & "b" %}', "<?>b"],
  ['{% $x ) & "b" %}', "<?>"],
];

describe("chain, what an argument will be", () => {
  for (const [written, expected] of table) {
    it(`${written} is ${expected}`, () => {
      assert.equal(String(valueOfArgument(written, true)), expected);
    });
  }

  it("knows the execution's own ARN, where the machine's is known", () => {
    const executionArn = new Text("arn:aws:states:eu-central-1:1:execution:orders:", PART);
    const value = (written: string, facts = {}) => String(valueOfArgument(written, true, facts));
    const own = "arn:aws:states:eu-central-1:1:execution:orders:<?>";
    assert.equal(value("{% $states.context.Execution.Id %}", { executionArn }), own);
    assert.equal(value('{% "a:" & $states.context.Execution.Id & "/b" %}', { executionArn }), `a:${own}/b`);
    assert.equal(value("{% $states.context.Execution.Id %}"), "<?>");
    assert.equal(value("{% $states.context.Execution.Idle %}", { executionArn }), "<?>");
    assert.equal(value("{% $states.context.StateMachine.Id %}", { executionArn }), "<?>");
  });

  it("takes JSONata for text where the state speaks JSONPath", () => {
    assert.equal(String(valueOfArgument('{% "a" %}', false)), '{% "a" %}');
  });

  it("knows nothing of a value that is no text, or not known yet", () => {
    assert.equal(String(valueOfArgument(3, true)), "<?>");
    assert.equal(String(valueOfArgument(new Unknown(undefined), true)), "<?>");
    assert.equal(String(valueOfArgument(undefined, true)), "<?>");
  });
});
