import { rotationHandler } from "./rotation-handler";
import { generateValue, TARGETS } from "./targets";

/** Rotation function of an environment. */
export const handler = rotationHandler(() => ({ targets: TARGETS, generate: generateValue }));
