import type { Progress } from "./progress.cjs";

/**
 * none: the folder has no package-lock.json; ready: installed and marked; unmarked: installed by the user's own
 * `npm ci`; outdated: something else is installed; missing: nothing is.
 */
export type PackagesState = "none" | "ready" | "unmarked" | "outdated" | "missing";

/** Whether node_modules of a folder matches its package-lock.json; `stamp` marks an installation of it. */
export declare function packagesState(folder: string): { readonly state: PackagesState; readonly stamp?: string };

/**
 * Runs `npm ci` in a folder unless what its package-lock.json says is there. One process at a time; when it fails
 * or is interrupted, no half of node_modules stays.
 */
export declare function ensurePackages(
  folder: string,
  options: { readonly progress: Progress; readonly signal?: AbortSignal },
): Promise<void>;
