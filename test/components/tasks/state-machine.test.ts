import assert from "node:assert/strict";
import { scopeOf } from "../../../components/core/names";
import { renderTask, type Task } from "../../../components/tasks/index";
import { names } from "../definitions/samples";
import { call, problemsOf } from "./refusals";

describe("task kind stateMachine, refused", () => {
  for (const machine of [
    "reindex",
    "reindex:3",
    "arn:aws:states:eu-central-1:123456789012:stateMachine:reindex",
    "a b:live",
  ]) {
    it(`${machine}: not an alias`, () =>
      assert.match(problemsOf({ kind: "stateMachine", machine }).join(), /is not <machine>:<alias>/));
  }

  it("a machine of another account or region, which Step Functions does not start", () => {
    for (const place of ["eu-west-1:123456789012", "eu-central-1:210987654321"]) {
      const task: Task = { kind: "stateMachine", machine: `arn:aws:states:${place}:stateMachine:reindex:live` };
      assert.throws(() => renderTask(task, call()), /own account and region only/);
    }
  });

  it("a machine of the environment itself, which would start itself", () => {
    for (const machine of [names.parent.name, names.app("one").machine.name]) {
      const task: Task = { kind: "stateMachine", machine: `${machine}:live` };
      assert.throws(() => renderTask(task, call()), /a machine of this environment/);
    }
    const neighbour = scopeOf({
      blueprint: "shop",
      environment: "test-eu",
      account: "123456789012",
      region: "eu-central-1",
    });
    assert.ok(renderTask({ kind: "stateMachine", machine: `${names.parent.name}:live` }, call(neighbour)));
  });
});
