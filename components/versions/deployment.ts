import * as pulumi from "@pulumi/pulumi";
import type { EnvironmentNames } from "../core/names";
import { refusal, type VersionHooks, versionHooks } from "./hooks";
import { type KeyedMachine, keyedMachines } from "./machine-keys";
import { type RehearsalOutput, rehearsalOutput } from "./rehearsal/environment";
import { UpRehearsal } from "./rehearsal/up";
import type { Traffic } from "./routing";
import type { MachineControl } from "./step-functions-api";
import type { TrafficSettings } from "./traffic-settings";

export interface EnvironmentVersionsArgs {
  readonly names: EnvironmentNames;
  readonly apps: Readonly<Record<string, { readonly rollback?: unknown }>>;
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
  private readonly rehearsals: UpRehearsal | undefined;

  constructor(private readonly args: EnvironmentVersionsArgs) {
    const { names, apps, control } = args;
    this.machines = keyedMachines(names, apps);
    const leadsToNewest = (key: string) => this.leadsToNewest(key);
    const rehearsals =
      control === undefined
        ? undefined
        : new UpRehearsal({ control }, { names, apps: Object.keys(apps), machines: this.machines, leadsToNewest });
    this.rehearsals = rehearsals;
    this.hooks =
      control === undefined || rehearsals === undefined || pulumi.runtime.isDryRun()
        ? undefined
        : versionHooks({
            control,
            rehearse: (arn) => rehearsals.version(arn),
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
    const { rehearsals } = this;
    if (rehearsals === undefined) return undefined;
    // A promise and not an output: the engine would tell of an output that rejects once for everything that holds it.
    return new Promise((resolve, reject) => {
      pulumi.all(aliases.map(({ urn }) => urn)).apply(() => this.rehearseAll(rehearsals).then(resolve, reject));
    });
  }

  private async rehearseAll(rehearsals: UpRehearsal): Promise<readonly RehearsalOutput[]> {
    const { names, apps } = this.args;
    const broken = pulumi.runtime.isDryRun() ? [] : await rehearsals.broken();
    if (broken.length === 0) return rehearsalOutput(names, Object.keys(apps));
    throw new pulumi.RunError(refusal(`${names.base} would not run. Everything was deployed`, broken));
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

function ownValue<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
