import { jsonata } from "../../asl/jsonata";
import type { ChoiceRule } from "../../asl/types";

/**
 * JSONata: whether an execution was asked to rehearse: to verify its role, read its secrets' ages and do nothing. Only
 * the boolean `true` asks for it. The policy pack knows this very expression.
 */
export const REHEARSING = "$states.context.Execution.Input.rehearse = true";

/** {@link REHEARSING} as the condition of a Choice. */
export const REHEARSING_CONDITION = jsonata(REHEARSING);

/** Rule of a Choice for a rehearsal. */
export function rehearsalRule(next: string): ChoiceRule {
  return { Condition: REHEARSING_CONDITION, Next: next };
}

/**
 * JSONata: whether a rehearsal sends no message because its caller reads the verdicts. Means nothing in a run that is
 * not a rehearsal.
 */
export const QUIET = "$states.context.Execution.Input.quiet = true";

/** Input that asks an execution to rehearse. */
export const REHEARSAL_INPUT = { rehearse: true } as const;

/** Input that asks an execution to rehearse and to send no message about what is broken. */
export const QUIET_REHEARSAL_INPUT = { rehearse: true, quiet: true } as const;

/**
 * Name of an execution that an `up` or a command starts to rehearse, and of everything that it starts in turn. `id` is
 * a UUID.
 */
export function rehearsalName(id: string): string {
  return `rehearsal-${id}`;
}

/** Whether an execution is a rehearsal by its name; one that a person starts may have any name. */
export function isRehearsalName(name: string): boolean {
  return /^rehearsal-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name);
}

/** What a rehearsal finds for one app; it is the app's value in the context that the rehearsal returns. */
export interface Verdict {
  readonly verdict: "proven" | "broken";
  /** Identity that the task role answered with, an assumed-role ARN; null where it could not be assumed. */
  readonly role: string | null;
  /**
   * `ageDays` in whole days, null for a secret that was never rotated; `due` where a run would rotate it first;
   * `pending` is the version of a rotation that has not finished, absent from versions of before it was read.
   */
  readonly secrets: readonly {
    readonly name: string;
    readonly ageDays: number | null;
    readonly due: boolean;
    readonly pending?: string | null;
  }[];
  /** Absent where proven. */
  readonly error?: string;
  /** Absent where proven. */
  readonly cause?: string;
  /** Command that shows why; absent where proven. */
  readonly next?: string;
}
