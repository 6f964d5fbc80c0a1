import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { KeyValue, Request } from "../../../policies/evaluator/request";
import { Hole, MANY, ONE, type Sign, Text } from "../../../policies/evaluator/text";
import { UnknownBecause } from "../../../policies/evaluator/truth";
import { expand } from "../../../policies/evaluator/variables";
import { roleRequest } from "./requests";

const context = new Map<string, KeyValue>([
  ["x:team", new Text("orders")],
  ["x:star", new Text("a*")],
  ["x:one", [new Text("only")]],
  ["x:two", [new Text("a"), new Text("b")]],
  ["x:zero", []],
  ["x:part", new Text("team-", MANY)],
  ["x:none", "absent"],
  ["x:later", new UnknownBecause("the team is chosen later")],
]);
const request: Request = { ...roleRequest("sqs:SendMessage", "*"), context };

/** Signs as a text: wildcards as `<*>` and `<?>`, a hole as `<why>`. */
function shown(signs: readonly Sign[]): string {
  return signs
    .map((sign) => (sign === MANY ? "<*>" : sign === ONE ? "<?>" : sign instanceof Hole ? `<${sign.why}>` : sign))
    .join("");
}

/** Each: what stands in the policy, with `#` for the dollar sign, and the signs it comes to. */
const table: readonly (readonly [written: string, signs: string])[] = [
  ["a*b?", "a<*>b<?>"],
  ["#{x:team}", "orders"],
  ["#{X:Team}", "orders"],
  ["#{ x:team }", "orders"],
  ["q-#{x:team}-*", "q-orders-<*>"],
  ["#{x:team}#{x:team}", "ordersorders"],
  ["#{x:team}/a/#{x:one}/b", "orders/a/only/b"],
  ["#{x:star}", "a*"],
  ["#{*}#{?}#{$}", "*?$"],
  ["#{x:none, 'a*'}", "a*"],
  ["#{x:none , 'two words' }", "two words"],
  ["#{x:none,'now'}", "now"],
  ["#{x:none,''}", ""],
  ["#{x:team, 'other'}", "orders"],
  ["#{x:none}", "<variable #{x:none} has no value in the request>"],
  ["#{x:two}", "<variable #{x:two} has several values in the request>"],
  ["#{x:zero}", "<variable #{x:zero} has several values in the request>"],
  ["#{x:part}", '<variable #{x:part} is "team-<?>", not known in full>'],
  ["#{x:later}", "<variable #{x:later}: the team is chosen later>"],
  ["#{x:other}", "<variable #{x:other}: the value of x:other in the request is not known>"],
  ["#{}", "<variable #{}: the value of  in the request is not known>"],
  ["#{toString}", "<variable #{toString}: the value of toString in the request is not known>"],
  // No default as AWS writes one: the whole is taken for the key, which is not known.
  ["#{x:none, now}", "<variable #{x:none, now}: the value of x:none, now in the request is not known>"],
  ["#{x:none, 'a', 'b'}", "<variable #{x:none, 'a', 'b'}: the value of x:none, 'a', 'b' in the request is not known>"],
  // Not closed, or not opened.
  ["#{x:team", "#{x:team"],
  ["$x:team}", "$x:team}"],
];

const dollars = (text: string): string => text.replaceAll("#{", "${");

describe("evaluator, variables", () => {
  for (const [written, signs] of table) {
    it(`${written} comes to ${signs}`, () => {
      assert.equal(shown(expand(dollars(written), true, true, request)), dollars(signs));
    });
  }

  it("are text in documents of older versions, and wildcards where an operator reads none", () => {
    assert.equal(shown(expand(dollars("#{x:team}*"), true, false, request)), dollars("#{x:team}<*>"));
    assert.equal(shown(expand(dollars("#{x:team}*?"), false, true, request)), "orders*?");
  });

  it("may be either where the version is not known, even those that stand for one character", () => {
    const later = new UnknownBecause("the version comes later");
    const all = expand(dollars("a*#{x:team}b#{*}"), true, later, request);
    assert.equal(shown(all), "a<*><the version comes later>b<the version comes later>");
    assert.equal(shown(expand("a*", true, later, request)), "a<*>");
  });
});
