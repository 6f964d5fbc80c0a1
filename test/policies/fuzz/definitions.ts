import * as fc from "fast-check";
import { value } from "./values";

/** Words that definitions are made of; wrong ones among them. */
const word = fc.constantFrom("A", "B", "C", "D", "Gone");

const catcher = fc.record(
  {
    ErrorEquals: fc.oneof(fc.subarray(["States.ALL", "X", "States.TaskFailed", "States.NoChoiceMatched"]), value),
    Next: word,
    Output: fc.constantFrom({ "[failed] a": "{% $e %}" }, "{% $states.errorOutput %}"),
  },
  { requiredKeys: [] },
);

const rule = fc.record(
  {
    Next: word,
    Condition: fc.constantFrom(
      "{% $age %}",
      "{% $not($age) %}",
      "{% $exists([failed]) %}",
      "[notified]",
      "{% $states.context.Execution.Input.rehearse = true %}",
      true,
      1,
    ),
    Variable: fc.constantFrom("$.age", "$$.Execution.Input.rehearse"),
    BooleanEquals: fc.boolean(),
    Not: fc.constant({ Variable: "$.age", BooleanEquals: true }),
  },
  { requiredKeys: ["Next"] },
);

const call = fc.constantFrom(
  "arn:aws:states:::sns:publish",
  "arn:aws:states:::aws-sdk:secretsmanager:rotateSecret",
  "arn:aws:states:::aws-sdk:secretsmanager:describeSecret",
  "arn:aws:states:::aws-sdk:s3:getObject",
  "arn:aws:states:::states:startExecution.sync:2",
  "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
  "arn:aws:states:::lambda:invoke",
  7,
);

const handed = fc.oneof(
  fc.dictionary(
    fc.constantFrom("FunctionName", "StateMachineArn", "TopicArn", "SecretId", "QueueUrl", "SecretId.$"),
    fc.constantFrom("{% $x %}", "{% 'arn:aws:states:eu-central-1:1:stateMachine:x' & $y %}", "x", "$.x", 3, null),
  ),
  value,
);

const { state } = fc.letrec((tie) => ({
  scope: fc.record(
    { StartAt: word, States: fc.dictionary(word, tie("state"), { maxKeys: 4 }) },
    { requiredKeys: ["States"] },
  ),
  state: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record(
      {
        Type: fc.constantFrom("Task", "Wait", "Pass", "Succeed", "Fail", "Choice", "Choice", "Nap"),
        Resource: call,
        Arguments: handed,
        Credentials: fc.constantFrom({ RoleArn: "arn:aws:iam::111122223333:role/orders-task" }, 7),
        QueryLanguage: fc.constantFrom("JSONata", "JSONPath"),
        Next: word,
        Default: word,
        End: fc.boolean(),
        Choices: fc.array(rule, { maxLength: 3 }),
        Catch: fc.array(catcher, { maxLength: 3 }),
        Cause: fc.constantFrom("[notified] x", "{% $cause %}"),
        Assign: fc.constantFrom({ age: "{% LastRotatedDate %}" }, { cause: "[notified]" }, 3),
        Retry: value,
      },
      { requiredKeys: ["Type"] },
    ),
    fc.record({
      Type: fc.constantFrom("Parallel", "Map"),
      Branches: fc.array(tie("scope"), { maxLength: 2 }),
      ItemProcessor: tie("scope"),
      Next: word,
      Catch: fc.array(catcher, { maxLength: 2 }),
      ToleratedFailurePercentage: fc.constantFrom(0, 5),
    }),
  ),
}));

/** Definitions made of the words of the States Language, most of them wrong somewhere. */
export const generatedDefinition: fc.Arbitrary<unknown> = fc.record({
  QueryLanguage: fc.constantFrom("JSONata", "JSONPath"),
  StartAt: word,
  States: fc.dictionary(word, state, { maxKeys: 5 }),
  TimeoutSeconds: value,
});
