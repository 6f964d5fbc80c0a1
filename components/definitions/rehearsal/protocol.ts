import { jsonata } from "../../asl/jsonata";

/**
 * JSONata: whether an execution was asked to rehearse: to walk its role chain, look at its secrets and permissions, and do nothing. Only the boolean
 * `true` asks for it. The policy pack knows this very expression.
 */
export const REHEARSING = "$states.context.Execution.Input.rehearse = true";

/** {@link REHEARSING} as the condition of a Choice. */
export const REHEARSING_CONDITION = jsonata(REHEARSING);

/** Input that asks an execution to rehearse. */
export const REHEARSAL_INPUT = { rehearse: true } as const;

/** Name of an execution that an `up` starts to rehearse, and of all that it starts in turn. `id` is a UUID. */
export function rehearsalName(id: string): string {
  return `rehearsal-${id}`;
}

/** Whether an execution is a rehearsal by its name alone; one that a person asked for may have any name. */
export function isRehearsalName(name: string): boolean {
  return /^rehearsal-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name);
}

/** JSONata: whether whoever asked for a rehearsal reads the answer: what is broken then tells nobody else. Of no run but a rehearsal. */
export const QUIET = "$states.context.Execution.Input.quiet = true";

/** Input that asks an environment for a rehearsal of which nobody else hears; apps in `proven` are not asked again. */
export function quietRehearsal(proven: readonly string[]): object {
  return { ...REHEARSAL_INPUT, quiet: true, ...(proven.length === 0 ? {} : { proven }) };
}

/** What a rehearsal says of one app; the value under the app's name in the context that a child's rehearsal puts out. */
export interface Verdict {
  readonly verdict: "proven" | "broken";
  /** Identity that the task role answered with, an assumed-role ARN; null where it could not be assumed. */
  readonly role: string | null;
  /** `<machine role> -> <task role>`, by name. */
  readonly chain: string;
  /** Secrets that were looked at; `ageDays` in whole days, null for one that was never rotated; `due` if a run would rotate it. */
  readonly secrets: readonly { readonly name: string; readonly ageDays: number | null; readonly due: boolean }[];
  /** Absent where proven. */
  readonly error?: string;
  /** Absent where proven. */
  readonly cause?: string;
  /** Command that shows why; absent where proven, and where there is no better one than to look at the execution. */
  readonly next?: string;
}
