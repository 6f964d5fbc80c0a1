import type { PastRun, RunHistory } from "../../../cli/expected/past-runs";

/** A run as a test writes it. */
export interface FakeRun {
  /** @default 1 */
  readonly seconds?: number;
  /** @default `run-<n>`, 1 for the newest */
  readonly name?: string;
  /** JSON. @default a context, as a parent hands it on */
  readonly input?: string;
  readonly redriven?: boolean;
}

/** Past runs in memory. Notes what it is asked. */
export class FakeHistory implements RunHistory {
  pageSize = 1000;
  readonly asked: string[] = [];
  private readonly runs = new Map<string, PastRun[]>();
  private readonly inputs = new Map<string, string>();

  /** Runs of a machine, newest first. */
  add(machineArn: string, runs: readonly FakeRun[]): void {
    const start = new Date("2026-05-04T12:00:00Z");
    const all = runs.map(({ seconds = 1, name, input = '{"context": {}}', redriven = false }, index): PastRun => {
      const execution = `${machineArn.replace(":stateMachine:", ":execution:")}:run-${index + 1}`;
      this.inputs.set(execution, input);
      const stop = new Date(start.getTime() + seconds * 1000);
      return { execution, name: name ?? `run-${index + 1}`, start, stop, redriven };
    });
    this.runs.set(machineArn, all);
  }

  async page(machineArn: string, next: string | undefined) {
    const from = Number(next ?? 0);
    this.asked.push(`page ${from / this.pageSize + 1} of ${machineArn.replace(/^.*:/, "")}`);
    const all = this.runs.get(machineArn) ?? [];
    const to = from + this.pageSize;
    return { runs: all.slice(from, to), next: to < all.length ? String(to) : undefined };
  }

  async input(execution: string): Promise<string> {
    this.asked.push(execution.replace(/^.*:/, ""));
    return this.inputs.get(execution) ?? "{}";
  }
}
