import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type EventLog, readEventLog } from "../../../ci/comment/event-log";
import { summarize } from "../../../ci/comment/summarize";
import type { PreviewSummary } from "../../../ci/comment/summary";

/** Previews that the real engine made; see record.ts. */
export const RECORDINGS = ["first", "changed", "same", "findings", "refused"] as const;
export type Recording = (typeof RECORDINGS)[number];

/** Value of a secret that is in the recording `changed`, where the SDK wrote it: in a debug message. */
export const SECRET = "hunter2-never-to-be-seen";

export const recordingText = (name: Recording): string =>
  readFileSync(join(__dirname, "..", "..", "fixtures", "previews", `${name}.jsonl`), "utf8");

export const logOf = (name: Recording): EventLog => readEventLog(recordingText(name));

/** The summary of a recording, as that of an environment. */
export const summaryOf = (name: Recording, environment = "dev"): PreviewSummary =>
  summarize(environment, logOf(name), (text) => text);

/** A summary of nothing, judged and finished, with what a test is about. */
export const summaryWith = (change: Partial<PreviewSummary> = {}): PreviewSummary => ({
  environment: "dev",
  finished: true,
  changes: [],
  unchanged: 0,
  findings: [],
  fixed: [],
  errors: [],
  warnings: [],
  packs: ["pack 1.0.0"],
  ...change,
});
