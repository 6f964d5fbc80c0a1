import { z } from "zod";
import { integration } from "../asl/jsonata";
import { retrier } from "../asl/retry";
import type { Scope } from "../core/names";
import { fillPlaceholders } from "../core/placeholders";
import { CODEBUILD_MINUTES } from "../core/service-quotas";
import { NEEDS } from "../iam/integrations";
import { arnOf, filledString, filledVariables, plainVariables, variableProblems } from "./arguments";
import { RUN_VARIABLES, runVariables } from "./payload";
import type { TaskKind } from "./task-kind";

/** Run a build of AWS CodeBuild and wait for its end. */
export interface CodeBuildTask {
  readonly kind: "codebuild";
  /** Name of a project in the environment's own account and region. */
  readonly project: string;
  /** Commit, branch, tag or version of the source. @default the project's */
  readonly sourceVersion?: string;
  /** Further variables of the build, no secrets. @default none */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Characters, of the 5,500 that all variables of a build have together:
 * https://docs.aws.amazon.com/codebuild/latest/userguide/limits.html
 */
const CONTEXT_LIMIT = 4096;

/**
 * Only errors after which no build has started: throttling, access denied until a new policy is effective in IAM
 * (`CodeBuild.AWSCodeBuildException`, as the API lists neither), and too many concurrent builds.
 * https://docs.aws.amazon.com/codebuild/latest/APIReference/API_StartBuild.html#API_StartBuild_Errors
 */
const CODEBUILD_RETRY = [
  retrier(["CodeBuild.ThrottlingException", "CodeBuild.AWSCodeBuildException"], 2, 3),
  retrier(["CodeBuild.AccountLimitExceededException"], 15, 3),
];

/** Schema of the arguments. */
export const codeBuildSchema = z.strictObject({
  kind: z.literal("codebuild"),
  project: filledString(/^[A-Za-z0-9][A-Za-z0-9_-]{1,149}$/, "the name of a CodeBuild project"),
  sourceVersion: filledString(/^[\w./@-]{1,256}$/, "a commit, branch, tag or version").exactOptional(),
  environment: plainVariables.exactOptional(),
});

/**
 * Task kind `codebuild`. The build receives the variables `APP`, `ENVIRONMENT`, `ACTION`, `CONTEXT` (JSON text) and
 * `EXECUTION`. The result is `{"build": <ARN>, "number", "sourceVersion", "exported": {...}}`; `exported` has the
 * variables that the buildspec exports. A build that does not succeed fails the state with `States.TaskFailed`.
 * CodeBuild also ends the build at the time-out of the state, at the earliest after 5 minutes, and Step Functions stops
 * it when the run is stopped.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-codebuild.html
 *
 * @example `{ "kind": "codebuild", "project": "orders-release" }`
 */
export const codeBuildKind: TaskKind<"codebuild", CodeBuildTask> = {
  kind: "codebuild",
  example: { kind: "codebuild", project: "orders-release" },
  schema: codeBuildSchema,
  check: ({ environment }) =>
    variableProblems(
      "environment",
      environment,
      RUN_VARIABLES,
      "name the secret in the buildspec (env, secrets-manager), and let the project's role read it",
    ),
  render: (task, call) => {
    const variables = { ...filledVariables(task.environment, call.scope), ...runVariables(call, CONTEXT_LIMIT) };
    const minutes = Math.ceil(call.timeoutSeconds / 60);
    return {
      resource: integration(call.scope.partition, "codebuild:startBuild.sync"),
      arguments: {
        ProjectName: fillPlaceholders(task.project, call.scope),
        ...(task.sourceVersion === undefined
          ? {}
          : { SourceVersion: fillPlaceholders(task.sourceVersion, call.scope) }),
        EnvironmentVariablesOverride: Object.entries(variables).map(([Name, Value]) => ({
          Name,
          Value,
          Type: "PLAINTEXT",
        })),
        TimeoutInMinutesOverride: Math.min(Math.max(minutes, CODEBUILD_MINUTES.least), CODEBUILD_MINUTES.most),
      },
      retry: CODEBUILD_RETRY,
      result:
        '($build := $states.result.Build; {"build": $build.Arn, "number": $build.BuildNumber, "sourceVersion": $build.ResolvedSourceVersion, ' +
        '"exported": $merge([{}, $build.ExportedEnvironmentVariables.{Name: Value}])})',
    };
  },
  permissions: (task, scope) => NEEDS["codebuild:startBuild.sync"](projectArn(task, scope)),
};

function projectArn(task: CodeBuildTask, scope: Scope): string {
  return arnOf(task.project, scope, "codebuild", "project/");
}
