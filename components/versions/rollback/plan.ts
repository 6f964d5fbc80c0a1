import type { MachineNames } from "../../core/names";
import type { Problem } from "../../core/problem";
import { versionOf } from "../routing";
import type { AliasState, PublishedVersion } from "../step-functions-api";

/** Where a rollback leads: to a version by its number, or to what was the newest at a time. */
export type RollbackTarget = { readonly version: number } | { readonly at: Date };

/**
 * A machine as it is: what is published, newest first, and where its alias `live` leads; undefined without an alias.
 */
export interface MachineState {
  readonly key: string;
  readonly machine: MachineNames;
  readonly versions: readonly PublishedVersion[];
  readonly live: AliasState | undefined;
}

/** Version and share of the executions, as an alias routes them. */
export interface Share {
  readonly version: number;
  /** Per cent. */
  readonly weight: number;
}

/** One alias to be moved. */
export interface Move {
  readonly key: string;
  readonly machine: MachineNames;
  readonly from: readonly Share[];
  readonly to: number;
}

/** What a rollback would do. With problems it does nothing. */
export interface RollbackPlan {
  readonly moves: readonly Move[];
  /** Machines that stay where they are, and why. */
  readonly stays: readonly { readonly key: string; readonly why: string }[];
  readonly problems: readonly Problem[];
}

/** Versions that a message lists. */
const SHOWN_VERSIONS = 10;

/**
 * Computes a rollback from how the machines are. A machine that did not exist at the time stays; a version that is
 * not there is a problem.
 */
export function planRollback(states: readonly MachineState[], target: RollbackTarget): RollbackPlan {
  const moves: Move[] = [];
  const stays: { key: string; why: string }[] = [];
  const problems: Problem[] = [];
  for (const { key, machine, versions, live } of states) {
    if (live === undefined) {
      const fix = "deploy the environment first: the alias is made by `pulumi up`";
      problems.push({ place: key, message: `${machine.aliasArn} is not there`, fix });
      continue;
    }
    const to = targetOf(versions, target);
    if (to === undefined && "version" in target) {
      const shown = versions.slice(0, SHOWN_VERSIONS).map(({ version }) => version);
      const fix =
        shown.length === 0
          ? "deploy it first"
          : `name one of ${shown.join(", ")}; --list shows when they were published`;
      problems.push({ place: "--to", message: `${key} has no version ${target.version}`, fix });
    } else if (to === undefined) {
      stays.push({ key, why: "it had no version then" });
    } else {
      const from = sharesOf(live);
      if (from.length === 1 && from[0]?.version === to) {
        stays.push({ key, why: `it is at version ${to}` });
      } else {
        moves.push({ key, machine, from, to });
      }
    }
  }
  return { moves, stays, problems };
}

/** Versions that an alias leads to, largest share first, of equal ones the newest. */
export function sharesOf({ routes }: Pick<AliasState, "routes">): Share[] {
  return routes
    .map(({ stateMachineVersionArn, weight }) => ({ version: versionOf(stateMachineVersionArn), weight }))
    .sort((a, b) => b.weight - a.weight || b.version - a.version);
}

/** `9`, or `9 (10 %), 8 (90 %)`. */
export function sharesText(shares: readonly Share[]): string {
  if (shares.length === 1) {
    return String(shares[0]?.version);
  }
  return shares.map(({ version, weight }) => `${version} (${weight} %)`).join(", ");
}

function targetOf(versions: readonly PublishedVersion[], target: RollbackTarget): number | undefined {
  if ("version" in target) {
    return versions.find(({ version }) => version === target.version)?.version;
  }
  const then = versions.filter(({ createdAt }) => createdAt.getTime() <= target.at.getTime());
  return then.length === 0 ? undefined : Math.max(...then.map(({ version }) => version));
}
