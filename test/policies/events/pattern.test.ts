import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { BAD_ENDS, parsePattern } from "../../../policies/events/pattern";
import { ResourceView } from "../../../policies/kit/resource-view";
import { types } from "../../../policies/kit/types";
import { snapshot, Unknown } from "../../../policies/kit/value";

const arn = "arn:aws:states:eu-central-1:111122223333:stateMachine:orders";
const machine = (props: object) => new ResourceView({ type: types.machine, name: "m", urn: "u", props });
/** A machine that exists, and one that is still to be made. */
const there = machine({ name: "orders", arn });
const planned = machine({ name: "orders" });
const nameless = machine({});

const status = ["FAILED", "TIMED_OUT", "ABORTED"];
const about = { source: ["aws.states"], "detail-type": ["Step Functions Execution Status Change"] };

/** The bad ends of a machine that a pattern covers; `other` if it is about something else. */
function covered(pattern: unknown, of: ResourceView = there): string {
  const parsed = parsePattern(snapshot(JSON.stringify(pattern)));
  return parsed.kind === "pattern" ? BAD_ENDS.filter((end) => parsed.covers(of, end) === true).join() : parsed.kind;
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

  it("wants events of executions, however they are named", () => {
    assert.equal(covered({ source: ["aws.states"], detail: { status } }), all);
    assert.equal(covered({ "detail-type": about["detail-type"], detail: { status } }), all);
    assert.equal(covered({ account: ["111122223333"], detail: { status } }), all);
    assert.equal(covered({ region: ["eu-central-1"], detail: { status } }), all);
    assert.equal(covered({ detail: { status } }), "other");
    assert.equal(covered({ ...about, source: ["aws.s3"] }), "other");
    assert.equal(covered({ ...about, "detail-type": ["Step Functions Map Run"] }), "other");
    assert.equal(covered({ ...about, resources: ["x"], detail: { status } }), "other");
    assert.deepEqual(parsePattern(snapshot({ ...about, source: "aws.s3" })), { kind: "other" });
  });

  it("reads prefixes and wildcards of plain fields", () => {
    assert.equal(covered({ source: [{ prefix: "aws.st" }], detail: { status } }), all);
    assert.equal(covered({ source: [{ wildcard: "aws.*" }], detail: { status } }), all);
    for (const filter of [{ prefix: "states" }, { wildcard: "states.*" }, { prefix: 7 }, { suffix: "states" }, {}]) {
      assert.equal(covered({ source: [filter], detail: { status } }), "other", JSON.stringify(filter));
    }
  });

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
    assert.equal(or(7), all);
    assert.equal(or({ stateMachineArn: ["other"] }, 7), "");
  });

  it("covers nothing behind a filter that it does not know", () => {
    assert.equal(detail({ name: ["nightly"] }), "");
    assert.equal(detail({ stopDate: [{ exists: true }] }), "");
  });

  const machines: readonly (readonly [unknown, string, string])[] = [
    [[arn], all, all],
    [["arn:aws:states:eu-central-1:111122223333:stateMachine:other"], "", ""],
    [["other", arn], all, all],
    [[{ prefix: "arn:aws:states:eu-central-1:111122223333:stateMachine:ord" }], all, all],
    [[{ prefix: "arn:aws:states:eu-central-1:111122223333:stateMachine:ders" }], "", ""],
    [[{ prefix: "arn:aws:states:" }], all, all],
    [[{ prefix: "arn:aws:sns:" }], "", all],
    [[{ wildcard: "arn:aws:states:*:*:stateMachine:ord*" }], all, all],
    [[{ wildcard: "arn:aws:states:*:*:stateMachine:x*" }], "", ""],
    [[{ wildcard: "*orders" }], all, all],
    [[{ wildcard: "orders" }], "", ""],
    [[{ "anything-but": ["arn:aws:states:eu-central-1:111122223333:stateMachine:other"] }], all, all],
    [[{ "anything-but": ["other", arn] }], "", ""],
    [[{ "anything-but": { prefix: "arn:aws:states:eu-central-1:111122223333:stateMachine:ord" } }], "", ""],
    [[{ exists: true }], "", ""],
    [[7], "", ""],
  ];
  for (const [stateMachineArn, known, unknown] of machines) {
    it(`tells whether ${JSON.stringify(stateMachineArn)} names a machine`, () => {
      assert.equal(detail({ stateMachineArn }, there), known);
      assert.equal(detail({ stateMachineArn }, planned), unknown);
    });
  }

  it("does not find a machine without a name by a name", () => {
    assert.equal(detail({ stateMachineArn: [arn] }, nameless), "");
    assert.equal(detail({ stateMachineArn: [{ prefix: arn }] }, nameless), "");
    assert.equal(detail({ stateMachineArn: [{ wildcard: `${arn}*` }] }, nameless), "");
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
