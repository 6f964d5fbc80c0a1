import { bundleFunction } from "../../core/bundle-function";

/** The rotation function and its dependencies as one JavaScript file. */
export function bundleRotation(): string {
  return bundleFunction(__dirname);
}
