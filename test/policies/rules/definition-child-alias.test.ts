import { definitionChildAlias } from "../../../policies/rules/definition-child-alias";
import { cases } from "../cases";
import { machine, plain, task, withStates } from "../machines";
import { machineWith } from "../samples";

cases(definitionChildAlias, [
  {
    it: "finds a machine started by its plain ARN",
    sample: machineWith(
      withStates(plain(), {
        Run: {
          Resource: "arn:aws:states:::states:startExecution.sync:2",
          Arguments: { StateMachineArn: "arn:aws:states:eu-central-1:111122223333:stateMachine:carts" },
        },
      }),
    ),
    messages: [
      'StateMachine "orders", state "Run": it starts a machine without alias or version ("arn:aws:states:eu-central-1:111122223333:stateMachine:carts"). Name the alias of the machine to start.',
    ],
  },
  {
    it: "takes an alias, a version and an expression",
    sample: machineWith(
      machine("A", {
        A: task("B", {
          Resource: "arn:aws:states:::states:startExecution",
          Arguments: { StateMachineArn: "arn:aws:states:eu-central-1:111122223333:stateMachine:carts:live" },
        }),
        B: task("C", {
          Resource: "arn:aws:states:::states:startExecution",
          Arguments: { StateMachineArn: "arn:aws:states:eu-central-1:111122223333:stateMachine:carts:7" },
        }),
        C: task(undefined, {
          Resource: "arn:aws:states:::states:startExecution",
          Arguments: { StateMachineArn: "{% $arn %}" },
        }),
      }),
    ),
    messages: [],
  },
]);
