import * as pulumi from "@pulumi/pulumi";
import { newestVersion, type Published } from "./newest-version";
import { KEPT_VERSIONS, pruneVersions } from "./prune";
import { waitOf } from "./rehearsal/execution";
import { brokenRows, type RehearsalRow, rehearsalTable } from "./rehearsal/table";
import { memberOf } from "./rehearsal/verdict";
import type { StepFunctionsApi } from "./step-functions-api";

/** Hooks that every machine of an environment shares. https://www.pulumi.com/docs/iac/concepts/options/hooks/ */
export interface VersionHooks {
  /**
   * Before an alias is made or moved: rehearses the versions that would take traffic and fails if one is not proven.
   */
  readonly rehearse: pulumi.ResourceHook;
  /** After a machine has changed: deletes versions that are too many. */
  readonly prune: pulumi.ResourceHook;
  /** After a role or its policy was made or changed: remembers it, since IAM takes seconds to spread it. */
  readonly noteRole: pulumi.ResourceHook;
  /** ARN of the version that this update published. */
  readonly newestVersion: (published: Published) => Promise<string>;
}

/** The hooks of a role and its policy. */
export function roleHooks(hooks: VersionHooks | undefined): Pick<pulumi.CustomResourceOptions, "hooks"> {
  return hooks === undefined ? {} : { hooks: { afterCreate: [hooks.noteRole], afterUpdate: [hooks.noteRole] } };
}

export interface VersionHooksArgs {
  readonly stepFunctions: StepFunctionsApi;
  /** Rehearses one version. */
  readonly rehearse: (versionArn: string) => Promise<readonly RehearsalRow[]>;
  /** Versions of a machine that stay whatever their age: those that settings name. */
  readonly keep: (machineArn: string) => readonly number[];
  /** Called when a role or its policy was made or changed. */
  readonly onRoleChange: () => void;
}

/**
 * Registers the hooks with the engine; once in a program, as their names are unique. They run in `up` only, never in
 * a preview.
 */
export function versionHooks({ stepFunctions, rehearse, keep, onRoleChange }: VersionHooksArgs): VersionHooks {
  return {
    rehearse: new pulumi.ResourceHook("rehearse-before-traffic", async ({ name, newInputs, oldOutputs }) => {
      const before = versionsIn(oldOutputs);
      const versions = versionsIn(newInputs).filter((version) => !before.includes(version));
      const broken = brokenRows((await Promise.all(versions.map(rehearse))).flat());
      if (broken.length > 0) {
        throw new Error(refusal(`the alias of ${name} was not moved: its new version failed its rehearsal`, broken));
      }
    }),
    noteRole: new pulumi.ResourceHook("note-role-change", async () => onRoleChange()),
    newestVersion: (published) => newestVersion(stepFunctions, published, waitOf({})),
    prune: new pulumi.ResourceHook("prune-versions", async ({ id }) => {
      await pruneVersions(stepFunctions, id, { keep: keep(id), newest: KEPT_VERSIONS });
    }),
  };
}

/** Most commands that a refusal lists. */
const MOST_COMMANDS = 5;

/** What a person reads where a rehearsal stops an `up`: what is broken, and what to run next. */
export function refusal(headline: string, rows: readonly RehearsalRow[]): string {
  const commands = [...new Set(rows.map(({ next }) => next).filter((next) => next !== undefined))];
  const then = "fix it and run `pulumi up` again";
  const next = commands.slice(0, MOST_COMMANDS).map((command) => `Next: ${command}; ${then}`);
  const lines = [...rehearsalTable(rows), ...(next.length === 0 ? [`Next: ${then}`] : next)];
  return [`Rehearsal: ${headline}.`, ...lines.map((line) => `  ${line}`)].join("\n");
}

/** ARNs of the versions that an alias routes to, from its properties as the engine has them. */
function versionsIn(alias: Readonly<Record<string, unknown>> | undefined): string[] {
  const routes = memberOf(alias, "routingConfigurations");
  return (Array.isArray(routes) ? routes : [])
    .map((route: unknown) => memberOf(route, "stateMachineVersionArn"))
    .filter((arn): arn is string => typeof arn === "string");
}
