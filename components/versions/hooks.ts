import * as pulumi from "@pulumi/pulumi";
import { memberOf } from "../core/json";
import { LIVE_ALIAS } from "../core/names";
import type { MoveRecorder } from "./move-recorder";
import { newestVersion, type Published } from "./newest-version";
import { KEPT_VERSIONS, pruneVersions } from "./prune";
import { waitOf } from "./rehearsal/execution";
import { brokenRows, type RehearsalRow, rehearsalTable } from "./rehearsal/table";
import type { Route } from "./routing";
import type { StepFunctionsApi } from "./step-functions-api";

/** Hooks that every machine of an environment shares. https://www.pulumi.com/docs/iac/concepts/options/hooks/ */
export interface VersionHooks {
  /**
   * Of an alias with this ARN. Before it is made or moved, the versions that would take traffic are rehearsed, and it
   * fails if one is not proven; afterwards the move is recorded, where the environment keeps evidence.
   */
  readonly alias: (aliasArn: string) => pulumi.ResourceHookBinding;
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
  /** Records the moves of aliases. @default none is recorded */
  readonly moves?: MoveRecorder | undefined;
}

/**
 * Registers the hooks with the engine; once in a program, as their names are unique. They run in `up` only, never in
 * a preview.
 */
export function versionHooks(args: VersionHooksArgs): VersionHooks {
  const { stepFunctions, keep, onRoleChange, moves } = args;
  const alias = aliasHooks(args);
  return {
    alias(aliasArn) {
      moves?.keep(aliasArn);
      return alias;
    },
    noteRole: new pulumi.ResourceHook("note-role-change", async () => onRoleChange()),
    newestVersion: (published) => newestVersion(stepFunctions, published, waitOf({})),
    prune: new pulumi.ResourceHook("prune-versions", async ({ id }) => {
      await pruneVersions(stepFunctions, id, { keep: keep(id), newest: KEPT_VERSIONS });
    }),
  };
}

function aliasHooks({ rehearse, moves }: Pick<VersionHooksArgs, "rehearse" | "moves">): pulumi.ResourceHookBinding {
  const before = new pulumi.ResourceHook("rehearse-before-traffic", async ({ name, newInputs, oldOutputs }) => {
    const earlier = routesIn(oldOutputs).map(({ stateMachineVersionArn }) => stateMachineVersionArn);
    const routes = routesIn(newInputs);
    const versions = routes.map((route) => route.stateMachineVersionArn).filter((arn) => !earlier.includes(arn));
    const broken = brokenRows((await Promise.all(versions.map(rehearse))).flat());
    if (broken.length > 0) {
      throw new Error(refusal(`the alias of ${name} was not moved: its new version failed its rehearsal`, broken));
    }
    await moves?.expect(aliasOf(routes));
  });
  if (moves === undefined) {
    return { beforeCreate: [before], beforeUpdate: [before] };
  }
  const after = new pulumi.ResourceHook("record-move", async ({ newInputs }) => {
    const routes = routesIn(newInputs);
    const problem = await moves.record(aliasOf(routes), routes);
    if (problem !== undefined) {
      throw new Error(problem);
    }
  });
  return { beforeCreate: [before], beforeUpdate: [before], afterCreate: [after], afterUpdate: [after] };
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

/** Routes of an alias, from its properties as the engine has them. */
function routesIn(alias: Readonly<Record<string, unknown>> | undefined): Route[] {
  const routes = memberOf(alias, "routingConfigurations");
  return (Array.isArray(routes) ? routes : []).flatMap((route: unknown): Route[] => {
    const [arn, weight] = [memberOf(route, "stateMachineVersionArn"), memberOf(route, "weight")];
    return typeof arn === "string" ? [{ stateMachineVersionArn: arn, weight: Number(weight) }] : [];
  });
}

/** ARN of the alias that has these routes: all lead to versions of its machine. */
function aliasOf([route]: readonly Route[]): string {
  return (route?.stateMachineVersionArn ?? "").replace(/\d+$/, LIVE_ALIAS);
}
