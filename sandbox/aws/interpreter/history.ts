import type { Clock } from "./clock";
import { ErrorName, StateError } from "./language/errors";
import { MOST_EVENTS } from "./language/limits";

/** One event of GetExecutionHistory, its time in milliseconds since the epoch, with the details member of its type. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly timestamp: number;
  readonly type: string;
  readonly [details: string]: unknown;
}

/** Details of an event: the member that its type has and what is in it. */
export type Details = Readonly<Record<string, unknown>>;

/** Numbers events and hands them on. Limit 25,000, the last of which is reserved for the end of the execution. */
export class History {
  private count: number;

  constructor(
    private readonly emit: (event: HistoryEvent) => void,
    private readonly clock: Clock,
    private readonly most = MOST_EVENTS,
    /** Events that the history has already. */
    before = 0,
  ) {
    this.count = before;
  }

  /** Adds an event and returns its id. @throws {StateError} States.Runtime if only the last place is left. */
  add(type: string, previousEventId: number, details: Details = {}): number {
    if (this.count >= this.most - 1) {
      throw new StateError(
        ErrorName.runtime,
        `The execution reached the maximum number of history events (${this.most}).`,
      );
    }
    return this.write(type, previousEventId, details);
  }

  /** Adds the event that ends the execution. */
  end(type: string, previousEventId: number, details: Details): void {
    this.write(type, previousEventId, details);
  }

  private write(type: string, previousEventId: number, details: Details): number {
    this.count += 1;
    this.emit({ id: this.count, previousEventId, timestamp: this.clock.now(), type, ...details });
    return this.count;
  }
}

/** The events of one line of states, each pointing at the one before it. */
export class Trail {
  constructor(
    private readonly history: History,
    /** Id of the newest event of this line. */
    public last: number,
  ) {}

  /** Adds an event after the newest of this line and returns its id. */
  add(type: string, details: Details = {}): number {
    this.last = this.history.add(type, this.last, details);
    return this.last;
  }

  /** A line that starts from the newest event of this one. */
  fork(): Trail {
    return new Trail(this.history, this.last);
  }

  /** A line whose events are dropped: those of a child execution of a distributed Map. */
  muted(clock: Clock): Trail {
    return new Trail(new History(() => {}, clock), 0);
  }
}
