import type { Clock } from "./clock";
import { contextObject } from "./context-object";
import type { ExecutionRequest } from "./execution-request";
import type { Trail } from "./history";
import type { Flow, State } from "./language/definition";
import { ErrorName, EvaluationError } from "./language/errors";
import { evaluate } from "./language/expressions";
import type { Json, JsonObject } from "./language/json";
import type { Scope } from "./language/scope";
import type { Progress } from "./progress";
import type { TaskRunner } from "./tasks/task-call";
import type { TaskTokens } from "./tasks/task-tokens";

/** What all executions share. */
export interface Services {
  readonly clock: Clock;
  readonly runner: TaskRunner;
  readonly tokens: TaskTokens;
  /** Factor on Wait states and retry delays, and on nothing else. */
  readonly waitScale: number;
  /** Numbers from 0 to 1 for jitter. */
  readonly draw: () => number;
}

/** One line of states under way: the machine, a branch, or an iteration. */
export interface Frame {
  readonly services: Services;
  readonly request: ExecutionRequest;
  readonly executionInput: Json;
  readonly scope: Scope;
  readonly trail: Trail;
  readonly signal: AbortSignal;
  /** Updated by this line; its first value is where the line goes on. */
  readonly progress: Progress;
  readonly map?: JsonObject;
  /** Runs a flow inside a state, a branch or an iteration; the states do not import what runs them. */
  readonly walk: (flow: Flow, input: Json, frame: Frame) => Promise<Json>;
}

/** Outcome of a state: its output, its assignments and the next state; no `next` ends its line. */
export interface Outcome {
  readonly output: Json;
  readonly assigned?: JsonObject;
  readonly next?: string;
}

/** What `$states` contains in addition to input and context. */
interface Extra {
  readonly result?: Json;
  readonly errorOutput?: Json;
}

/**
 * Progress of the branches of a Parallel state, or of the iterations of a Map state. A redrive finds how far they had
 * come and runs only those that had not ended; a retry starts all of them again.
 */
export function innerLines(visit: Visit, count: number): readonly Progress[] {
  const { progress } = visit.frame;
  if (progress.branches === undefined || visit.retryCount > 0) {
    progress.branches = Array.from({ length: count }, () => ({}));
  }
  return progress.branches;
}

/** One visit of the execution to one state, retries included. */
export class Visit {
  retryCount = 0;
  taskToken: string | undefined;
  private readonly enteredTime: number;

  constructor(
    readonly frame: Frame,
    readonly name: string,
    readonly state: State,
    readonly input: Json,
    /** Id of the StateEntered event. */
    readonly enteredEvent: number,
  ) {
    this.enteredTime = frame.services.clock.now();
  }

  /** The context object at this moment; `map` where it is of an iteration that this state starts. */
  context(map = this.frame.map): JsonObject {
    return contextObject(this.frame.request, this.frame.executionInput, {
      stateName: this.name,
      enteredTime: this.enteredTime,
      retryCount: this.retryCount,
      ...(map === undefined ? {} : { map }),
      ...(this.taskToken === undefined ? {} : { taskToken: this.taskToken }),
    });
  }

  /** Text that opens the cause of a failure that the interpreter itself finds, as AWS words it. */
  blame(reason: string): string {
    return `An error occurred while executing the state '${this.name}' (entered at the event id #${this.enteredEvent}). ${reason}`;
  }

  /**
   * A field's value. The history gets an EvaluationFailed event if it has none.
   *
   * @throws {EvaluationError} States.QueryEvaluationError
   */
  async evaluate(template: Json, field: string, extra: Extra = {}, map?: JsonObject): Promise<Json> {
    const states = { input: this.input, context: this.context(map), ...extra };
    try {
      return await evaluate(template, field, { ...this.frame.scope.read(), states });
    } catch (error) {
      if (!(error instanceof EvaluationError)) {
        throw error;
      }
      throw this.evaluationFailed(error);
    }
  }

  /** Like `evaluate`, for a field that must come out as a value of one kind. */
  async evaluateAs<T extends Json>(
    template: Json,
    field: string,
    kind: string,
    fits: (value: Json) => value is T,
    map?: JsonObject,
  ): Promise<T> {
    const value = await this.evaluate(template, field, {}, map);
    if (fits(value)) {
      return value;
    }
    const found = typeof value === "object" ? (Array.isArray(value) ? "an array" : "an object") : JSON.stringify(value);
    throw this.evaluationFailed(
      new EvaluationError(
        field,
        `The value specified for the field '${field}' has an unexpected type or is out of range. Expected ${kind}, but was ${found}.`,
      ),
    );
  }

  /** `Assign` of the state, or of a clause such as `Catch[0]`: evaluated with the variables as they were before. */
  async assignments(
    values: JsonObject | undefined,
    extra: Extra = {},
    clause?: string,
  ): Promise<{ assigned?: JsonObject }> {
    if (values === undefined) {
      return {};
    }
    return { assigned: (await this.evaluate(values, clause ? `${clause}/Assign` : "Assign", extra)) as JsonObject };
  }

  /** Where `Next` or `End` lead. */
  get onward(): { next?: string } {
    return this.state.Next === undefined ? {} : { next: this.state.Next };
  }

  private evaluationFailed(error: EvaluationError): EvaluationError {
    const cause = this.blame(error.reason ?? "");
    this.frame.trail.add("EvaluationFailed", {
      evaluationFailedEventDetails: { error: ErrorName.query, cause, location: error.location, state: this.name },
    });
    return new EvaluationError(error.location, cause);
  }
}
