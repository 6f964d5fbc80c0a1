import { machineAlias } from "../../../../policies/rules/audit/machine-alias";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { changed, compliant, compliantStack } from "../../samples";
import { swap } from "../../variants";

cases(machineAlias, [
  {
    it: "finds a machine without an alias",
    sample: compliantStack.filter((each) => each !== compliant.alias),
    messages: [
      'StateMachine "orders": no alias of the stack routes to this machine. Add an aws.sfn.Alias that routes to its published version.',
    ],
  },
  {
    it: "finds an alias of another machine",
    sample: swap(
      compliant.alias,
      changed(compliant.alias, {
        routingConfigurations: [
          { stateMachineVersionArn: "arn:aws:states:eu-central-1:111122223333:stateMachine:orders-2:1", weight: 100 },
        ],
      }),
    ),
    messages: [
      'StateMachine "orders": no alias of the stack routes to this machine. Add an aws.sfn.Alias that routes to its published version.',
    ],
  },
  {
    it: "takes an alias whose version is known only by dependency",
    sample: [
      changed(compliant.machine, { arn: unknown }),
      {
        ...changed(compliant.alias, { routingConfigurations: [{ stateMachineVersionArn: unknown, weight: 100 }] }),
        from: { routingConfigurations: ["orders"] },
      },
    ],
    messages: [],
  },
  {
    it: "cannot say so where one route is not known",
    sample: swap(compliant.alias, changed(compliant.alias, { routingConfigurations: [unknown] })),
    messages: [],
    advisory: "string value at .routingConfigurations.0 can't be known during preview",
  },
  {
    it: "cannot say so where nothing is known",
    sample: [
      changed(compliant.machine, { arn: unknown }),
      changed(compliant.alias, { routingConfigurations: unknown }),
    ],
    messages: [],
    advisory: "string value at .routingConfigurations can't be known during preview",
  },
]);
