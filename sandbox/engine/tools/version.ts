/** The engine that is downloaded or built, and that all tests ran with. */
export const ENGINE_VERSION = "3.258.0";

/**
 * Versions of a CLI on PATH that are used as they are. See docs/decisions/engine.md for the bounds.
 */
const OLDEST_FITTING = "3.220.0";
export const FITTING = `>=${OLDEST_FITTING} <4`;

export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly prerelease: boolean;
}

/** Reads `v3.258.0`, `3.258.0-alpha.1` and the like; undefined for anything else. */
export function parseVersion(text: string): Version | undefined {
  const match = /^v?(\d+)\.(\d+)\.(\d+)([-+].*)?$/.exec(text.trim());
  if (match === null) {
    return undefined;
  }
  const [, major, minor, patch, rest] = match;
  return {
    major: Number(major),
    minor: Number(minor),
    patch: Number(patch),
    prerelease: rest?.startsWith("-") === true,
  };
}

/** Whether a CLI of this version can be used: within FITTING and no pre-release. */
export function fits(text: string): boolean {
  const version = parseVersion(text);
  const oldest = parseVersion(OLDEST_FITTING);
  if (version === undefined || oldest === undefined || version.prerelease || version.major !== oldest.major) {
    return false;
  }
  return version.minor > oldest.minor || (version.minor === oldest.minor && version.patch >= oldest.patch);
}
