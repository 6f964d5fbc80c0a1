import type { Asl } from "../machines";
import { ACCOUNT, call, catching, choose, define, failureStates } from "./parts";

const ARN = `arn:aws:states:eu-central-1:${ACCOUNT}`;

/** One item of the Map: what is known of an app whose rollback failed, under the mark of a deferred failure. */
const NOT_ROLLED_BACK = [
  {
    ErrorEquals: ["States.ALL"],
    Output: '{% {"app": $states.input.app, "status": "not rolled back", "[failed] rollback": $states.errorOutput} %}',
    Next: "Item done",
  },
];

/** Rolls back the apps of a run, one at a time, and fails in the end if one could not be rolled back. */
export function rollbackRun(): Asl {
  return define("Roll back apps", {
    "Roll back apps": {
      Type: "Map",
      MaxConcurrency: 1,
      Items: [
        { app: "orders", release: "shop-test_orders", rollback: "shop-test_orders_rollback" },
        { app: "carts", release: "shop-test_carts", rollback: "shop-test_carts_rollback" },
      ],
      ItemProcessor: {
        ProcessorConfig: { Mode: "INLINE" },
        StartAt: "Describe release",
        States: {
          "Describe release": call(
            "aws-sdk:sfn:describeExecution",
            { ExecutionArn: `{% "${ARN}:execution:" & $states.input.release & ":" & $run %}` },
            {
              Assign: { status: "{% $states.result.Status %}" },
              Output: "{% $states.input %}",
              Catch: [
                {
                  ErrorEquals: ["Sfn.ExecutionDoesNotExistException"],
                  Output: '{% {"app": $states.input.app, "status": "not released"} %}',
                  Next: "Item done",
                },
                ...NOT_ROLLED_BACK,
              ],
              Next: "Did release succeed",
            },
          ),
          "Did release succeed": choose(
            "Item done",
            ['$status = "SUCCEEDED"', "Roll back app"],
            ['$status = "RUNNING"', "Wait for release"],
          ),
          "Wait for release": { Type: "Wait", Seconds: 10, Next: "Describe release" },
          "Roll back app": call(
            "states:startExecution.sync:2",
            {
              StateMachineArn: `{% "${ARN}:stateMachine:" & $states.input.rollback & ":live" %}`,
              Name: "{% $states.context.Execution.Name %}",
            },
            {
              Output: '{% {"app": $states.input.app, "status": "rolled back"} %}',
              Catch: NOT_ROLLED_BACK,
              Next: "Item done",
            },
          ),
          "Item done": { Type: "Pass", End: true },
        },
      },
      Catch: catching("rollback"),
      Next: "Are apps rolled back",
    },
    "Are apps rolled back": choose("Done", [
      '"[failed] rollback" in $states.input.$keys()',
      "Describe failure",
      { caught: { app: "rollback", Error: "RollbackFailed", Cause: "{% $string($states.input) %}" } },
    ]),
    Done: { Type: "Succeed", Output: { rollbacks: "{% $states.input %}" } },
    ...failureStates(),
  });
}
