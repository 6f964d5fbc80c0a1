import { type EnvironmentNames, VERSIONS_STREAM } from "../../core/names";
import { type MachineState, type RollbackPlan, sharesOf, sharesText } from "./plan";
import type { RollbackResult } from "./run";

/**
 * What there is: every version of every machine, newest first, with when it was published and its share of the
 * traffic.
 */
export function listText(states: readonly MachineState[]): string {
  return states
    .map(({ key, machine, versions, live }) => {
      const shares = new Map(live === undefined ? [] : sharesOf(live).map(({ version, weight }) => [version, weight]));
      const lines = versions.map(({ version, createdAt }) => {
        const weight = shares.get(version);
        const mark = weight === undefined ? "" : weight === 100 ? "  live" : `  live ${weight} %`;
        return `  ${String(version).padStart(5)}  ${createdAt.toISOString()}${mark}`;
      });
      const note =
        live === undefined ? ["  has no alias live"] : live.description === "" ? [] : [`  ${live.description}`];
      return `${[`${key} (${machine.name})`, ...note, ...lines].join("\n")}\n`;
    })
    .join("\n");
}

/** What a rollback is about to do. */
export function movesText(
  { scope }: EnvironmentNames,
  { moves, stays }: RollbackPlan,
  { who, why }: { readonly who: string; readonly why: string },
): string {
  const lines = [
    ...moves.map(({ key, from, to }) => `  ${key}: ${sharesText(from)} -> ${to}`),
    ...stays.map(({ key, why: reason }) => `  ${key} stays: ${reason}`),
  ];
  return `Rollback of ${scope.blueprint}/${scope.environment} by ${who}: ${why}\n${lines.join("\n")}\n`;
}

/** How it went. */
export function resultText(
  { logGroup }: EnvironmentNames,
  { moved, failed, unrecorded }: RollbackResult,
): { readonly stdout: string; readonly stderr: string } {
  const recorded = `recorded in ${logGroup.name}, stream ${VERSIONS_STREAM}`;
  const done = moved.length === 0 || unrecorded !== undefined ? "" : `, ${recorded}`;
  const stdout = `${moved.length === 1 ? "1 alias was" : `${moved.length} aliases were`} moved${done}.\n`;
  const errors = [
    ...(failed === undefined
      ? []
      : [
          `${failed.move.key} was not moved, nor what comes after it: ${failed.reason}. Run the same command again once that is fixed.`,
        ]),
    ...(unrecorded === undefined
      ? []
      : [`What was moved is not ${recorded}: ${unrecorded}. The aliases' descriptions and CloudTrail say it.`]),
  ];
  return { stdout, stderr: errors.map((line) => `${line}\n`).join("") };
}

/** What keeps the versions in the next `up`, or that it is written. */
export function pinsText(file: string, pins: Readonly<Record<string, number>>, written: boolean): string {
  if (written) {
    return `The pins are written to ${file}; commit it. Remove them to move forward again.\n`;
  }
  const lines = Object.entries(pins).map(([key, version]) => `    ${key}: ${version}`);
  return [
    `To keep this in the next \`pulumi up\`, add to ${file} (--pin writes it):`,
    "  app-of-apps:pins:",
    ...lines,
    "",
  ].join("\n");
}
