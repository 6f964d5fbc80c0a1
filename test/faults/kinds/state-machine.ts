import { CreateStateMachineAliasCommand, CreateStateMachineCommand } from "@aws-sdk/client-sfn";
import { policy } from "../../helpers/embedded-aws";
import { as, type ByBehaviour, type KindFaults, NO_TOKEN } from "../fault";

const LARGE = '{% $reduce([1..18], function($text, $n) { $text & $text }, "x") %}';
const STATES: ByBehaviour<object> = {
  good: { Type: "Pass", Output: {}, End: true },
  fails: { Type: "Fail", Error: "NoIndex", Cause: "the index is gone" },
  slow: { Type: "Wait", Seconds: 100_000, End: true },
  large: { Type: "Pass", Output: LARGE, End: true },
};

export const stateMachineFaults: KindFaults = {
  kind: "stateMachine",
  async work(cloud, name, behaviour) {
    const trust = policy({ Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" });
    const roleArn = await cloud.role(`${name}-machine`, trust, undefined);
    const definition = JSON.stringify({ QueryLanguage: "JSONata", StartAt: "S", States: { S: as(STATES, behaviour) } });
    const { stateMachineVersionArn } = await cloud.clients.sfn.send(
      new CreateStateMachineCommand({ name, roleArn, definition, publish: true }),
    );
    await cloud.clients.sfn.send(
      new CreateStateMachineAliasCommand({
        name: "live",
        routingConfiguration: [{ stateMachineVersionArn, weight: 100 }],
      }),
    );
    return { kind: "stateMachine", machine: `${name}:live` };
  },
  verdicts: {
    "task error": { error: "States.TaskFailed", says: /the index is gone/ },
    throttle: { error: "StepFunctions.AWSStepFunctionsException", says: /Rate exceeded/ },
    "time-out": { error: "States.Timeout", says: /Run task/ },
    "heartbeat lost": NO_TOKEN,
    "access denied": {
      error: "StepFunctions.AWSStepFunctionsException",
      says: /not authorized to perform: states:StartExecution/,
    },
    // The machine itself cannot put out so much, so it is the one that fails.
    "result too large": { error: "States.TaskFailed", says: /States\.DataLimitExceeded/ },
  },
};
