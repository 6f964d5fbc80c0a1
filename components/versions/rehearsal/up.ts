import type { EnvironmentNames } from "../../core/names";
import { isPartKey, type KeyedMachine, PARENT_KEY } from "../machine-keys";
import { type RehearsalDesk, rehearseChild } from "./child";
import { rehearseEnvironment } from "./environment";
import { brokenOf, type RehearsedApp } from "./table";

export interface UpRehearsalArgs {
  readonly names: EnvironmentNames;
  readonly apps: readonly string[];
  readonly machines: readonly KeyedMachine[];
  /** Whether the alias of a machine, by its key, leads to the version of this `up` and to no other. */
  readonly leadsToNewest: (key: string) => boolean;
}

/** The rehearsals of one `up`: versions before they take traffic, and at the end what was not proven by then. Once is enough for each app. */
export class UpRehearsal {
  /** Apps that were proven in this `up`, just before their alias was moved. */
  private readonly proven = new Map<string, RehearsedApp>();
  /** Whether the whole environment was, just before the parent's alias was moved, which comes last. */
  private allProven = false;

  constructor(
    private readonly desk: RehearsalDesk,
    private readonly args: UpRehearsalArgs,
  ) {}

  /** Rehearses a version that is to take traffic; no row for a machine that is not one of the environment's. */
  async version(arn: string): Promise<RehearsedApp[]> {
    const found = this.args.machines.find(({ machine }) => arn.startsWith(`${machine.arn}:`));
    if (found === undefined) return [];
    const { key, machine } = found;
    if (isPartKey(key)) return await this.part(machine.name, arn);
    if (key === PARENT_KEY) {
      const rows = await this.environment(arn);
      this.allProven = this.args.leadsToNewest(key) && brokenOf(rows).length === 0;
      return rows;
    }
    const row = await rehearseChild(this.desk, appOf(key), arn);
    // The machine that undoes an app is asked about its own task only.
    if (row.verdict === "proven" && key === appOf(key) && this.args.leadsToNewest(key)) this.proven.set(key, row);
    return [row];
  }

  /** What is broken once all aliases are where they go. */
  async broken(): Promise<RehearsedApp[]> {
    return this.allProven ? [] : brokenOf(await this.environment(this.args.names.parent.aliasArn));
  }

  private environment(arn: string): Promise<RehearsedApp[]> {
    const { names, apps } = this.args;
    return rehearseEnvironment(this.desk, { names, apps, arn, proven: this.proven });
  }

  /** Of a part only what its own role may do: its apps are rehearsed with the parent, or were. */
  private part(label: string, arn: string): Promise<RehearsedApp[]> {
    const { names, apps } = this.args;
    const row = (app: string): RehearsedApp => ({ app, verdict: "proven", role: null, chain: "" });
    const proven = new Map(apps.map((app) => [app, row(app)]));
    return rehearseEnvironment(this.desk, { names, apps: [], arn, label, proven });
  }
}

/** App of a child's or a rollback's key. */
function appOf(key: string): string {
  return key.replace(/_rollback$/, "");
}
