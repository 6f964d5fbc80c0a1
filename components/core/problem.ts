/** One thing wrong with what a person wrote: where, what, and how to fix it. */
export interface Problem {
  /** Path of the value, e.g. `apps.orders.after[1]`; empty for the whole. */
  readonly place: string;
  /** What is wrong, with the value found. */
  readonly message: string;
  /** What to write instead. */
  readonly fix: string;
}

/**
 * One message for all problems: a headline that names the source, then a numbered line for each with place, message and fix.
 * A single problem is written the same way, so that tools may rely on the shape.
 */
export function formatProblems(source: string, problems: readonly Problem[]): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const lines = problems.map(
    ({ place, message, fix }, index) =>
      `  ${index + 1}. ${place === "" ? "" : `${place}: `}${message}\n     fix: ${fix}`,
  );
  return [`${source}: ${count}`, ...lines].join("\n");
}

/** Thrown where no caller can go on; its message lists every problem. */
export class ProblemsError extends Error {
  override readonly name = "ProblemsError";

  constructor(
    /** File or setting that holds the problems. */
    readonly source: string,
    readonly problems: readonly Problem[],
  ) {
    super(formatProblems(source, problems));
  }
}
