import { nodeFunction, policy } from "../../helpers/embedded-aws";
import { as, type ByBehaviour, type KindFaults, NO_TOKEN } from "../fault";

/** What the function does. 261,500 characters pass Lambda and Step Functions and are too many for the context. */
const SOURCES: ByBehaviour<string> = {
  good: "return {};",
  fails: 'const error = new Error("no shoes left"); error.name = "OutOfStock"; throw error;',
  slow: "await new Promise((resolve) => setTimeout(resolve, 8000));",
  large: 'return "x".repeat(261500);',
};

export const lambdaFaults: KindFaults = {
  kind: "lambda",
  async work(cloud, name, behaviour) {
    const trust = policy({ Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" });
    const role = await cloud.role(`${name}-function`, trust, undefined);
    await nodeFunction(cloud.clients, name, role, `exports.handler = async () => { ${as(SOURCES, behaviour)} };`);
    return { kind: "lambda", function: name };
  },
  verdicts: {
    "task error": { error: "OutOfStock", says: /no shoes left/ },
    throttle: { error: "Lambda.TooManyRequestsException", says: /Rate Exceeded/ },
    "time-out": { error: "States.Timeout", says: /Run task/ },
    "heartbeat lost": NO_TOKEN,
    "access denied": { error: "Lambda.AWSLambdaException", says: /not authorized to perform: lambda:InvokeFunction/ },
    "result too large": {
      error: "States.QueryEvaluationError",
      says: /Context and result exceed 250000 bytes/,
    },
  },
};
