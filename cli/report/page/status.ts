import type { AppReport } from "../report";
import type { AppStatus } from "../run-view";
import { type Html, html } from "./html";

/** How an app is shown: a run that did not happen yet has planned apps only. */
export type Shown = AppStatus | "PLANNED";

interface Look {
  readonly label: string;
  /** Tells statuses apart without colour. */
  readonly mark: string;
  /** Class, which decides the colour. */
  readonly tone: "good" | "bad" | "active" | "quiet";
}

const LOOKS: Readonly<Record<Shown, Look>> = {
  SUCCEEDED: { label: "Succeeded", mark: "✓", tone: "good" },
  FAILED: { label: "Failed", mark: "✕", tone: "bad" },
  TIMED_OUT: { label: "Timed out", mark: "✕", tone: "bad" },
  ABORTED: { label: "Aborted", mark: "■", tone: "bad" },
  RUNNING: { label: "Running", mark: "▸", tone: "active" },
  NOT_STARTED: { label: "Not started", mark: "–", tone: "quiet" },
  UNKNOWN: { label: "Unknown", mark: "?", tone: "quiet" },
  PLANNED: { label: "Planned", mark: "–", tone: "quiet" },
};

export function lookOf(status: string): Look {
  return Object.hasOwn(LOOKS, status) ? LOOKS[status as Shown] : { label: status, mark: "?", tone: "bad" };
}

export function shownStatus({ run }: AppReport): Shown {
  return run === undefined ? "PLANNED" : run.status;
}

/** Whether an app, or a run, ended badly. */
export function isFailed(status: string): boolean {
  return lookOf(status).tone === "bad";
}

export function statusMark(status: string): Html {
  const { label, mark, tone } = lookOf(status);
  return html`<span class="status ${tone}"><span class="mark" aria-hidden="true">${mark}</span> ${label}</span>`;
}
