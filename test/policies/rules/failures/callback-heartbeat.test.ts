import { callbackHeartbeat } from "../../../../policies/rules/failures/callback-heartbeat";
import { cases } from "../../cases";
import { plain, withStates } from "../../machines";
import { machineWith } from "../../samples";

cases(callbackHeartbeat, [
  {
    it: "finds a Task that waits for a token without a heartbeat",
    sample: machineWith(
      withStates(plain(), { Run: { Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken" } }),
    ),
    messages: [
      'StateMachine "orders", state "Run": the Task waits for a worker ("arn:aws:states:::sqs:sendMessage.waitForTaskToken") without HeartbeatSeconds. Add HeartbeatSeconds shorter than its TimeoutSeconds.',
    ],
  },
  {
    it: "finds an activity without a heartbeat",
    sample: machineWith(
      withStates(plain(), { Run: { Resource: "arn:aws:states:eu-central-1:111122223333:activity:pack" } }),
    ),
    messages: [
      'StateMachine "orders", state "Run": the Task waits for a worker ("arn:aws:states:eu-central-1:111122223333:activity:pack") without HeartbeatSeconds. Add HeartbeatSeconds shorter than its TimeoutSeconds.',
    ],
  },
  {
    it: "takes a heartbeat as a path in JSONPath",
    sample: machineWith({
      ...withStates(plain(), {
        Run: { Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken", HeartbeatSecondsPath: "$.beat" },
      }),
      QueryLanguage: "JSONPath",
    }),
    messages: [],
  },
  {
    it: "does not ask it of a job that Step Functions watches itself",
    sample: machineWith(withStates(plain(), { Run: { Resource: "arn:aws:states:::codebuild:startBuild.sync" } })),
    messages: [],
  },
]);
