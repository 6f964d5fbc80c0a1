import { definitionChildAlias } from "../../../../policies/rules/audit/definition-child-alias";
import { cases } from "../../cases";
import { type Asl, machine, plain, task, without, withStates } from "../../machines";
import { machineWith } from "../../samples";

const start = "arn:aws:states:::states:startExecution";

const starts = (arn: string, next?: string): Asl =>
  task(next, { Resource: start, Arguments: { StateMachineArn: arn } });

const inJsonPath = (parameters: Asl, next?: string): Asl => ({
  ...without(task(next, { Resource: start }), "Arguments"),
  Parameters: parameters,
});

const plainly = (state: string, arn: string): string =>
  `StateMachine "orders", state "${state}": it starts a machine without alias or version ("${arn}"). Name the alias of the machine to start.`;

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
    it: "finds one in an expression that says it, whole or from the name on",
    sample: machineWith(
      machine("A", {
        A: starts("{% 'arn:aws:states:eu-central-1:1:stateMachine:carts' %}", "B"),
        B: starts('{% "arn:aws:states:eu-central-1:1:stateMachine:" & "carts" %}', "C"),
        C: starts("{% 'arn:aws:states:' & $region & ':1:stateMachine:carts' %}", "D"),
        D: starts("{% $prefix & ':stateMachine:carts' %}"),
      }),
    ),
    messages: [
      plainly("A", "arn:aws:states:eu-central-1:1:stateMachine:carts"),
      plainly("B", "arn:aws:states:eu-central-1:1:stateMachine:carts"),
      plainly("C", "arn:aws:states:<?>:1:stateMachine:carts"),
      plainly("D", "<?>:stateMachine:carts"),
    ],
  },
  {
    it: "takes an expression for one only where the state speaks JSONata",
    sample: machineWith(
      machine(
        "A",
        {
          A: { ...starts("{% 'arn:aws:states:eu-central-1:1:stateMachine:carts' %}", "B"), QueryLanguage: "JSONata" },
          B: inJsonPath({ StateMachineArn: "arn:aws:states:eu-central-1:1:stateMachine:carts" }, "C"),
          C: inJsonPath({ "StateMachineArn.$": "$.carts" }),
        },
        { QueryLanguage: "JSONPath" },
      ),
    ),
    messages: [
      plainly("A", "arn:aws:states:eu-central-1:1:stateMachine:carts"),
      plainly("B", "arn:aws:states:eu-central-1:1:stateMachine:carts"),
    ],
  },
  {
    it: "takes an expression whose alias is written or computed",
    sample: machineWith(
      machine("A", {
        A: starts("{% 'arn:aws:states:eu-central-1:1:stateMachine:carts' & ':live' %}", "B"),
        B: starts("{% 'arn:aws:states:eu-central-1:1:stateMachine:' & $name %}", "C"),
        C: starts("{% 'arn:aws:states:eu-central-1:1:stateMachine:carts:' & $alias %}", "D"),
        D: starts("{% $live ? 'arn:aws:states:eu-central-1:1:stateMachine:carts' : $arn %}"),
      }),
    ),
    messages: [],
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
