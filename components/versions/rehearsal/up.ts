import type { EnvironmentNames } from "../../core/names";
import { type KeyedMachine, PARENT_KEY } from "../machine-keys";
import { waitOf } from "./execution";
import { type RehearsalDeps, rehearseApp, rehearseEnvironment, simulateMachine } from "./rehearse";
import { brokenRows, type RehearsalRow } from "./table";

export interface UpRehearsalArgs {
  readonly names: EnvironmentNames;
  readonly apps: readonly string[];
  readonly machines: readonly KeyedMachine[];
  /** Whether the alias of a machine, by its key, leads to the version of this `up` and to no other. */
  readonly leadsToNewest: (key: string) => boolean;
}

/** Waiting between rehearsals of what may be late, in all and at a time, in milliseconds; without jitter. */
const PATIENCE = 60_000;
const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 10_000;

/**
 * What a refusal says that passes once IAM has spread a role, its trust or its policies: STS and every service deny,
 * the simulator finds a permission missing or does not know the role.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
const REFUSED = /AccessDenied|not authorized|(?:cannot|could not) be assumed|PermissionMissing|NoSuchEntity/i;

/** Whether an app may be broken only because a change of IAM has not spread yet. */
export function mayBeLate({ error = "", cause = "" }: RehearsalRow): boolean {
  return REFUSED.test(error) || REFUSED.test(cause);
}

/**
 * The rehearsals of one `up`: versions before they take traffic, and at the end the environment, unless it is proven
 * by then.
 */
export class UpRehearsal {
  /** Whether the whole environment was proven just before the parent's alias was moved, which comes last. */
  private allProven = false;
  /** Whether this `up` has made or changed a role, so that IAM may not know it everywhere yet. */
  private lateRoles = false;

  constructor(
    private readonly deps: RehearsalDeps,
    private readonly args: UpRehearsalArgs,
  ) {}

  /** From now on, what roles are refused may be because IAM has not spread them yet. */
  expectLateRoles(): void {
    this.lateRoles = true;
  }

  /** Rehearses a version that is to take traffic; no row for a machine of something else. */
  async rehearseVersion(arn: string): Promise<readonly RehearsalRow[]> {
    return await this.patiently(() => this.versionRows(arn));
  }

  private async versionRows(arn: string): Promise<readonly RehearsalRow[]> {
    const { machines, leadsToNewest } = this.args;
    const found = machines.find(({ machine }) => arn.startsWith(`${machine.arn}:`));
    if (found === undefined) {
      return [];
    }
    if (found.app !== undefined) {
      return [await rehearseApp(this.deps, found.app, arn)];
    }
    if (found.key !== PARENT_KEY) {
      return [await simulateMachine(this.deps, found)];
    }
    const rows = await this.environment(arn);
    this.allProven = leadsToNewest(PARENT_KEY) && brokenRows(rows).length === 0;
    return rows;
  }

  /** What is broken once all aliases have their routes. */
  async broken(): Promise<readonly RehearsalRow[]> {
    const { aliasArn } = this.args.names.parent;
    return this.allProven ? [] : brokenRows(await this.patiently(() => this.environment(aliasArn)));
  }

  /** Rehearses again for {@link PATIENCE} at least, as long as everything that is broken may be late. */
  private async patiently(rehearse: () => Promise<readonly RehearsalRow[]>): Promise<readonly RehearsalRow[]> {
    let waited = 0;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      const rows = await rehearse();
      const broken = brokenRows(rows);
      if (broken.length === 0 || !this.lateRoles || waited >= PATIENCE || !broken.every(mayBeLate)) {
        return rows;
      }
      await waitOf(this.deps)(pause);
      waited += pause;
    }
  }

  private environment(arn: string): Promise<RehearsalRow[]> {
    const { names, apps, machines } = this.args;
    return rehearseEnvironment(this.deps, { names, apps, machines, arn });
  }
}
