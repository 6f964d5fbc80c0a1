import assert from "node:assert/strict";
import { diffInputs } from "../../../../sandbox/providers/kit/diff";
import { type Props, UNKNOWN } from "../../../../sandbox/providers/kit/values";

const HANDLER = {
  replaceOn: ["name"],
  defaults: { size: 1 },
  chosenByService: ["zone"],
  documents: { definition: "json", policy: "policy" },
  sets: ["groups"],
} as const;

const archive = (hash: string) => ({
  "4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7",
  hash,
  assets: {},
});
const policy = (action: unknown, extra: object = {}) =>
  JSON.stringify({ Statement: [{ Effect: "Allow", Action: action, Resource: "*", ...extra }] });

describe("diff of inputs", () => {
  const cases: readonly [string, Props, Props, readonly string[]][] = [
    ["nothing", { name: "a", tags: { x: "1" } }, { tags: { x: "1" }, name: "a" }, []],
    ["a value", { size: 2 }, { size: 3 }, ["update size"]],
    ["a replacing value", { name: "a" }, { name: "b" }, ["update name replaces"]],
    ["an added value", {}, { size: 2 }, ["update size"]],
    ["an added value that is the default", {}, { size: 1 }, []],
    ["a value taken away", { label: "x" }, {}, ["delete label"]],
    ["a default taken away", { size: 1 }, {}, []],
    ["what the service picked", { zone: "a" }, {}, []],
    ["what the service picked, now chosen", {}, { zone: "b" }, ["add zone"]],
    ["empty in place of none", { label: "", tags: {}, groups: [] }, {}, []],
    ["a nested value", { rules: { days: 1, on: true } }, { rules: { days: 2, on: true } }, ["update rules.days"]],
    [
      "a tag",
      { tags: { a: "1", "b.c": "2" } },
      { tags: { a: "1", "b.c": "3", d: "4" } },
      ['update tags["b.c"]', "add tags.d"],
    ],
    [
      "tags that are named like what every record inherits",
      { tags: { constructor: "1", a: "1" } },
      { tags: { toString: "2", a: "1" } },
      ["delete tags.constructor", "add tags.toString"],
    ],
    ["an entry of a list", { list: ["a", "b"] }, { list: ["a", "c"] }, ["update list[1]"]],
    ["a list that grew", { list: ["a"] }, { list: ["a", "b"] }, ["update list"]],
    ["the order of a list", { list: ["a", "b"] }, { list: ["b", "a"] }, ["update list[0]", "update list[1]"]],
    ["the order of a set", { groups: ["a", "b"] }, { groups: ["b", "a"] }, []],
    ["the spelling of JSON", { definition: '{"a":1,"b":[1,2]}' }, { definition: '{ "b": [1, 2], "a": 1 }' }, []],
    ["the order of a JSON list", { definition: '{"b":[1,2]}' }, { definition: '{"b":[2,1]}' }, ["update definition"]],
    ["a word and a list of it in a policy", { policy: policy("a:b") }, { policy: policy(["a:b"]) }, []],
    ["the order of actions", { policy: policy(["a:b", "a:c"]) }, { policy: policy(["a:c", "a:b"]) }, []],
    ["an action", { policy: policy("a:b") }, { policy: policy("a:c") }, ["update policy"]],
    [
      "true and its text in a condition",
      { policy: policy("a:b", { Condition: { Bool: { k: true } } }) },
      { policy: policy("a:b", { Condition: { Bool: { k: "true" } } }) },
      [],
    ],
    ["the files of an archive", { code: archive("1") }, { code: archive("2") }, ["update code"]],
    ["the same files", { code: archive("1") }, { code: { ...archive("1"), assets: { a: "b" } } }, []],
    [
      "what is not known yet",
      { size: 2, name: "a" },
      { size: UNKNOWN, name: UNKNOWN },
      ["update name replaces", "update size"],
    ],
    ["null and none", { label: null }, {}, []],
  ];
  for (const [what, olds, news, expected] of cases) {
    it(`${what}: ${expected.join(", ") || "no difference"}`, () => {
      const found = diffInputs(HANDLER, olds, news).map(
        ({ kind, path, replaces }) => `${kind} ${path}${replaces ? " replaces" : ""}`,
      );
      assert.deepEqual(found, expected);
    });
  }
});
