import * as pulumi from "@pulumi/pulumi";
import { errorMessage } from "../core/errors";
import { formatWarning, ProblemsError } from "../core/problem";
import { EnvironmentVersions } from "../versions/deployment";
import type { RehearsalOutput } from "../versions/rehearsal/environment";
import { rolesOf } from "../versions/rehearsal/permissions";
import { planWarnings } from "./action-warnings";
import { createApps } from "./app";
import type { EnvironmentArgs } from "./args";
import { environmentOutputs } from "./environment-outputs";
import { createEvidence } from "./evidence";
import { createGrants } from "./grants";
import { limitProblems } from "./limit-problems";
import type { EnvironmentOutputs } from "./outputs";
import { createParent } from "./parent";
import { type EnvironmentPlan, planEnvironment } from "./plan";
import { createProxy } from "./proxy";
import { createRunsApi } from "./runs-api";
import { createShared } from "./shared/resources";
import { createFederation } from "./sign-in/federation";
import { createMachines } from "./sign-in/machines";
import { createPeople } from "./sign-in/people";
import { createRoles } from "./sign-in/roles";

/**
 * One environment: who is allowed to sign in, what runs, what it is allowed to do, and who is notified when it fails.
 * Shared resources are created once; an app adds two roles and its machines.
 *
 * @example
 * const parsed = parseBlueprint({
 *   name: "retail",
 *   apps: { orders: { task: { kind: "lambda", function: "retail-orders-release" } } },
 * });
 * if ("problems" in parsed) {
 *   throw new ProblemsError("blueprint", parsed.problems);
 * }
 * const environment = new Environment("retail-dev", {
 *   scope: scopeOf({ blueprint: "retail", environment: "dev", account: "111111111111", region: "eu-central-1" }),
 *   blueprint: parsed.blueprint,
 *   accessRules: {},
 *   access: [
 *     {
 *       kind: "people",
 *       name: "operator",
 *       role: "operator",
 *       grants: ["start", "stop", "observe"],
 *       apps: "all",
 *       sessionSeconds: 3600,
 *       source: { members: 'user.department=="platform"' },
 *     },
 *   ],
 *   owner: "platform",
 *   subscriptions: [{ protocol: "email", endpoint: "on-call@example.com" }],
 *   logRetentionDays: 365,
 *   secretRecoveryDays: 30,
 *   keyDeletionDays: 30,
 * });
 * export const parentAliasArn = environment.outputs.parent.aliasArn;
 */
export class Environment extends pulumi.ComponentResource {
  /** Names and ARNs by which people, machines and tools reach the environment. */
  readonly outputs: EnvironmentOutputs;
  /**
   * Verdict on the role chain of every app, after all aliases exist; rejects if a chain is broken. A program awaits it,
   * so that a broken chain fails the update once. Absent without `apis`.
   */
  readonly rehearsal: Promise<readonly RehearsalOutput[]> | undefined;

  constructor(name: string, args: EnvironmentArgs, opts?: pulumi.ComponentResourceOptions) {
    super("app-of-apps:environment:Environment", name, environmentInputs(args), opts);
    const child = { parent: this };
    const plan = this.planWithinLimits(args);
    const versions = new EnvironmentVersions({
      names: plan.names,
      apps: args.blueprint.apps,
      roles: rolesOf(plan),
      traffic: args.traffic,
      apis: args.apis,
      keepsEvidence: plan.evidence !== undefined,
    });
    const shared = createShared(name, { args, plan }, child);
    const people = createPeople(name, plan, child);
    const machines = createMachines(name, plan, child);
    const federation = createFederation(name, { plan, people, machines }, child);
    const roles = createRoles(name, { args, plan, shared, federation, machines }, child);
    const creation = { args, plan, versions, shared };
    const apps = createApps(name, creation, child);
    const evidence = createEvidence(name, creation, child);
    const parent = createParent(name, { ...creation, apps, evidence: evidence?.alias }, child);
    const grants = createGrants(name, { ...creation, people }, child);
    const after = [parent.run.alias, ...(grants === undefined ? [] : [grants.workflow.run.alias])];
    const runsApi = createRunsApi(name, { ...creation, people, machines, after }, child);
    const proxy = createProxy(name, { ...creation, people }, child);
    this.outputs = environmentOutputs(plan, {
      shared,
      people,
      machines,
      federation,
      roles,
      apps,
      parent,
      runsApi,
      proxy,
      evidence,
    });
    this.rehearsal = versions.rehearsal([...Object.values(apps).flatMap(({ aliases }) => aliases), ...after]);
    this.registerOutputs(this.outputs);
  }

  /** The plan, refused where it would pass a limit of AWS, and the warnings about it. */
  private planWithinLimits(args: EnvironmentArgs): EnvironmentPlan {
    try {
      const plan = planEnvironment(args);
      const problems = limitProblems(plan);
      if (problems.length > 0) {
        throw new ProblemsError(plan.names.base, problems);
      }
      for (const warning of planWarnings(plan)) {
        void pulumi.log.warn(formatWarning(warning), this);
      }
      return plan;
    } catch (error) {
      throw new pulumi.ResourceError(errorMessage(error), this, true);
    }
  }
}

/**
 * Inputs that the engine records for an environment: its settings. The blueprint, access rules and grants are left out,
 * because the children's definitions and policies contain them; so are endpoints, which may contain a key, and
 * `apis`, which is not a value.
 */
function environmentInputs(args: EnvironmentArgs): pulumi.Inputs {
  const { scope, owner, tags, keyArn, logRetentionDays, secretRecoveryDays, keyDeletionDays, traffic, quotas, github } =
    args;
  return { scope, owner, tags, keyArn, logRetentionDays, secretRecoveryDays, keyDeletionDays, traffic, quotas, github };
}
