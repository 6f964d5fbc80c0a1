import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { BAD_ENDS } from "../../../policies/events/execution-event";
import { parsePattern } from "../../../policies/events/pattern";
import { ResourceView } from "../../../policies/kit/resource-view";
import { types } from "../../../policies/kit/types";
import { unreadableIn } from "../../../policies/kit/unreadable";
import { snapshot, Unknown } from "../../../policies/kit/value";

const arn = "arn:aws:states:eu-central-1:111122223333:stateMachine:orders";
const machine = (props: object) => new ResourceView({ type: types.machine, name: "m", urn: "u", props });
/** A machine that exists, and one that is still to be made. */
const there = machine({ name: "orders", arn });
const planned = machine({ name: "orders" });
const nameless = machine({});

const status = ["FAILED", "TIMED_OUT", "ABORTED"];
const about = { source: ["aws.states"], "detail-type": ["Step Functions Execution Status Change"] };

/** The bad ends of a machine that a pattern covers; `open` where that cannot be said of one. */
function covered(pattern: unknown, of: ResourceView = there): string {
  const parsed = parsePattern(snapshot(JSON.stringify(pattern)));
  if (parsed.kind !== "pattern") {
    return parsed.kind;
  }
  const answers = BAD_ENDS.map((end) => parsed.covers(of, end));
  return answers.some((each) => each instanceof Unknown)
    ? "open"
    : BAD_ENDS.filter((_, index) => answers[index] === true).join();
}

const all = status.join();
const detail = (fields: object, of: ResourceView = there) => covered({ ...about, detail: { status, ...fields } }, of);

describe("events/pattern", () => {
  it("takes a pattern apart from what is none", () => {
    assert.equal(covered({ ...about, detail: { status } }), all);
    assert.deepEqual(parsePattern("{"), { kind: "other" });
    assert.deepEqual(parsePattern(undefined), { kind: "other" });
    const unknown = new Unknown(new Error("not yet"));
    assert.deepEqual(parsePattern(unknown), { kind: "unknown", unknown });
  });

  it("compares every field that the pattern names with the event", () => {
    assert.equal(covered({ source: ["aws.states"], detail: { status } }), all);
    assert.equal(covered({ "detail-type": about["detail-type"], detail: { status } }), all);
    assert.equal(covered({ detail: { status } }), all);
    assert.equal(covered({ ...about, source: ["aws.s3"] }), "");
    assert.equal(covered({ ...about, "detail-type": ["Step Functions Map Run"] }), "");
    assert.equal(covered({ ...about, colour: ["red"] }), "");
    assert.equal(covered({ ...about, colour: [{ exists: false }] }), all);
    assert.equal(covered({ ...about, detail: { status: { code: ["FAILED"] } } }), "");
    assert.equal(covered({}), "other");
  });

  const narrowed: readonly (readonly [object, string, string])[] = [
    [{ account: ["111122223333"] }, all, "open"],
    [{ account: ["999988887777"] }, "", "open"],
    [{ account: ["999988887777", "111122223333"] }, all, "open"],
    [{ account: [{ "anything-but": "111122223333" }] }, "", "open"],
    [{ region: ["eu-central-1"] }, all, "open"],
    [{ region: [{ prefix: "us-" }] }, "", "open"],
    [{ region: [{ exists: true }] }, all, all],
    [{ resources: [{ prefix: "arn:aws:states:eu-central-1:111122223333:execution:orders:" }] }, all, all],
    [{ resources: [{ prefix: "arn:aws:states:eu-central-1:111122223333:execution:orders-2:" }] }, "", ""],
    // Events name the execution, not its machine.
    [{ resources: [arn] }, "", ""],
    [{ version: ["0"] }, all, all],
    [{ time: [{ exists: true }] }, all, all],
    [{ time: [{ prefix: "2031" }] }, "", ""],
  ];
  for (const [fields, known, unknown] of narrowed) {
    it(`reads ${JSON.stringify(fields)}`, () => {
      assert.equal(covered({ ...about, ...fields, detail: { status } }), known);
      assert.equal(covered({ ...about, ...fields, detail: { status } }, planned), unknown);
    });
  }

  it("covers the statuses that are asked for, and all where none are", () => {
    assert.equal(covered({ ...about, detail: { status: ["FAILED"] } }), "FAILED");
    assert.equal(covered({ ...about, detail: { status: [{ prefix: "T" }, "ABORTED"] } }), "TIMED_OUT,ABORTED");
    assert.equal(covered(about), all);
    assert.equal(covered({ ...about, detail: { status: [] } }), "");
  });

  it("joins alternatives with what stands beside them", () => {
    const or = (...options: readonly unknown[]) => covered({ ...about, detail: { status, $or: options } });
    assert.equal(or({ status: ["FAILED"] }, { status: ["ABORTED"] }), "FAILED,ABORTED");
    assert.equal(or({ stateMachineArn: [arn] }), all);
    assert.equal(or({ stateMachineArn: ["other"] }), "");
    assert.equal(or(7), "open");
    assert.equal(or(), "open");
    assert.equal(or({ stateMachineArn: ["other"] }, 7), "open");
    assert.equal(or({ stateMachineArn: [arn] }, 7), all);
  });

  it("reads alternatives at every level, and inside one another", () => {
    const outer = (...$or: readonly object[]) => covered({ ...about, $or, detail: { status } });
    assert.equal(outer({ account: ["999988887777"] }, { detail: { stateMachineArn: [arn] } }), all);
    assert.equal(outer({ account: ["999988887777"] }, { region: ["us-east-1"] }), "");
    assert.equal(outer({ $or: [{ region: ["us-east-1"] }, { region: ["eu-central-1"] }] }, { account: ["1"] }), all);
  });

  it("covers nothing behind a filter that some executions do not pass", () => {
    for (const fields of [
      { name: ["nightly"] },
      { name: [{ "anything-but": "nightly" }] },
      { startDate: [{ numeric: ["<", 0] }] },
      { stopDate: [1] },
      { executionArn: [{ suffix: ":nightly" }] },
      { stateMachineAliasArn: [`${arn}:live`] },
      { error: ["boom"] },
      { error: [{ exists: true }] },
      { colour: ["red"] },
    ]) {
      assert.equal(detail(fields), "", JSON.stringify(fields));
    }
  });

  it("passes filters that every execution passes", () => {
    for (const fields of [
      { name: [{ wildcard: "*" }] },
      { stopDate: [{ exists: true }] },
      { startDate: [{ numeric: [">", 0] }] },
      { executionArn: [{ prefix: "arn:aws:states:eu-central-1:111122223333:execution:orders:" }] },
      { executionArn: [{ "anything-but": { prefix: "arn:aws:states:eu-central-1:111122223333:execution:x:" } }] },
      { error: [{ exists: true }, { exists: false }] },
    ]) {
      assert.equal(detail(fields), all, JSON.stringify(fields));
    }
  });

  it("leaves open what is not documented of an event, and what cannot be read", () => {
    assert.equal(detail({ output: [null] }), "open");
    assert.equal(detail({ outputDetails: { included: [true] } }), "open");
    assert.equal(detail({ stateMachineArn: [{ contains: "orders" }] }), "open");
    assert.equal(detail({ status: "FAILED" }), "open");
    assert.equal(detail({ status: [{ contains: "A" }, "FAILED", "TIMED_OUT", "ABORTED"] }), all);
    assert.equal(covered({ ...about, detail: { status: ["SUCCEEDED"], name: [{ contains: "x" }] } }), "");
  });

  const machines: readonly (readonly [unknown, string, string])[] = [
    [[arn], all, all],
    [["arn:aws:states:eu-central-1:111122223333:stateMachine:other"], "", ""],
    [["other", arn], all, all],
    [[{ prefix: "arn:aws:states:eu-central-1:111122223333:stateMachine:ord" }], all, all],
    [[{ prefix: "arn:aws:states:eu-central-1:111122223333:stateMachine:ders" }], "", ""],
    [[{ prefix: "arn:aws:states:" }], all, all],
    [[{ prefix: "arn:aws:sns:" }], "", ""],
    [[{ wildcard: "arn:aws:states:*:*:stateMachine:ord*" }], all, all],
    [[{ wildcard: "arn:aws:states:*:*:stateMachine:x*" }], "", ""],
    [[{ wildcard: "*orders" }], all, all],
    [[{ wildcard: "orders" }], "", ""],
    [[{ "anything-but": ["arn:aws:states:eu-central-1:111122223333:stateMachine:other"] }], all, all],
    [[{ "anything-but": ["other", arn] }], "", ""],
    [[{ "anything-but": { prefix: "arn:aws:states:eu-central-1:111122223333:stateMachine:ord" } }], "", ""],
    [[{ exists: true }], all, all],
    [[{ exists: false }], "", ""],
    [[{ suffix: ":orders" }], all, all],
    [[{ suffix: "rders" }], all, all],
    [[{ suffix: ":carts" }], "", ""],
    [[{ wildcard: "arn:aws:states:*:*:stateMachine:ORD*" }], "", ""],
    [[{ wildcard: "arn:aws:states:*:*:stateMachine:order?" }], "", ""],
    [[{ "equals-ignore-case": arn.toUpperCase() }], all, "open"],
    [[{ suffix: { "equals-ignore-case": ":ORDERS" } }], all, all],
    [[{ "anything-but": { suffix: [":carts", ":orders"] } }], "", ""],
    [[{ "anything-but": { wildcard: "arn:*:stateMachine:test-*" } }], all, "open"],
    [["arn:aws:states:us-east-1:111122223333:stateMachine:orders"], "", all],
    [[7], "", ""],
  ];
  for (const [stateMachineArn, known, unknown] of machines) {
    it(`tells whether ${JSON.stringify(stateMachineArn)} names a machine`, () => {
      assert.equal(detail({ stateMachineArn }, there), known);
      assert.equal(detail({ stateMachineArn }, planned), unknown);
    });
  }

  it("cannot tell a machine without a name by a name", () => {
    assert.equal(detail({ stateMachineArn: [arn] }, nameless), "open");
    assert.equal(detail({ stateMachineArn: [{ prefix: arn }] }, nameless), "open");
    assert.equal(detail({ stateMachineArn: [{ wildcard: `${arn}*` }] }, nameless), "open");
    assert.equal(detail({ stateMachineArn: [{ prefix: "arn:aws:sns:" }] }, nameless), "");
  });

  it("says why an answer stays open", () => {
    const parsed = parsePattern(snapshot({ ...about, detail: { name: [{ contains: "x" }] } }));
    const answer = parsed.kind === "pattern" ? parsed.covers(there, "FAILED") : undefined;
    assert.ok(answer instanceof Unknown);
    assert.equal(unreadableIn(answer), 'the filter {"contains":"x"} of an event pattern cannot be read');
  });

  it("cannot tell whether an ARN is that of a machine whose name is not known yet", () => {
    const name = new Unknown(new Error("not yet"));
    const later = (more: object = {}) => machine({ name, ...more });
    const ask = (of: ResourceView, stateMachineArn: unknown, statuses: readonly string[] = status) => {
      const parsed = parsePattern(snapshot({ ...about, detail: { status: statuses, stateMachineArn } }));
      return parsed.kind === "pattern" ? parsed.covers(of, "FAILED") : parsed.kind;
    };
    assert.equal(ask(later(), [arn]), name);
    assert.equal(ask(later(), [{ "anything-but": [arn] }]), name);
    assert.equal(ask(later(), [arn], ["ABORTED"]), false);
    assert.equal(ask(later({ arn }), [arn]), true);
    assert.equal(ask(later({ arn }), ["other"]), false);
  });

  it("lets causes be left out, and not be asked for", () => {
    assert.equal(detail({ cause: [{ "anything-but": { prefix: "[notified]" } }] }), all);
    assert.equal(detail({ cause: ["boom", { "anything-but": "sent" }] }), all);
    assert.equal(detail({ cause: ["boom"] }), "");
    assert.equal(detail({ cause: [{ prefix: "boom" }] }), "");
  });

  it("lets executions be left out that another one started, and no others", () => {
    const started = { wildcard: '*"AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID":*' };
    assert.equal(detail({ input: [{ "anything-but": started }] }), all);
    assert.equal(detail({ input: [started] }), "");
    assert.equal(detail({ input: [{ "anything-but": { wildcard: "*nightly*" } }] }), "");
  });
});
