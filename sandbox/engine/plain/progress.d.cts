export interface Progress {
  /** A line that stays. */
  note(line: string): void;
  /**
   * Runs `work` and shows `label`, the latest detail that it reports and the seconds so far while it runs; on success
   * one line says how long it took (only from 2 s on).
   */
  step<T>(label: string, work: (report: (detail: string) => void) => Promise<T>): Promise<T>;
}

export interface ProgressOptions {
  /** Where to show it: rewritten each second on a terminal, a line each 15 s elsewhere. */
  readonly stream?: NodeJS.WriteStream;
  /** Receives lines instead of a stream; never rewritten. */
  readonly write?: (line: string) => void;
  /** Milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
}

/** Progress of steps that may run side by side. Without a stream and without `write` it is silent. */
export declare function createProgress(options?: ProgressOptions): Progress;
