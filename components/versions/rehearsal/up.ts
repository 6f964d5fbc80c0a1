import type { EnvironmentNames } from "../../core/names";
import { type KeyedMachine, PARENT_KEY } from "../machine-keys";
import { type RehearsalDeps, rehearseApp, rehearseEnvironment, simulateMachine } from "./rehearse";
import { brokenRows, type RehearsalRow } from "./table";

export interface UpRehearsalArgs {
  readonly names: EnvironmentNames;
  readonly apps: readonly string[];
  readonly machines: readonly KeyedMachine[];
  /** Whether the alias of a machine, by its key, leads to the version of this `up` and to no other. */
  readonly leadsToNewest: (key: string) => boolean;
}

/**
 * The rehearsals of one `up`: versions before they take traffic, and at the end the environment, unless it is proven
 * by then.
 */
export class UpRehearsal {
  /** Whether the whole environment was proven just before the parent's alias was moved, which comes last. */
  private allProven = false;

  constructor(
    private readonly deps: RehearsalDeps,
    private readonly args: UpRehearsalArgs,
  ) {}

  /** Rehearses a version that is to take traffic; no row for a machine of something else. */
  async rehearseVersion(arn: string): Promise<readonly RehearsalRow[]> {
    const { names, machines, leadsToNewest } = this.args;
    const found = machines.find(({ machine }) => arn.startsWith(`${machine.arn}:`));
    if (found === undefined) {
      return [];
    }
    if (found.app !== undefined) {
      return [await rehearseApp(this.deps, names, found.app, arn)];
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
    return this.allProven ? [] : brokenRows(await this.environment(this.args.names.parent.aliasArn));
  }

  private environment(arn: string): Promise<RehearsalRow[]> {
    const { names, apps, machines } = this.args;
    return rehearseEnvironment(this.deps, { names, apps, machines, arn });
  }
}
