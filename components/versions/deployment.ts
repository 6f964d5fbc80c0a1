import * as pulumi from "@pulumi/pulumi";
import { errorWithName } from "../core/errors";
import type { EnvironmentNames } from "../core/names";
import type { ReadOpenGrants } from "../grants/removed-entries";
import type { EvidenceStore } from "./change-evidence";
import { refusal, type VersionHooks, versionHooks } from "./hooks";
import { type KeyedMachine, keyedMachines } from "./machine-keys";
import { MoveRecorder } from "./move-recorder";
import { appSubject, type RehearsalOutput, rehearsalOutput } from "./rehearsal/environment";
import { waitOf } from "./rehearsal/execution";
import { PermissionSimulation, type RolesByKey } from "./rehearsal/permissions";
import type { SimulatorApi } from "./rehearsal/simulation/simulator-api";
import { UpRehearsal } from "./rehearsal/up";
import type { Traffic } from "./routing";
import type { StepFunctionsApi } from "./step-functions-api";
import type { TrafficSettings } from "./traffic-settings";

/** AWS's APIs that rehearse and prune versions. */
export interface RehearsalApis {
  readonly stepFunctions: StepFunctionsApi;
  readonly simulator: SimulatorApi;
}

/** What a program calls itself while it deploys. */
export interface DeploymentApis extends RehearsalApis {
  /** Records aliases that are moved; called only in an environment that keeps evidence. */
  readonly evidence: EvidenceStore;
  /** @default nothing is said of entries on request that are removed while they are granted */
  readonly openGrants?: ReadOpenGrants;
  /** What the deployment says of its reason, for those records. @default nothing beyond the settings */
  readonly reason?: string | undefined;
}

export interface EnvironmentVersionsArgs {
  readonly names: EnvironmentNames;
  readonly apps: Readonly<Record<string, { readonly rollback?: unknown }>>;
  /** Roles of the environment's machines and what they must be allowed. */
  readonly roles: RolesByKey;
  /** @default every alias leads to the newest version */
  readonly traffic: TrafficSettings | undefined;
  /** @default nothing is rehearsed, pruned or recorded */
  readonly apis: DeploymentApis | undefined;
  /** Whether the environment keeps evidence. */
  readonly keepsEvidence: boolean;
}

/**
 * Versions of an environment's machines during a deployment: their routes, their rehearsal before aliases move, and
 * pruning.
 */
export class EnvironmentVersions {
  /**
   * For every machine and its alias. Absent without APIs, and in a preview, in which they would never run: it needs
   * no engine that supports hooks.
   */
  readonly hooks: VersionHooks | undefined;
  private readonly machines: readonly KeyedMachine[];
  private readonly rehearsals: UpRehearsal | undefined;
  private readonly moves: MoveRecorder | undefined;

  constructor(private readonly args: EnvironmentVersionsArgs) {
    const { names, apps, apis } = args;
    this.machines = keyedMachines(names, apps);
    const rehearsals = apis === undefined ? undefined : this.upRehearsal(apis);
    this.rehearsals = rehearsals;
    this.moves = apis === undefined || !args.keepsEvidence ? undefined : this.moveRecorder(apis);
    this.hooks =
      apis === undefined || rehearsals === undefined || pulumi.runtime.isDryRun()
        ? undefined
        : versionHooks({
            stepFunctions: apis.stepFunctions,
            rehearse: (arn) => rehearsals.rehearseVersion(arn),
            keep: (machineArn) => this.namedVersions(machineArn),
            onRoleChange: () => rehearsals.expectLateRoles(),
            moves: this.moves,
          });
  }

  /** Where the alias of a machine leads, by its key. */
  trafficOf(key: string): Traffic {
    const { traffic } = this.args;
    return { pin: ownValue(traffic?.pins, key), canary: ownValue(traffic?.canary, key) };
  }

  /**
   * The stack's output `rehearsal`: the environment is rehearsed once all aliases are there, in every `up` unless a
   * hook has proven all of it, and in no preview, which shows what `up` will prove. Rejects with a table where an app
   * is broken: a program that waits for it fails, and reports it once.
   */
  rehearsal(aliases: readonly pulumi.Resource[]): Promise<readonly RehearsalOutput[]> | undefined {
    const { rehearsals } = this;
    if (rehearsals === undefined) {
      return undefined;
    }
    // A promise and not an output: the engine would report an output that rejects once for everything that has it.
    return new Promise((resolve, reject) => {
      pulumi.all(aliases.map(({ urn }) => urn)).apply(() => this.rehearseAll(rehearsals).then(resolve, reject));
    });
  }

  private moveRecorder({ stepFunctions, evidence, reason }: DeploymentApis): MoveRecorder {
    const { names } = this.args;
    const stack = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
    return new MoveRecorder({
      names,
      stepFunctions,
      evidence,
      reason,
      machines: this.machines,
      trafficOf: (key) => this.trafficOf(key),
      deployment: { stack, startedAt: new Date().toISOString() },
    });
  }

  private upRehearsal({ stepFunctions, simulator }: RehearsalApis): UpRehearsal {
    const { names, apps, roles } = this.args;
    const permissions = new PermissionSimulation({ simulator, wait: waitOf({}) }, roles);
    const leadsToNewest = (key: string) => this.leadsToNewest(key);
    const deps = { stepFunctions, permissions };
    return new UpRehearsal(deps, { names, apps: Object.keys(apps), machines: this.machines, leadsToNewest });
  }

  private async rehearseAll(rehearsals: UpRehearsal): Promise<readonly RehearsalOutput[]> {
    const { names, apps, roles, apis } = this.args;
    const broken = pulumi.runtime.isDryRun() ? [] : await rehearsals.broken();
    if (broken.length > 0) {
      throw new pulumi.RunError(refusal(`${names.base} was deployed but failed its rehearsal`, broken));
    }
    const unrecorded = this.moves?.unrecorded ?? [];
    if (unrecorded.length > 0) {
      const moves = `moves of aliases have no evidence record: ${unrecorded.join(", ")}`;
      throw new pulumi.RunError(`${names.base} was deployed, and ${moves}; the warnings say how to write them`);
    }
    if (this.moves !== undefined && apis !== undefined && !pulumi.runtime.isDryRun()) {
      await this.recordUnseen(this.moves, apis.evidence);
    }
    return rehearsalOutput(
      Object.keys(apps).flatMap((app) => (roles[app] === undefined ? [] : [appSubject(app, roles[app])])),
    );
  }

  /** Fails where a removal cannot be recorded: the engine then removes nothing, and the next `up` tries both again. */
  private async recordUnseen(moves: MoveRecorder, evidence: EvidenceStore): Promise<void> {
    let unseen: Awaited<ReturnType<MoveRecorder["unseen"]>>;
    try {
      unseen = await moves.unseen();
    } catch (error) {
      const fix =
        "let who deploys call s3:ListBucket and s3:GetObject on the evidence bucket and kms:Decrypt on its key";
      const what = `could not look which aliases are removed, so their removal has no record: ${errorWithName(error)}`;
      await pulumi.log.warn(`evidence: ${what}. fix: ${fix}`);
      return;
    }
    const kept = await Promise.allSettled(unseen.map((one) => evidence.keep(one)));
    const problems = kept.flatMap((one, index) =>
      one.status === "fulfilled" ? [] : [`${unseen[index]?.key}: ${errorWithName(one.reason)}`],
    );
    if (problems.length > 0) {
      const fix =
        "let who deploys call s3:PutObject on it and kms:GenerateDataKey on its key, then run `pulumi up` again";
      throw new pulumi.RunError(
        `${this.args.names.base} was deployed, and removed nothing: changes of aliases could not be recorded.\n` +
          `${problems.join("\n")}\nfix: ${fix}`,
      );
    }
  }

  /** Whether an alias leads to the version of this `up` and to no other. */
  private leadsToNewest(key: string): boolean {
    const { pin, canary } = this.trafficOf(key);
    return pin === undefined && canary === undefined;
  }

  /** Versions of a machine that settings name. */
  private namedVersions(machineArn: string): number[] {
    const key = this.machines.find(({ machine }) => machine.arn === machineArn)?.key;
    const { pin, canary } = key === undefined ? {} : this.trafficOf(key);
    return [pin, canary?.from].filter((version) => version !== undefined);
  }
}

function ownValue<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
