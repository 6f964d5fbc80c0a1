import { catchEvery } from "../../asl/catch";
import { integration, jsonata, literal } from "../../asl/jsonata";
import { SNS_RETRY, START_RETRY } from "../../asl/retry";
import { TIMINGS } from "../../asl/timeouts";
import type { Catcher, Json, State, TaskState } from "../../asl/types";
import type { EnvironmentNames } from "../../core/names";
import { keptKey } from "../failure/deferred";
import { failureMessage, NOTIFIED } from "../failure/message";
import { failureOf } from "./await-states";
import { branchCatch, branchFailure, type FailureMemory, startedFailure, topCatch } from "./failures";

/** A machine that a parent or a part starts: the child of an app, or a part. */
export interface Started {
  /** Name of the state that starts it. */
  readonly state: string;
  /** What failures call it. */
  readonly label: string;
  readonly aliasArn: string;
  readonly executionPrefix: string;
  readonly input: Json;
  readonly timeoutSeconds: number;
  /** JSONata: what the data are when it has succeeded. */
  readonly output: string;
  /** Whether its failure ends the run, or only what it would have done. */
  readonly stops: boolean;
  /** Whether what it was given and what it hands on, which come back as one result, may be too large together. */
  readonly mayOutgrow: boolean;
  /** Whether it waits for apps of other branches first; one of them that failed is in its data then. */
  readonly waits: boolean;
}

/** Where it stands. */
export interface Place {
  readonly names: EnvironmentNames;
  readonly leaving: { readonly Next: string } | { readonly End: true };
  readonly memory: FailureMemory;
  /** What becomes of its failure: the failure path of the machine itself, a Fail that ends the branch, or data with which others go on. */
  readonly failure:
    | { readonly to: "path"; readonly start: string }
    | { readonly to: "branch" }
    | { readonly to: "data"; readonly next: string };
}

/** States that start a machine by its alias and wait for its end: one, and what becomes of a failure inside a branch or of one that is kept. */
export function startedStates(started: Started, place: Place): Record<string, State> {
  const { names, failure } = place;
  const { state, label, executionPrefix } = started;
  const failed = failedName(state);
  const own = startedFailure(label, executionPrefix);
  const cause = started.waits ? failureOf(own) : own;
  const kept = `$merge([$states.input, {${literal(keptKey(label))}: $merge([(${cause}), {"stops": ${started.stops}}])}])`;
  const caught: Catcher =
    failure.to === "path"
      ? topCatch(cause, place.memory, failure.start)
      : failure.to === "branch"
        ? branchCatch(cause, failed)
        : { ErrorEquals: ["States.ALL"], Output: jsonata(kept), Next: failed };
  const task: TaskState = {
    Type: "Task",
    Resource: integration(names.scope.partition, "states:startExecution.sync:2"),
    Arguments: {
      StateMachineArn: started.aliasArn,
      Name: jsonata("$states.context.Execution.Name"),
      Input: started.input,
    },
    TimeoutSeconds: started.timeoutSeconds,
    Retry: START_RETRY,
    Catch: started.mayOutgrow ? catchEvery(caught) : [caught],
    Output: jsonata(started.output),
    ...place.leaving,
  };
  if (failure.to === "path") return { [state]: task };
  if (failure.to === "branch") return { [state]: task, [failed]: branchFailure() };
  return { [state]: task, ...keptStates(names, failed, label, failure.next) };
}

/** Name of the state that a failure of another leads to. */
export function failedName(state: string): string {
  return `${state} failed`;
}

/** A failure that is kept is told of at once if its own machine could not, and remembers whether that worked. */
function keptStates(names: EnvironmentNames, failed: string, label: string, next: string): Record<string, State> {
  const kept = `$lookup($states.input, ${literal(keptKey(label))})`;
  const told = (more: string) =>
    jsonata(`$merge([$states.input, {${literal(keptKey(label))}: $merge([${kept}, ${more}])}])`);
  const tell = `Tell of ${label}`;
  return {
    [failed]: {
      Type: "Choice",
      Choices: [{ Condition: jsonata(`${kept}.notice = ${literal(NOTIFIED)}`), Next: next }],
      Default: tell,
    },
    [tell]: {
      Type: "Task",
      Resource: integration(names.scope.partition, "sns:publish"),
      Arguments: failureMessage({
        names,
        ownAliasArn: names.parent.aliasArn,
        rerun: "parent",
        given: `$failure := ${kept}; $version := [$failure.version, "the execution shows it"][0]`,
      }),
      TimeoutSeconds: TIMINGS.apiCall,
      Retry: SNS_RETRY,
      Catch: [
        {
          ErrorEquals: ["States.ALL"],
          Output: told('{"notPublished": $states.errorOutput.Error}'),
          Next: next,
        },
      ],
      Output: told(`{"notice": ${literal(NOTIFIED)}}`),
      Next: next,
    },
  };
}
