export interface LockOptions {
  /** Called once if another process holds the lock. */
  readonly onWait?: (holder: { readonly pid: number; readonly host: string }) => void;
  /** Ends the waiting; the work itself must observe the signal. */
  readonly signal?: AbortSignal;
}

/**
 * Does `work` while no other process does it under the same lock file (its folder is made). The lock of a process
 * that died is taken over. Released at the end of `work`, and when this process exits.
 */
export declare function withLock<T>(file: string, work: () => Promise<T>, options?: LockOptions): Promise<T>;

/**
 * Whether a process of this host runs.
 * @param start when it started, in the kernel's ticks, if known: a pid that was given to another process is then dead
 */
export declare function isAlive(pid: number, start?: string): boolean;
