import type { RotationTarget } from "./target";
import { valueTarget } from "./value";

/** Name of the target of a secret without {@link TARGET_TAG}. */
export const DEFAULT_TARGET = "value";

/** Every target by the name that secrets are tagged with. */
export const TARGETS: Readonly<Record<string, RotationTarget>> = { [DEFAULT_TARGET]: valueTarget };
