import type { DescribeExecutionCommandOutput, HistoryEvent } from "@aws-sdk/client-sfn";
import { startedBy } from "./started-by";

/** State of a child that does the app's work. */
const RUN_TASK = "Run task";

/** What one child execution did, from its history. Times in milliseconds since the epoch. */
export interface AppRun {
  readonly app: string;
  readonly status: string;
  /** Who started the run, as the child's input says. */
  readonly starter: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** The caller's identity that AWS returned under the task role; `undefined` where the role was never verified. */
  readonly verifiedAs: string | undefined;
  readonly secrets: readonly SecretRun[];
  /** The app's task was started. */
  readonly fired: boolean;
  readonly error: string | undefined;
}

interface SecretRun {
  readonly name: string;
  /**
   * Seconds since the last rotation when the run first described the secret; `undefined` where it had never been
   * rotated.
   */
  readonly ageSeconds: number | undefined;
  readonly rotated: boolean;
}

/** Reads a child's history: who it was verified as, how old its secrets were, whether its task was fired. */
export function readAppRun(
  app: string,
  execution: DescribeExecutionCommandOutput,
  events: readonly HistoryEvent[],
): AppRun {
  let verifiedAs: string | undefined;
  let fired = false;
  const secrets = new Map<string, { ageSeconds: number | undefined; rotated: boolean }>();
  for (const event of events) {
    if (event.stateEnteredEventDetails?.name === RUN_TASK) {
      fired = true;
    }
    const succeeded = event.taskSucceededEventDetails;
    if (!succeeded?.output) {
      continue;
    }
    const output = JSON.parse(succeeded.output) as Record<string, unknown>;
    if (succeeded.resource === "getCallerIdentity") {
      verifiedAs = String(output.Arn);
    }
    const name = String(output.Name ?? "");
    if (succeeded.resource === "describeSecret" && !secrets.has(name)) {
      const last = output.LastRotatedDate;
      const ageSeconds =
        typeof last === "string"
          ? Math.max(0, ((event.timestamp?.getTime() ?? 0) - Date.parse(last)) / 1000)
          : undefined;
      secrets.set(name, { ageSeconds, rotated: false });
    }
    if (succeeded.resource === "rotateSecret") {
      secrets.set(name, { ageSeconds: secrets.get(name)?.ageSeconds, rotated: true });
    }
  }
  return {
    app,
    status: execution.status ?? "UNKNOWN",
    starter: startedBy(execution).subject,
    startedAt: execution.startDate?.getTime() ?? 0,
    endedAt: execution.stopDate?.getTime() ?? execution.startDate?.getTime() ?? 0,
    verifiedAs,
    secrets: [...secrets].map(([name, run]) => ({ name, ...run })),
    fired,
    error: execution.error,
  };
}

export const TIMELINE_HEADER = ["app", "from", "took", "started by", "role verified as", "secret", "result"] as const;

/** The timeline as rows of text, in the order in which the apps started. */
export function timelineRows(runs: readonly AppRun[], runStartedAt: number): string[][] {
  return [...runs]
    .sort((a, b) => a.startedAt - b.startedAt || a.app.localeCompare(b.app))
    .map((run) => [
      run.app,
      `+${((run.startedAt - runStartedAt) / 1000).toFixed(1)} s`,
      `${((run.endedAt - run.startedAt) / 1000).toFixed(1)} s`,
      run.starter === "" ? "nobody" : run.starter,
      run.verifiedAs ? roleOf(run.verifiedAs) : "not verified",
      run.secrets.map(secretText).join(", ") || "none",
      run.error ? `${run.status} (${run.error})` : run.status,
    ]);
}

function secretText(secret: SecretRun): string {
  const age = secret.ageSeconds === undefined ? "never rotated" : `${ageText(secret.ageSeconds)} old`;
  return `${secret.name.split("/").at(-1)} ${age}, ${secret.rotated ? "rotated" : "not rotated"}`;
}

function ageText(seconds: number): string {
  if (seconds < 120) {
    return `${Math.round(seconds)} s`;
  }
  if (seconds < 86_400 * 2) {
    return `${Math.round(seconds / 60)} min`;
  }
  return `${Math.round(seconds / 86_400)} d`;
}

/** The role of an assumed-role ARN (`arn:aws:sts::1:assumed-role/ROLE/session`); anything else as it is. */
function roleOf(arn: string): string {
  return /:assumed-role\/([^/]+)\//.exec(arn)?.[1] ?? arn;
}
