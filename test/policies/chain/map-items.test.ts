import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { roleChain } from "../../../policies/rules/permissions/role-chain";
import { messagesOf } from "../judge";
import { allow } from "../samples";
import { at, links, stackOf } from "./world";

const machineArn = (name: string) => at("states", `stateMachine:${name}`);
const ITEMS = [
  { app: "orders", rollback: "shop_orders_rollback", release: "shop_orders" },
  { app: "carts", rollback: "shop_carts_rollback", release: "shop_carts" },
];
const START = { Type: "Task", Resource: "arn:aws:states:::aws-sdk:sfn:startExecution", End: true };
const starts = (operand: string) => ({ StateMachineArn: `{% "${machineArn('" & ')}${operand} & ":live" %}` });
const BY_INPUT = starts("$states.input.rollback");

/** A start as it is allowed by the prefix of an environment, on its alias. */
const byPrefix = (prefix: string, alias = "live") => ({
  ...allow("states:StartExecution", machineArn(`${prefix}*`)),
  Condition: { StringEquals: { "states:StateMachineQualifier": alias } },
});

/** A Map with these items whose processor is these states; `T` is the machine's one state. */
const map = (items: unknown, states: object, more: object = {}) => ({
  Type: "Map",
  Items: items,
  ItemProcessor: { StartAt: Object.keys(states)[0], States: states },
  ...more,
});
const started = (name: string, answer: string) => `3 states:StartExecution on ${machineArn(name)}: ${answer}`;
const PROVEN = [
  started("shop_orders_rollback", 'proven by RolePolicy "m", policy'),
  started("shop_carts_rollback", 'proven by RolePolicy "m", policy'),
];
const one = (state: object, ...permissions: readonly object[]) => links(stackOf(state, permissions));
const isUnknown = (found: readonly string[]) =>
  assert.match(found.join("\n"), /^3 states:StartExecution on arn:[^\n]*<\?>[^\n]*: unknown, [^\n]*$/);

describe("chain/map-items", () => {
  it("proves what is started for each item of a literal list", () => {
    for (const items of [ITEMS, `{% ${JSON.stringify(ITEMS)} %}`]) {
      assert.deepEqual(one(map(items, { S: { ...START, Arguments: BY_INPUT } }), byPrefix("shop_")), PROVEN);
    }
  });

  it("reads items that are texts, and the item of the Map's context", () => {
    const names = ITEMS.map(({ rollback }) => rollback);
    assert.deepEqual(
      one(map(names, { S: { ...START, Arguments: starts("$states.input") } }), byPrefix("shop_")),
      PROVEN,
    );
    const context = { S: { ...START, Arguments: starts("$states.context.Map.Item.Value.rollback") } };
    const selected = { ItemSelector: { app: "{% $states.context.Map.Item.Value.app %}" } };
    assert.deepEqual(one(map(ITEMS, context, selected), byPrefix("shop_")), PROVEN);
  });

  it("names the item whose start is not allowed, and the state once", () => {
    const stack = stackOf(map(ITEMS, { S: { ...START, Arguments: BY_INPUT } }), [byPrefix("shop_orders_")]);
    assert.deepEqual(messagesOf(roleChain, stack), [
      'StateMachine "m", state "T / item / S", item 2 {"app":"carts","release":"shop_carts","rollback":"shop_carts..., ' +
        'link 3 (role "m" -> states:StartExecution): no policy of role "m" allows states:StartExecution on ' +
        `${machineArn("shop_carts_rollback")}: RolePolicy "m", policy, Statement 1 is for other resources. ` +
        "Name this resource in the statement, or correct what the state requests.",
    ]);
  });

  it("holds the alias against the condition", () => {
    assert.deepEqual(
      one(map(ITEMS, { S: { ...START, Arguments: BY_INPUT } }), byPrefix("shop_", "other")),
      ["shop_orders_rollback", "shop_carts_rollback"].map((name) => started(name, "broken")),
    );
  });

  it("judges what is the same for all items once", () => {
    const fixed = { StateMachineArn: `${machineArn("shop_ui")}:live` };
    assert.deepEqual(one(map(ITEMS, { S: { ...START, Arguments: fixed } }), byPrefix("shop_")), [
      started("shop_ui", 'proven by RolePolicy "m", policy'),
    ]);
  });

  it("follows and stops what it starts, by a pattern of executions", () => {
    const sync = { ...START, Resource: "arn:aws:states:::states:startExecution.sync:2", Arguments: BY_INPUT };
    const executions = at("states", "execution:shop_*:*");
    const found = one(
      map(ITEMS.slice(0, 1), { S: sync }),
      byPrefix("shop_"),
      allow(["states:DescribeExecution", "states:StopExecution"], executions),
      allow("events:*", "*"),
    );
    assert.deepEqual(
      found.filter((line) => !line.includes(": proven by")),
      [],
    );
    assert.deepEqual(found.slice(0, 2), [
      started("shop_orders_rollback", 'proven by RolePolicy "m", policy'),
      `3 states:DescribeExecution on ${at("states", "execution:shop_orders_rollback:<?>")}: proven by RolePolicy "m", policy`,
    ]);
  });

  it("describes an execution whose name is computed, by a pattern", () => {
    const describes = {
      ...START,
      Resource: "arn:aws:states:::aws-sdk:sfn:describeExecution",
      Arguments: { ExecutionArn: `{% "${at("states", "execution:")}" & $states.input.release & ":" & $run %}` },
    };
    assert.deepEqual(
      one(map(ITEMS, { S: describes }), allow("states:DescribeExecution", at("states", "execution:shop_*:*"))),
      ["shop_orders", "shop_carts"].map(
        (name) =>
          `3 states:DescribeExecution on ${at("states", `execution:${name}:<?>`)}: proven by RolePolicy "m", policy`,
      ),
    );
  });

  const task = { Type: "Task", Resource: "arn:aws:states:::aws-sdk:sts:getCallerIdentity", Next: "S" };
  const whole = "{% $states.input %}";
  const last = { ...START, Arguments: BY_INPUT };
  const choice = { Type: "Choice", Choices: [{ Condition: "{% $x %}", Next: "S" }], Default: "W" };

  for (const [what, states] of Object.entries({
    "a Pass, a Choice and a Wait": {
      P: { Type: "Pass", Assign: { x: 1 }, Next: "C" },
      C: choice,
      W: { Type: "Wait", Seconds: 1, Next: "S" },
    },
    "a Task that puts out its input": { P: { ...task, Output: whole } },
    "a Catch that puts out its input": {
      P: { ...task, Output: whole, Catch: [{ ErrorEquals: ["States.ALL"], Output: whole, Next: "S" }] },
    },
    "a Parallel around it": {},
  })) {
    it(`follows the input through ${what}`, () => {
      const around = { F: { Type: "Parallel", Branches: [{ StartAt: "S", States: { S: last } }], End: true } };
      const processor = Object.keys(states).length === 0 ? around : { ...states, S: last };
      assert.deepEqual(one(map(ITEMS, processor), byPrefix("shop_")), PROVEN);
    });
  }

  for (const [what, states] of Object.entries({
    "a Pass with an Output": { P: { Type: "Pass", Output: { rollback: "x" }, Next: "S" } },
    "a Task that puts out its result": { P: task },
    "a Catch that puts out the error": {
      P: { ...task, Output: whole, Catch: [{ ErrorEquals: ["States.ALL"], Next: "S" }] },
    },
    "a rule of a Choice with an Output": {
      P: { ...choice, Choices: [{ Condition: "{% $x %}", Output: { rollback: "x" }, Next: "S" }], Default: "S" },
    },
  })) {
    it(`leaves unknown what follows ${what}`, () => {
      isUnknown(one(map(ITEMS, { ...states, S: last }), byPrefix("shop_")));
    });
  }

  for (const [what, state] of Object.entries({
    "items that are computed": map("{% $states.input.apps %}", { S: last }),
    "items that are no list": map('{% {"rollback": "shop_orders_rollback"} %}', { S: last }),
    "an item without that member": map([{ app: "orders" }], { S: last }),
    "an item whose member is computed": map([{ rollback: "{% $x %}" }], { S: last }),
    "an ItemSelector": map(ITEMS, { S: last }, { ItemSelector: { rollback: "{% $x %}" } }),
  })) {
    it(`leaves unknown ${what}`, () => {
      isUnknown(one(state, byPrefix("shop_")));
    });
  }
});
