import type { Asl, Json } from "../machines";

/** Parts that the machines of this folder have in common: a short version of what the definitions of an environment look like. */

export const ACCOUNT = "111122223333";
const ARN = `arn:aws:states:eu-central-1:${ACCOUNT}`;

/** Every Catch of a failure: it only says where the failure is from, and all lead to one state. */
export function catching(app: string, next = "Describe failure"): Asl[] {
  return [{ ErrorEquals: ["States.ALL"], Assign: { caught: from(app) }, Next: next }];
}

/** The failure as a Catch or the Fail of a branch hands it on. */
export function from(app: string): string {
  return `{% $merge([{"app": "${app}", "state": $states.context.State.Name}, $states.errorOutput]) %}`;
}

/** A Task with a time limit, whose failures go to `Describe failure`. */
export function call(resource: string, args: Asl, extra: Asl, app = "orders"): Asl {
  return {
    Type: "Task",
    Resource: `arn:aws:states:::${resource}`,
    Arguments: args,
    TimeoutSeconds: 60,
    Catch: catching(app),
    ...extra,
  };
}

/** Starts the released version of an app's machine and waits until it has ended. */
export function start(app: string, extra: Asl): Asl {
  const input = { rehearse: "{% $states.context.Execution.Input.rehearse = true %}", context: "{% $states.input %}" };
  return call(
    "states:startExecution.sync:2",
    { StateMachineArn: `${ARN}:stateMachine:shop-test_${app}:live`, Input: input },
    extra,
    app,
  );
}

/** `Describe failure` and everything after it; `between`: where it goes first, before the version is looked up. */
export function failureStates(between = "Look up version"): Asl {
  return {
    "Describe failure": {
      Type: "Pass",
      Assign: {
        failure:
          '{% {"app": $caught.app, "error": $substring([$caught.Error, "Unknown"][0], 0, 256), "cause": $caught.Cause} %}',
      },
      Next: between,
    },
    "Look up version": {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:sfn:describeExecution",
      Arguments: { ExecutionArn: "{% $states.context.Execution.Id %}" },
      TimeoutSeconds: 30,
      Assign: { version: "{% $states.result.StateMachineVersionArn %}" },
      Catch: [
        {
          ErrorEquals: ["States.ALL"],
          Assign: { version: '{% "unknown: " & $states.errorOutput.Error %}' },
          Next: "Write message",
        },
      ],
      Next: "Write message",
    },
    "Write message": {
      Type: "Pass",
      Assign: { message: ['{% "App: " & $failure.app %}', '{% "Cause: " & $failure.cause %}'] },
      Next: "Notify failure",
    },
    "Notify failure": {
      Type: "Task",
      Resource: "arn:aws:states:::sns:publish",
      Arguments: {
        TopicArn: `arn:aws:sns:eu-central-1:${ACCOUNT}:failures`,
        Message: '{% $join($message, "\\n") %}',
      },
      TimeoutSeconds: 30,
      Assign: { notified: true },
      Catch: [{ ErrorEquals: ["States.ALL"], Assign: { notified: false }, Next: "Failed" }],
      Next: "Failed",
    },
    Failed: {
      Type: "Fail",
      Error: "{% $failure.error %}",
      Cause: '{% ($notified = false ? "" : "[notified] ") & $string($failure) %}',
    },
  };
}

export function define(startAt: string, states: Asl): Asl {
  return { QueryLanguage: "JSONata", TimeoutSeconds: 3600, StartAt: startAt, States: states };
}

/** A Choice with these ways, each a condition without its braces and the state behind it. */
export function choose(
  otherwise: string,
  ...ways: readonly (readonly [condition: string, next: string, assign?: Json])[]
): Asl {
  return {
    Type: "Choice",
    Choices: ways.map(([condition, next, assign]) => ({
      Condition: `{% ${condition} %}`,
      ...(assign === undefined ? {} : { Assign: assign }),
      Next: next,
    })),
    Default: otherwise,
  };
}

export const REHEARSAL = "$states.context.Execution.Input.rehearse = true";
