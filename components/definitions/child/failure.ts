import { STARTED_BY } from "../../asl/child-input";
import { jsonata, literal, OWN_EXECUTION } from "../../asl/jsonata";
import { type Steps, step } from "../../asl/step";
import { DESCRIBE_FAILURE } from "../failure/caught";
import { describeFailure } from "../failure/describe";
import { commonLines, historyCommand, type MessageLines, startAgainCommand } from "../failure/message";
import { LOOK_UP_VERSION, notifySteps } from "../failure/path";
import { rehearsalRule } from "../rehearsal/protocol";
import { identityMember, startCommand, startedByLine } from "../run-identity";
import type { TaskMachineArgs } from "./args";
import { causeWithEvidence } from "./evidence";
import { REHEARSAL_FAILED, rehearsalFailedStep } from "./rehearsal";

const IS_REHEARSAL = "Is rehearsal";
const STARTER = `$states.context.Execution.Input.${STARTED_BY}`;

/**
 * JSONata: the sentence in the error of a Lambda function, whose cause is JSON with the whole stack trace. It is
 * matched and not parsed, since a cause that was cut is not JSON any more.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
 */
const FUNCTION_MESSAGE = '$match($states.input.Cause, /"errorMessage": ?"(.*?)", ?"/, 1).groups[0]';

/**
 * From any failure of an app's machine to its end: described once, then a verdict in a rehearsal, or one message and
 * `Failed`.
 */
export function childFailureSteps(args: TaskMachineArgs): Steps {
  const { names, app, task, machine, action, identitySeconds } = args;
  return {
    [DESCRIBE_FAILURE]: describeFailure({
      app,
      causes: [...(task.kind === "lambda" ? [FUNCTION_MESSAGE] : []), '$states.input.Cause[$ != ""]'],
      members: identityMember(identitySeconds),
      // A release is run again by its parent, a rollback by itself.
      assign: isStartedByApi(args)
        ? {}
        : { run: jsonata(action === "release" ? `[${STARTER}, ${OWN_EXECUTION}][0]` : OWN_EXECUTION) },
      next: IS_REHEARSAL,
    }),
    [IS_REHEARSAL]: step({ Type: "Choice", Choices: [rehearsalRule(REHEARSAL_FAILED)], Default: LOOK_UP_VERSION }),
    [REHEARSAL_FAILED]: rehearsalFailedStep(args),
    ...notifySteps({ names, machine, lines: linesOf(args), cause: causeWithEvidence(args) }),
  };
}

/** Only the runs API starts a run where there is one; a rollback is started by its own alias. */
function isStartedByApi({ action, identitySeconds }: TaskMachineArgs): boolean {
  return action === "release" && identitySeconds !== undefined;
}

function linesOf(args: TaskMachineArgs): MessageLines {
  const { names, app, identitySeconds } = args;
  const moveBack = `npm run -s rollback -- --stack ${names.scope.environment} --app ${app} --to <version> --why "<reason>"`;
  const byApi = isStartedByApi(args);
  return [
    ...commonLines(names),
    ...startedByLine(identitySeconds),
    jsonata(`"Parent: " & ${byApi ? `[${STARTER}, "none"][0]` : '($run = $failure.execution ? "none" : $run)'}`),
    jsonata(`${literal(`Next: ${historyCommand(names)}`)} & $failure.execution`),
    byApi
      ? `Then run again: ${startCommand(names)}`
      : jsonata(`"Then run again: " & ${startAgainCommand(names, "$run")}`),
    `Or, if it is the version: ${moveBack}`,
  ];
}
