import { jsonata, literal } from "../../asl/jsonata";
import { type Step, step } from "../../asl/step";
import { type TaskMachineArgs, VERIFY_ROLE } from "./args";
import { secretVariable } from "./secret-rotation";

/** Ends a rehearsal that found nothing broken. */
export const REHEARSED = "Rehearsed";

/** Ends a rehearsal that found the app broken. */
export const REHEARSAL_FAILED = "Rehearsal failed";

export function rehearsedStep(args: TaskMachineArgs): Step {
  const secrets = Object.keys(args.spec.secrets).map((_, index) => `$${secretVariable(index)}`);
  return ends(args, "$context", `{"verdict": "proven", "role": $identity, "secrets": [${secrets.join(", ")}]}`);
}

/** The role is null where it could not be assumed. */
export function rehearsalFailedStep(args: TaskMachineArgs): Step {
  const role = `$state = ${literal(VERIFY_ROLE)} ? null : $identity`;
  // What fails first may fail before there is a context.
  return ends(
    args,
    "$states.context.Execution.Input.context",
    `$merge([{"verdict": "broken", "role": ${role}, "secrets": []}, $failure])`,
  );
}

function ends({ app }: TaskMachineArgs, given: string, verdict: string): Step {
  return step({ Type: "Succeed", Output: { context: jsonata(`$merge([${given}, {${literal(app)}: ${verdict}}])`) } });
}
