import type { Trail } from "../history";
import { ErrorName, reportedName, type StateError } from "../language/errors";
import type { TaskResource } from "../tasks/task-resource";
import type { Deadlines } from "./deadlines";

/** Details in the history of a task attempt when it is scheduled. */
interface TaskFacts extends Deadlines {
  readonly resource: TaskResource;
  /** JSON text. */
  readonly parameters: string;
  readonly region: string;
  readonly taskRoleArn?: string;
}

/** The events of one attempt. Outputs are JSON text. */
export interface TaskEvents {
  scheduled(): void;
  started(): void;
  submitted(output: string): void;
  succeeded(output: string): void;
  failed(failure: StateError): void;
}

const WHOLE = { truncated: false };
const LATE: ReadonlySet<string> = new Set([ErrorName.timeout, ErrorName.heartbeat]);

function limits(facts: TaskFacts) {
  return {
    ...(facts.timeout === undefined ? {} : { timeoutInSeconds: facts.timeout }),
    ...(facts.heartbeat === undefined ? {} : { heartbeatInSeconds: facts.heartbeat }),
    ...(facts.taskRoleArn === undefined ? {} : { taskCredentials: { roleArn: facts.taskRoleArn } }),
  };
}

function failure({ error, reason }: StateError) {
  return { error: reportedName(error), ...(reason ? { cause: reason } : {}) };
}

/** Task* events, https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html */
export function integrationEvents(trail: Trail, facts: TaskFacts): TaskEvents {
  const { eventType, eventResource } = facts.resource;
  const where = { resourceType: eventType, resource: eventResource };
  const { parameters, region } = facts;
  return {
    scheduled: () =>
      trail.add("TaskScheduled", { taskScheduledEventDetails: { ...where, region, parameters, ...limits(facts) } }),
    started: () => trail.add("TaskStarted", { taskStartedEventDetails: where }),
    submitted: (output) =>
      trail.add("TaskSubmitted", { taskSubmittedEventDetails: { ...where, output, outputDetails: WHOLE } }),
    succeeded: (output) =>
      trail.add("TaskSucceeded", { taskSucceededEventDetails: { ...where, output, outputDetails: WHOLE } }),
    failed: (error) => {
      const kind = LATE.has(error.error) ? "TimedOut" : "Failed";
      trail.add(`Task${kind}`, { [`task${kind}EventDetails`]: { ...where, ...failure(error) } });
    },
  };
}

/** LambdaFunction* events, of a task whose resource is a function's own ARN. */
export function functionEvents(trail: Trail, facts: TaskFacts): TaskEvents {
  const { parameters, resource } = facts;
  return {
    scheduled: () =>
      trail.add("LambdaFunctionScheduled", {
        lambdaFunctionScheduledEventDetails: {
          resource: resource.arn,
          input: parameters,
          inputDetails: WHOLE,
          ...limits(facts),
        },
      }),
    started: () => trail.add("LambdaFunctionStarted"),
    submitted: () => {},
    succeeded: (output) =>
      trail.add("LambdaFunctionSucceeded", { lambdaFunctionSucceededEventDetails: { output, outputDetails: WHOLE } }),
    failed: (error) => {
      const kind = LATE.has(error.error) ? "TimedOut" : "Failed";
      trail.add(`LambdaFunction${kind}`, { [`lambdaFunction${kind}EventDetails`]: failure(error) });
    },
  };
}
