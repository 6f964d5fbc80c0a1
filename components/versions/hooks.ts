import * as pulumi from "@pulumi/pulumi";
import { memberOf } from "../core/json";
import { KEPT_VERSIONS, pruneVersions } from "./prune";
import { brokenOf, type RehearsedApp, rehearsalTable } from "./rehearsal/table";
import type { MachineControl } from "./step-functions-api";

/** Hooks that every machine of an environment shares. https://www.pulumi.com/docs/iac/concepts/options/hooks/ */
export interface VersionHooks {
  /** Before an alias is made or moved: rehearses the versions that would take traffic, and fails if one is not proven, so that the alias does not move. */
  readonly rehearse: pulumi.ResourceHook;
  /** After a machine has changed: deletes versions that are too many. */
  readonly prune: pulumi.ResourceHook;
}

export interface VersionHooksArgs {
  readonly control: MachineControl;
  /** Rehearses one version. */
  readonly rehearse: (versionArn: string) => Promise<readonly RehearsedApp[]>;
  /** Versions of a machine that must stay whatever their age: those that settings name. */
  readonly keep: (machineArn: string) => readonly number[];
}

/** Registers the hooks with the engine; once in a program, for their names are unique. They run in `up` only, never in a preview. */
export function versionHooks({ control, rehearse, keep }: VersionHooksArgs): VersionHooks {
  return {
    rehearse: new pulumi.ResourceHook("rehearse-before-traffic", async ({ name, newInputs, oldOutputs }) => {
      const before = versionsIn(oldOutputs);
      const versions = versionsIn(newInputs).filter((version) => !before.includes(version));
      const rows = (await Promise.all(versions.map(rehearse))).flat();
      const broken = brokenOf(rows);
      if (broken.length === 0) return;
      throw new Error(refusal(`the alias of ${name} stays where it is, as its new version is not proven`, broken));
    }),
    prune: new pulumi.ResourceHook("prune-versions", async ({ id }) => {
      await pruneVersions(control, id, { keep: keep(id), newest: KEPT_VERSIONS });
    }),
  };
}

/** Most commands that a refusal names; of more the table says what is broken. */
const MOST_COMMANDS = 5;

/** What a person reads where a rehearsal stops an `up`: what is broken, and what to run next. */
export function refusal(headline: string, rows: readonly RehearsedApp[]): string {
  const commands = [...new Set(rows.map(({ next }) => next).filter((next) => next !== undefined))];
  const then = "fix it, then `pulumi up` again";
  const next = commands.slice(0, MOST_COMMANDS).map((command) => `Next: ${command}; ${then}`);
  const lines = [...rehearsalTable(rows), ...(next.length === 0 ? [`Next: ${then}`] : next)];
  return [`Rehearsal: ${headline}.`, ...lines.map((line) => `  ${line}`)].join("\n");
}

/** ARNs of the versions that an alias routes to, as the engine hands its properties over. */
function versionsIn(alias: Readonly<Record<string, unknown>> | undefined): string[] {
  const routes = memberOf(alias, "routingConfigurations");
  return (Array.isArray(routes) ? routes : [])
    .map((route: unknown) => memberOf(route, "stateMachineVersionArn"))
    .filter((arn): arn is string => typeof arn === "string");
}
