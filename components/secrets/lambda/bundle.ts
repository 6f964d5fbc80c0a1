import { bundleFunction } from "../../core/bundle-function";

/** Handlers of rotation functions: of values alone, and of an Okta client's secret. */
export type RotationHandler = "handler.ts" | "okta-handler.ts";

/** A rotation function and its dependencies as one JavaScript file. */
export function bundleRotation(handler: RotationHandler = "handler.ts"): string {
  return bundleFunction(__dirname, handler);
}
