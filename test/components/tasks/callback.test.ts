import assert from "node:assert/strict";
import { type Task, taskPermissions } from "../../../components/tasks/index";
import { names } from "../definitions/samples";
import { problemsOf } from "./refusals";

const callback = { kind: "callback", to: "queue/asks", heartbeatSeconds: 60 };

describe("task kind callback", () => {
  it("needs a heartbeat, in whole seconds, below the time-out", () => {
    const { heartbeatSeconds, ...without } = callback;
    assert.match(problemsOf(without).join(), /heartbeatSeconds/);
    assert.match(problemsOf({ ...callback, heartbeatSeconds: 1.5 }).join(), /is not a whole number/);
    const late = problemsOf(callback, { timeoutSeconds: heartbeatSeconds });
    assert.match(late.join(), /task\.heartbeatSeconds: 60 is not less than the time-out of 60 seconds/);
    assert.deepEqual(problemsOf(callback, { timeoutSeconds: 61 }), []);
  });

  it("refuses a target that is neither queue nor topic, and an invalid key", () => {
    for (const to of ["asks", "queue/a b", "arn:aws:lambda:eu-central-1:123456789012:function:f", "queue/*"]) {
      assert.match(problemsOf({ ...callback, to }).join(), /is not queue\/<name>/);
    }
    assert.match(problemsOf({ ...callback, key: "*" }).join(), /is not alias\/<name>/);
  });

  it("is allowed to use the key of an encrypted queue or topic through that service only", () => {
    const key = "arn:aws:kms:eu-central-1:123456789012:key/81210c42-8af1-456b-9c4a-6ff02fc664ac";
    const keyStatement = (task: object) => taskPermissions({ ...callback, ...task } as Task, names.scope, "")[1];
    assert.deepEqual(keyStatement({ key }), {
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: [key],
      Condition: { StringEquals: { "kms:ViaService": "sqs.eu-central-1.amazonaws.com" } },
    });
    assert.deepEqual(keyStatement({ to: "topic/asks", key: "alias/{{environment}}" })?.Condition, {
      "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/test" },
      StringEquals: { "kms:ViaService": "sns.eu-central-1.amazonaws.com" },
    });
  });
});
