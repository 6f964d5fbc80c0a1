import type { RehearsalRow } from "../../../../components/versions/rehearsal/table";
import type { ExecutionState } from "../../../../components/versions/step-functions-api";

/** Session that a task role answers with. */
export const SESSION = "arn:aws:sts::1:assumed-role/task/run";

/** A verdict as machines put it out. */
export const verdict = (more: object = {}) => ({ verdict: "proven", role: SESSION, secrets: [], ...more });

/** What is wrong with an app whose role chain is cut. */
export const CUT = { verdict: "broken", role: null, error: "States.TaskFailed", cause: "not authorized" };

/** How a rehearsal ends with verdicts by app. */
export const rehearsed = (verdicts: object): ExecutionState => ({
  status: "SUCCEEDED",
  output: JSON.stringify({ context: verdicts }),
});

/** Cells of rows that tests compare. */
export const cells = (rows: readonly RehearsalRow[]) =>
  rows.map(({ app, verdict: found, error }) => [app, found, error]);
