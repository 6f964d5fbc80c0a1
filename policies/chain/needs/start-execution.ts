import { MANY, Text } from "../../evaluator/text";
import { arnIn, type Home } from "../home";
import { machineArn } from "../resources";
import { type Need, need, type TaskCall } from "./types";

/** Another machine is started, and with `.sync` followed to its end. */
export function startExecution({ home, read, sync, ownRole }: TaskCall): Need[] {
  const { arn, qualifier } = machineArn(read("StateMachineArn"));
  const context: Need["context"] =
    qualifier === "open" ? [] : [["states:statemachinequalifier", qualifier ?? "absent"]];
  const start = need("states:StartExecution", arn, context);
  if (!sync) {
    return [start];
  }
  const [, head, name] = /^(arn:[^:]*:states:[^:]*:[^:]*:)stateMachine:(.+)$/.exec(arn.exact ?? "") ?? [];
  const executions = head === undefined ? new Text(MANY) : new Text(`${head}execution:${name}:`, MANY);
  const follow = ["states:DescribeExecution", "states:StopExecution"].map((action) => need(action, executions));
  return [
    start,
    ...follow,
    ...(ownRole ? managedRule(home, "StepFunctionsGetEventsForStepFunctionsExecutionRule") : []),
  ];
}

/** The rule by which Step Functions learns that a job has ended. */
export function managedRule(home: Home, name: string): Need[] {
  return ["events:PutTargets", "events:PutRule", "events:DescribeRule"].map((action) =>
    need(action, arnIn(home, "events", `rule/${name}`)),
  );
}
