import type { EnvironmentNames } from "../../../../components/core/names";

/** Machines that rehearse as the environment's do, and do nothing else: what a rehearsal reads, written by hand. */

/** The machine of an app: it verifies its role chain and puts out a verdict. */
export function rehearsingChild(names: EnvironmentNames, app: string): object {
  const { taskRole } = names.app(app);
  const verdict = (text: string) => ({ context: `{% {"${app}": ${text}} %}` });
  return {
    QueryLanguage: "JSONata",
    StartAt: "Verify role",
    States: {
      "Verify role": {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:sts:getCallerIdentity",
        Credentials: { RoleArn: taskRole.arn },
        Catch: [
          {
            ErrorEquals: ["States.ALL"],
            Assign: { caught: "{% $states.errorOutput %}" },
            Next: "Rehearsal failed",
          },
        ],
        Assign: { role: "{% $states.result.Arn %}" },
        Next: "Rehearsed",
      },
      Rehearsed: {
        Type: "Succeed",
        Output: verdict(
          '{"verdict": "proven", "role": $role, "secrets": [{"name": "password", "ageDays": 12, "due": false}]}',
        ),
      },
      "Rehearsal failed": {
        Type: "Succeed",
        Output: verdict(
          '{"verdict": "broken", "role": null, "secrets": [], "error": $caught.Error, "cause": $caught.Cause}',
        ),
      },
    },
  };
}

/** The parent: starts every app in turn and puts out their verdicts. It fails where it cannot start one. */
export function rehearsingParent(names: EnvironmentNames, apps: readonly string[]): object {
  const start = (app: string, next: string) => ({
    Type: "Task",
    Resource: "arn:aws:states:::states:startExecution.sync:2",
    Arguments: {
      StateMachineArn: names.app(app).machine.aliasArn,
      Name: "{% $states.context.Execution.Name %}",
      Input: { rehearse: "{% $states.context.Execution.Input.rehearse %}" },
    },
    Output: { context: "{% $merge([$states.input.context, $states.result.Output.context]) %}" },
    Next: next,
  });
  return {
    QueryLanguage: "JSONata",
    StartAt: "Begin",
    States: {
      Begin: { Type: "Pass", Output: { context: {} }, Next: apps[0] },
      ...Object.fromEntries(apps.map((app, index) => [app, start(app, apps[index + 1] ?? "Done")])),
      Done: { Type: "Succeed" },
    },
  };
}
