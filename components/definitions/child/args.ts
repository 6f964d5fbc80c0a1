import type { App, Task } from "../../blueprint/blueprint";
import type { EnvironmentNames, MachineNames } from "../../core/names";

export interface ChildDefinitionArgs {
  readonly names: EnvironmentNames;
  /** Name of the app in the blueprint. */
  readonly app: string;
  readonly spec: App;
  /** Seconds by which the identity of a run may have expired. @default runs have no identity: no runs API */
  readonly identitySeconds?: number | undefined;
  /** Whether the machine says in its output or cause what the run's evidence record needs. @default false */
  readonly evidence?: boolean | undefined;
}

/** What tells a release from a rollback. */
export interface TaskMachineArgs extends ChildDefinitionArgs {
  readonly task: Task;
  /** Longest duration of one try of the task, in seconds. */
  readonly timeoutSeconds: number;
  readonly action: "release" | "rollback";
  readonly machine: MachineNames;
}

/** Name of the first state of an app's machine: its identity under the task's role. */
export const VERIFY_ROLE = "Verify role";

/** Name of the state before it, where the environment has a runs API: the identity of the run. */
export const CHECK_IDENTITY = "Check identity";
