import type { FakeTask } from "./harness";

export const DESCRIBE = "arn:aws:states:::aws-sdk:sfn:describeExecution";
export const START = "arn:aws:states:::states:startExecution.sync:2";
export const PUBLISH = "arn:aws:states:::sns:publish";

const EXECUTION = "arn:aws:states:us-east-1:123456789012:execution:";
const MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:";

/** ARN of the rollback that is started for an app. */
export const rollbackArn = (app: string) => `${MACHINE}shop-dev_${app}_rollback:live`;
/** ARN of the release of an app in the run `r1`. */
export const releaseArn = (app: string) => `${EXECUTION}shop-dev_${app}:r1`;
/** App of either. */
export const appOf = (arn: unknown) => /shop-dev_([a-z0-9]+)/.exec(String(arn))?.[1] ?? "";

/**
 * A hand-written machine that rolls back a run: one Map over a literal list, one item at a time, whose failures are caught inside.
 * It uses what the generated machine of an environment uses: Assign in Pass, Catch and Choice rules, Output in a Catch, a variable of
 * the machine read inside the Map, `$states.context.Map.Item.Value`, and a Fail with computed Error and Cause.
 */
export function rollbackOfRun(apps: readonly string[]): object {
  const release = {
    "Describe release": {
      Type: "Task",
      Resource: DESCRIBE,
      Arguments: { ExecutionArn: `{% "${EXECUTION}" & $states.input.release & ":" & $run %}` },
      Assign: { status: "{% $states.result.Status %}" },
      Output: "{% $states.input %}",
      Catch: [
        {
          ErrorEquals: ["Sfn.ExecutionDoesNotExistException"],
          Output: { app: "{% $states.input.app %}", status: "not released" },
          Next: "Next app",
        },
        caught("Next app"),
      ],
      Next: "Did release succeed",
    },
    "Did release succeed": {
      Type: "Choice",
      Choices: [
        { Condition: "{% $status = 'SUCCEEDED' %}", Assign: { outcome: "rolled back" }, Next: "Roll back app" },
        { Condition: "{% $status = 'RUNNING' %}", Next: "Wait for release" },
      ],
      Output: { app: "{% $states.context.Map.Item.Value.app %}", status: "not released" },
      Default: "Next app",
    },
    "Wait for release": { Type: "Wait", Seconds: 5, Next: "Describe release" },
    "Roll back app": {
      Type: "Task",
      Resource: START,
      Arguments: {
        StateMachineArn: `{% "${MACHINE}" & $states.input.rollback & ":live" %}`,
        Name: "{% $states.context.Execution.Name %}",
        Input: { app: "{% $states.input.app %}" },
      },
      Output: { app: "{% $states.input.app %}", status: "{% $outcome %}" },
      Catch: [caught("Next app")],
      Next: "Next app",
    },
    "Next app": { Type: "Pass", End: true },
  };
  const failed = "$rollbacks[status = 'failed']";
  return {
    QueryLanguage: "JSONata",
    StartAt: "Read input",
    States: {
      "Read input": { Type: "Pass", Assign: { run: "{% $states.input.run %}" }, Next: "Roll back apps" },
      "Roll back apps": {
        Type: "Map",
        MaxConcurrency: 1,
        Items: apps.map((app) => ({ app, release: `shop-dev_${app}`, rollback: `shop-dev_${app}_rollback` })),
        ItemProcessor: { ProcessorConfig: { Mode: "INLINE" }, StartAt: "Describe release", States: release },
        Assign: { rollbacks: "{% $states.result %}" },
        Output: { rollbacks: "{% $states.result %}" },
        Next: "Were all rolled back",
      },
      "Were all rolled back": {
        Type: "Choice",
        Choices: [
          {
            Condition: `{% $exists(${failed}) %}`,
            Assign: { message: `{% "Not rolled back: " & $join(${failed}.app, ", ") %}` },
            Next: "Notify failure",
          },
        ],
        Default: "Done",
      },
      "Notify failure": {
        Type: "Task",
        Resource: PUBLISH,
        Arguments: { Message: "{% $message %}" },
        Assign: { notified: true },
        Catch: [{ ErrorEquals: ["States.ALL"], Assign: { notified: false }, Next: "Failed" }],
        Next: "Failed",
      },
      Failed: {
        Type: "Fail",
        Error: "{% $rollbacks[status = 'failed'][0].error %}",
        Cause: "{% ($notified ? '[notified] ' : '') & $message %}",
      },
      Done: { Type: "Succeed" },
    },
  };
}

function caught(Next: string): object {
  return {
    ErrorEquals: ["States.ALL"],
    Assign: { outcome: "failed" },
    Output: {
      app: "{% $states.input.app %}",
      status: "failed",
      error: "{% $states.errorOutput.Error %}",
    },
    Next,
  };
}

/** Answers DescribeExecution with a status of each app, taken in turn; the last one stays. */
export function releases(statuses: Readonly<Record<string, readonly string[]>>): FakeTask {
  const asked = new Map<string, number>();
  return (args) => {
    const app = appOf((args as { ExecutionArn?: string }).ExecutionArn);
    const turn = asked.get(app) ?? 0;
    asked.set(app, turn + 1);
    const all = statuses[app] ?? ["SUCCEEDED"];
    return { Status: all[Math.min(turn, all.length - 1)] ?? "SUCCEEDED" };
  };
}
