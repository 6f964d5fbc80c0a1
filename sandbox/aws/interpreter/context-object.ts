import type { ExecutionRequest } from "./execution-request";
import type { Json, JsonObject } from "./language/json";

/** What of the context object changes from state to state. */
interface StateContext {
  readonly stateName: string;
  /** Milliseconds since the epoch. */
  readonly enteredTime: number;
  readonly retryCount: number;
  /** `Map` of the iteration the state is in. */
  readonly map?: JsonObject;
  readonly taskToken?: string;
}

/** The context object, https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
export function contextObject(request: ExecutionRequest, input: Json, state: StateContext): JsonObject {
  return {
    Execution: {
      Id: request.executionArn,
      Input: input,
      Name: request.name,
      RoleArn: request.roleArn,
      StartTime: new Date(request.startDate).toISOString(),
      RedriveCount: request.redriveCount,
    },
    StateMachine: { Id: request.stateMachineArn, Name: request.stateMachineName },
    State: {
      Name: state.stateName,
      EnteredTime: new Date(state.enteredTime).toISOString(),
      RetryCount: state.retryCount,
    },
    ...(state.taskToken === undefined ? {} : { Task: { Token: state.taskToken } }),
    ...(state.map === undefined ? {} : { Map: state.map }),
  };
}
