import { integration, jsonata, literal, orNull } from "../../asl/jsonata";
import { longestSeconds, retrier } from "../../asl/retry";
import { type Step, type Steps, scopeFrom, step } from "../../asl/step";
import { TIMINGS } from "../../asl/timeouts";
import type { Json } from "../../asl/types";
import type { Blueprint } from "../../blueprint/blueprint";
import { type EnvironmentNames, ownedExecutions } from "../../core/names";
import { NEEDS } from "../../iam/integrations";
import { CHECK_IDENTITY, VERIFY_ROLE } from "../child/args";
import { CATCH_IN_APP } from "../failure/caught";
import { failureIn, numberOfVersion } from "./description";

const DESCRIBE_APP = "Describe app";
const NOT_STARTED = "Not started";
const NOT_DESCRIBED = "Not described";

/** Apps that are read at the same time. DescribeExecution refills at 15 a second in most regions. */
const AT_ONCE = 10;

/** Throttles and faults of DescribeExecution; an execution that is not there is an answer. */
export const DESCRIBE_RETRY = [
  retrier(["Sfn.ThrottlingException", "Sfn.SfnException", "Sfn.SdkClientException"], 2, 5),
];

/** Bytes that all apps and rollbacks of a record may take, so that it stays below 200 KB. */
const APPS_BYTES = 198_000;

/** Bytes of the entry of a rollback, and of an app without its name and its secrets. */
const ROLLBACK_BYTES = 36;
const APP_BYTES = 155;

/** Longest error name in the entry of an app, in characters; `failure` has all of it. */
const ERROR_LIMIT = 60;

/** Longest time of reading all apps, in seconds. */
export function describeSeconds(apps: number): number {
  return Math.ceil(apps / AT_ONCE) * longestSeconds(TIMINGS.apiCall, DESCRIBE_RETRY);
}

/**
 * Reads the execution of every app, which has the name of the run, and keeps what a record says of it in the variable
 * `apps`. Nothing that a task returned is kept: only status, times, version and what the machine says of itself. Where
 * an app's secrets are more than its share of a record, they are left out.
 */
export function describeAppsStep(names: EnvironmentNames, apps: Blueprint["apps"], next: string): Step {
  const processor = scopeFrom(DESCRIBE_APP, appSteps(names, secretsShare(apps)));
  return step(
    {
      Type: "Map",
      Items: Object.keys(apps).map((app): Json => ({ app, machine: names.app(app).machine.name })),
      MaxConcurrency: AT_ONCE,
      ItemProcessor: { ProcessorConfig: { Mode: "INLINE" }, ...processor.scope },
      Catch: [CATCH_IN_APP],
      // Only what failed has an error.
      Assign: {
        apps: jsonata(
          '[$map($states.result, function($a) { $sift($a, function($v, $k) { $k != "error" or $v != null }) })]',
        ),
      },
      Next: next,
    },
    processor.needs,
  );
}

/** Bytes that the secrets of one app may take. */
function secretsShare(apps: Blueprint["apps"]): number {
  const rollbacks = Object.entries(apps).filter(([, { rollback }]) => rollback !== undefined);
  const taken = (all: readonly (readonly [string, unknown])[], bytes: number) =>
    all.reduce((sum, [app]) => sum + app.length + bytes, 0);
  const left = APPS_BYTES - taken(Object.entries(apps), APP_BYTES) - taken(rollbacks, ROLLBACK_BYTES);
  return Math.max(Math.floor(left / Math.max(Object.keys(apps).length, 1)), "null".length);
}

/** States that read one app. `$states.input` is the item `{app, machine}`. */
function appSteps(names: EnvironmentNames, share: number): Steps {
  const { parent, scope } = names;
  const executionOf = parent.executionPrefix.slice(0, -parent.name.length - 1);
  const result = (expression: string) => jsonata(`($r := $states.result; ${expression})`);
  // Of a rehearsal, the verdict; of a run, what the machine says in its output or its cause.
  const said =
    '$o := $r.Status = "SUCCEEDED" ? $parse($r.Output) : ' +
    `${failureIn("$r")}; $s := $input.rehearse = true ? $lookup($o.context, $states.input.app) : $o; `;
  const secret = '{"ageDays": ageDays, "rotated": rotated = true}';
  const early = `[${literal(CHECK_IDENTITY)}, ${literal(VERIFY_ROLE)}]`;
  const unknown = { version: null, roleVerified: null, secrets: {}, attempts: null, startedAt: null, seconds: null };
  return {
    [DESCRIBE_APP]: step(
      {
        Type: "Task",
        Resource: integration(scope.partition, "aws-sdk:sfn:describeExecution"),
        Arguments: { ExecutionArn: jsonata(`${literal(executionOf)} & $states.input.machine & ":" & $run`) },
        TimeoutSeconds: TIMINGS.apiCall,
        Retry: DESCRIBE_RETRY,
        Catch: [
          {
            ErrorEquals: ["Sfn.ExecutionDoesNotExistException"],
            Output: { app: jsonata("$states.input.app"), status: "NOT_STARTED", ...unknown },
            Next: NOT_STARTED,
          },
          { ErrorEquals: ["States.ALL"], Next: NOT_DESCRIBED },
        ],
        Output: {
          app: jsonata("$states.input.app"),
          status: jsonata("$states.result.Status"),
          version: jsonata(numberOfVersion("$states.result.StateMachineVersionArn")),
          roleVerified: result(
            `${said}$exists($s) ? $not($s.role = null or $s.state in ${early} or $s.error = "IdentityMismatch") : null`,
          ),
          secrets: result(
            `${said}$c := $merge([$s.secrets[name].{$split(name, "/")[-1]: ${secret}}]); ` +
              `$length($string($c)) > ${share} ? null : $c`,
          ),
          attempts: result(`${said}${orNull("$s.attempts")}`),
          startedAt: jsonata("$states.result.StartDate"),
          seconds: result(orNull("($toMillis($r.StopDate) - $toMillis($r.StartDate)) / 1000")),
          error: result(`${said}${orNull(`$substring([$r.Error, $s.error][0], 0, ${ERROR_LIMIT})`)}`),
        },
        End: true,
      },
      NEEDS["aws-sdk:sfn:describeExecution"](ownedExecutions(names)),
    ),
    [NOT_STARTED]: step({ Type: "Pass", End: true }),
    // The Map fails, and its Catch leads to the message.
    [NOT_DESCRIBED]: step({
      Type: "Fail",
      Error: jsonata("$states.input.Error"),
      Cause: jsonata('[$states.input.Cause, "none given"][0]'),
    }),
  };
}
