import type { HistoryEvent } from "@aws-sdk/client-sfn";
import type { ExecutionDetails, ReportApi } from "../../../cli/report/report-api";
import type { ListedRun } from "../../../cli/status/status-api";
import type { OpenGrant } from "../../../components/grants/lambda/open-grants";

/** Executions and records in memory. */
export class FakeReportApi implements ReportApi {
  /** By bucket and key. */
  readonly objects = new Map<string, string | Error>();
  runsListed: ListedRun[] = [];
  grants: OpenGrant[] | Error = [];
  /** By ARN. */
  readonly executions = new Map<string, ExecutionDetails>();
  readonly histories = new Map<string, readonly HistoryEvent[]>();
  /** Errors of histories, by ARN. */
  readonly refusals = new Map<string, Error>();

  async openGrants() {
    if (this.grants instanceof Error) {
      throw this.grants;
    }
    return this.grants;
  }
  async object(bucket: string, key: string) {
    const found = this.objects.get(`${bucket}/${key}`);
    if (found instanceof Error) {
      throw found;
    }
    return found;
  }
  async newestRuns() {
    return this.runsListed;
  }
  async execution(arn: string) {
    return this.executions.get(arn);
  }
  async history(arn: string) {
    const refusal = this.refusals.get(arn);
    if (refusal !== undefined) {
      throw refusal;
    }
    return this.histories.get(arn);
  }
}

/** Events with ids and times that a test writes: `[seconds, event]`, each after the one before. */
export function eventsFrom(start: Date, all: readonly (readonly [number, Partial<HistoryEvent>])[]): HistoryEvent[] {
  return all.map(
    ([seconds, event], index) =>
      ({
        id: index + 1,
        previousEventId: index,
        timestamp: new Date(start.getTime() + 1000 * seconds),
        ...event,
      }) as HistoryEvent,
  );
}

/** Events of a child: verify, describe and rotate a secret, run the task so often, and its end. */
export function childEvents(
  start: Date,
  { role, tries = 1, end }: { readonly role: string; readonly tries?: number; readonly end: Partial<HistoryEvent> },
): HistoryEvent[] {
  const entered = (name: string) => ({ type: "TaskStateEntered", stateEnteredEventDetails: { name } }) as const;
  const called = (resource: string, output: object): Partial<HistoryEvent> => ({
    type: "TaskSucceeded",
    taskSucceededEventDetails: { resourceType: "aws-sdk", resource, output: JSON.stringify(output) },
  });
  const rotated = (daysAgo: number) => new Date(start.getTime() - 86_400_000 * daysAgo).toISOString();
  const tried = Array.from({ length: tries }, (): [number, Partial<HistoryEvent>][] => [
    [1.5, { type: "TaskScheduled" }],
    [1.6, { type: "TaskFailed" }],
  ]).flat();
  return eventsFrom(start, [
    [0, { type: "ExecutionStarted" }],
    [0.1, entered("Verify role")],
    [0.2, { type: "TaskScheduled" }],
    [0.3, called("getCallerIdentity", { Arn: `arn:aws:sts::1:assumed-role/${role}/x` })],
    [0.4, entered("Describe password")],
    [0.5, called("describeSecret", { Name: "shop/dev/db/password", LastRotatedDate: rotated(40.5) })],
    [0.6, entered("Rotate password")],
    [0.7, called("rotateSecret", { Name: "shop/dev/db/password" })],
    [0.9, entered("Describe password")],
    [1, called("describeSecret", { Name: "shop/dev/db/password", LastRotatedDate: rotated(0) })],
    [1.2, entered("Run task")],
    ...tried,
    [2.5, end],
  ]);
}
