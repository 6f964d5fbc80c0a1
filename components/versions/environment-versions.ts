import * as pulumi from "@pulumi/pulumi";
import type { EnvironmentNames, PartNames } from "../names";
import { type RehearsalOutput, rehearsalOutput, rehearseEnvironment } from "./environment-rehearsal";
import type { MachineControl } from "./machine-control";
import { isPartKey, type KeyedMachine, keyedMachines, PARENT_KEY } from "./machine-keys";
import { brokenOf, type RehearsedApp } from "./rehearsal-table";
import { rehearseChild } from "./rehearse-child";
import type { Traffic } from "./routes";
import type { TrafficSettings } from "./traffic-problems";
import { refusal, type VersionHooks, versionHooks } from "./version-hooks";

export interface EnvironmentVersionsArgs {
  readonly names: EnvironmentNames;
  readonly apps: Readonly<Record<string, { readonly rollback?: unknown }>>;
  /** Parts of a large run. */
  readonly parts: readonly PartNames[];
  /** @default every alias leads to the newest version */
  readonly traffic: TrafficSettings | undefined;
  /** @default nothing is rehearsed or pruned */
  readonly control: MachineControl | undefined;
}

/** What an environment does with the versions of its machines while it is deployed: where aliases lead, what is rehearsed before they move, what is pruned. */
export class EnvironmentVersions {
  /** For every machine and its alias; absent without a control, and in a preview, in which they would never run: it needs no engine that knows hooks. */
  readonly hooks: VersionHooks | undefined;
  private readonly machines: readonly KeyedMachine[];
  /** Apps that were proven in this `up`, just before their alias was moved: once is enough. */
  private readonly proven = new Map<string, RehearsedApp>();
  /** Whether the whole environment was, just before the parent's alias was moved, which comes last. */
  private allProven = false;

  constructor(private readonly args: EnvironmentVersionsArgs) {
    const { names, apps, parts, control } = args;
    this.machines = keyedMachines(names, apps, parts);
    this.hooks =
      control === undefined || pulumi.runtime.isDryRun()
        ? undefined
        : versionHooks({
            control,
            rehearse: (arn) => this.rehearseVersion(control, arn),
            keep: (machineArn) => this.namedVersions(machineArn),
          });
  }

  trafficOf(key: string): Traffic {
    const { traffic } = this.args;
    return { pin: ownValue(traffic?.pins, key), canary: ownValue(traffic?.canary, key) };
  }

  /**
   * What the stack puts out: every app that is not proven yet is rehearsed once all aliases are there, in every `up` and in no preview, which shows what
   * `up` will prove. Rejects with a table where an app is broken: a program that waits for it fails, and tells of it once.
   */
  rehearsal(aliases: readonly pulumi.Resource[]): Promise<readonly RehearsalOutput[]> | undefined {
    const { control } = this.args;
    if (control === undefined) return undefined;
    // A promise and not an output: the engine would tell of an output that rejects once for everything that holds it.
    return new Promise((resolve, reject) => {
      pulumi.all(aliases.map(({ urn }) => urn)).apply(() => this.rehearseAll(control).then(resolve, reject));
    });
  }

  private async rehearseAll(control: MachineControl): Promise<readonly RehearsalOutput[]> {
    const { names, apps } = this.args;
    const nothing = pulumi.runtime.isDryRun() || this.allProven;
    const broken = nothing ? [] : brokenOf(await this.rehearseParent(control, names.parent.aliasArn));
    if (broken.length === 0) return rehearsalOutput(names, Object.keys(apps));
    throw new pulumi.RunError(refusal(`${names.base} would not run. Everything was deployed`, broken));
  }

  private async rehearseVersion(control: MachineControl, arn: string): Promise<RehearsedApp[]> {
    const found = this.machines.find(({ machine }) => arn.startsWith(`${machine.arn}:`));
    if (found === undefined) return [];
    const { key, machine } = found;
    if (isPartKey(key)) return await this.rehearsePart(control, machine.name, arn);
    if (key === PARENT_KEY) {
      const rows = await this.rehearseParent(control, arn);
      this.allProven = this.leadsToNewest(key) && brokenOf(rows).length === 0;
      return rows;
    }
    const row = await rehearseChild({ control }, appOf(key), arn);
    // The machine that undoes an app is asked about its own task only.
    if (row.verdict === "proven" && key === appOf(key) && this.leadsToNewest(key)) this.proven.set(key, row);
    return [row];
  }

  private rehearseParent(control: MachineControl, arn: string): Promise<RehearsedApp[]> {
    const { names, apps } = this.args;
    return rehearseEnvironment({ control }, { names, apps: Object.keys(apps), arn, proven: this.proven });
  }

  /** Of a part only what its own role may do: its apps are rehearsed with the parent, or were. */
  private rehearsePart(control: MachineControl, label: string, arn: string): Promise<RehearsedApp[]> {
    const { names, apps } = this.args;
    const row = (app: string): RehearsedApp => ({ app, verdict: "proven", role: null, chain: "" });
    const proven = new Map(Object.keys(apps).map((app) => [app, row(app)]));
    return rehearseEnvironment({ control }, { names, apps: [], arn, label, proven });
  }

  /** Whether an alias leads to the version of this `up` and to no other. */
  private leadsToNewest(key: string): boolean {
    const { pin, canary } = this.trafficOf(key);
    return pin === undefined && canary === undefined;
  }

  private namedVersions(machineArn: string): number[] {
    const key = this.machines.find(({ machine }) => machine.arn === machineArn)?.key;
    const { pin, canary } = key === undefined ? {} : this.trafficOf(key);
    return [pin, canary?.from].filter((version) => version !== undefined);
  }
}

/** App of a child's or a rollback's key. */
function appOf(key: string): string {
  return key.replace(/_rollback$/, "");
}

function ownValue<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
