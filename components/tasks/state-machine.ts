import { z } from "zod";
import { STARTED_BY } from "../asl/child-input";
import { integration, jsonata, literal } from "../asl/jsonata";
import { memberOrNull } from "../asl/member-or-null";
import { START_RETRY } from "../asl/retry";
import { environmentNames, type Scope } from "../core/names";
import { NEEDS } from "../iam/integrations";
import { arnOf, filledString } from "./arguments";
import { payloadOf } from "./payload";
import type { TaskKind } from "./task-kind";

/** Run another Standard state machine and wait for its end. */
export interface StateMachineTask {
  readonly kind: "stateMachine";
  /** `<machine>:<alias>`, or the ARN of an alias, in the environment's own account and region. */
  readonly machine: string;
}

/**
 * Aliases, unlike versions, are not numbers.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachineAlias.html
 */
const ALIAS = "(?=[A-Za-z0-9._-]{1,80}$)(?!\\d+$)[A-Za-z0-9._-]+";
const MACHINE = new RegExp(
  `^(?:arn:aws[a-z-]*:states:[a-z0-9-]+:\\d{12}:stateMachine:)?[A-Za-z0-9_.-]{1,80}:${ALIAS}$`,
);

/** Schema of the arguments. */
export const stateMachineSchema = z.strictObject({
  kind: z.literal("stateMachine"),
  machine: filledString(MACHINE, "<machine>:<alias> or the ARN of an alias of a state machine"),
});

/**
 * Task kind `stateMachine`. The machine receives `{app, environment, action, context, execution}`, with the link by
 * which the console shows the starting execution, and the run's identity where there is one. Its output is the app's
 * result. If it fails, the task fails with `States.TaskFailed` and its description as the cause. It is stopped when
 * this run is stopped. Each try of an app starts one execution, under a name that makes a repeated start find it again.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 *
 * @example `{ "kind": "stateMachine", "machine": "search-reindex:live" }`
 */
export const stateMachineKind: TaskKind<"stateMachine", StateMachineTask> = {
  kind: "stateMachine",
  example: { kind: "stateMachine", machine: "search-reindex:live" },
  schema: stateMachineSchema,
  render: (task, call) => ({
    resource: integration(call.scope.partition, "states:startExecution.sync:2"),
    arguments: {
      StateMachineArn: aliasArn(task, call.scope),
      // 32 digits and an app's 40 characters fit the 80 of a name. The name is the same for every try of the start.
      Name: jsonata(`${literal(`${call.app}-`)} & $substring($hash($states.context.Execution.Id, "SHA-256"), 0, 32)`),
      Input: {
        ...payloadOf(call),
        [STARTED_BY]: jsonata("$states.context.Execution.Id"),
        // The parent of another blueprint refuses a run without one, where it has a runs API.
        ...(call.identity === undefined ? {} : { identity: call.identity }),
      },
    },
    retry: START_RETRY,
    result: memberOrNull("Output"),
  }),
  permissions: (task, scope) => {
    const alias = aliasArn(task, scope);
    const machine = alias.slice(0, alias.lastIndexOf(":"));
    const executions = `${machine.replace(":stateMachine:", ":execution:")}:*`;
    return NEEDS["states:startExecution.sync:2"](machine, alias.slice(machine.length + 1), executions);
  },
};

/** @throws Error for a machine that the task role could not start, and for one of the environment itself */
function aliasArn({ machine }: StateMachineTask, scope: Scope): string {
  const arn = arnOf(machine, scope, "states", "stateMachine:");
  const own = `arn:${scope.partition}:states:${scope.region}:${scope.account}:stateMachine:`;
  if (!arn.startsWith(own)) {
    throw new Error(
      `A task of kind "stateMachine" names ${arn}. Step Functions starts machines of its own account and region only, here ${own}...`,
    );
  }
  const { parent, base } = environmentNames(scope);
  const name = arn.slice(own.length, arn.lastIndexOf(":"));
  if (name === parent.name || name.startsWith(`${base}_`)) {
    throw new Error(
      `A task of kind "stateMachine" names ${name}, a machine of this environment: a run would start itself. Name the app in "after" instead.`,
    );
  }
  return arn;
}
