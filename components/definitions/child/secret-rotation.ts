import { integration, jsonata, literal, orNull } from "../../asl/jsonata";
import { longestSeconds, REPEATABLE_RETRY } from "../../asl/retry";
import { type Steps, step } from "../../asl/step";
import { ROTATION_POLLS, TIMINGS } from "../../asl/timeouts";
import type { ChoiceRule } from "../../asl/types";
import type { EnvironmentNames } from "../../core/names";
import { NEEDS } from "../../iam/integrations";
import { CATCH_IN_APP, failureRule } from "../failure/caught";
import { rehearsalRule } from "../rehearsal/protocol";

const DAY_MILLISECONDS = 86_400_000;

/** One secret of an app that must be fresh before its task runs. */
export interface SecretArgs {
  readonly names: EnvironmentNames;
  readonly app: string;
  readonly secret: string;
  readonly maxAgeDays: number;
  /** 0 for the app's first secret. */
  readonly index: number;
  /** Whether the variable says that the run has rotated the secret, too. */
  readonly noteRotation: boolean;
  /** Rules that come before the secret's own. */
  readonly before: readonly ChoiceRule[];
  /** State after a secret that is fresh. */
  readonly next: string;
  /** The same in a rehearsal, which rotates nothing. */
  readonly rehearsed: string;
}

/** Name of the state that reads a secret's age. */
export function describeState(secret: string): string {
  return `Describe ${secret}`;
}

/** Name of the variable that holds what is known of a secret: `{name, ageDays, due, pending}`. */
export function secretVariable(index: number): string {
  return `secret${index + 1}`;
}

/** Longest time of reading a secret, rotating it and waiting for it, in seconds. */
export const ROTATION_SECONDS =
  2 * longestSeconds(TIMINGS.apiCall, REPEATABLE_RETRY) +
  ROTATION_POLLS * (TIMINGS.rotationPoll + longestSeconds(TIMINGS.apiCall, REPEATABLE_RETRY));

/**
 * States of one secret: describe, check, and, while it is due, rotate, wait, describe again. It is due if it was never
 * rotated, if its last rotation is as old as the allowed age, or if a version is pending that is not current (an
 * earlier rotation stopped half-way; AWS resumes it when asked to rotate and answers `InvalidRequestException`,
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html). Rotation is asynchronous: it
 * is over when the secret is not due any more. Only metadata is read, never a secret's value. The variable `polls`
 * counts from 1 once a rotation was requested, and a fresh secret costs one look and one check.
 */
export function secretSteps(args: SecretArgs): Steps {
  const { names, app, secret, maxAgeDays, index, noteRotation, before, next, rehearsed } = args;
  const { name, iamArn } = names.app(app).secret(secret);
  const variable = secretVariable(index);
  const describe = describeState(secret);
  const [check, rotate, wait] = [`Check ${secret}`, `Rotate ${secret}`, `Wait for ${secret}`];
  const call = (action: string) => integration(names.scope.partition, `aws-sdk:secretsmanager:${action}`);
  return {
    [describe]: step(
      {
        Type: "Task",
        Resource: call("describeSecret"),
        Arguments: { SecretId: name },
        TimeoutSeconds: TIMINGS.apiCall,
        Retry: REPEATABLE_RETRY,
        Catch: [CATCH_IN_APP],
        Assign: { [variable]: jsonata(seen(maxAgeDays, noteRotation)) },
        Next: check,
      },
      NEEDS["aws-sdk:secretsmanager:describeSecret"](iamArn),
    ),
    [check]: step({
      Type: "Choice",
      Choices: [
        ...before,
        rehearsalRule(rehearsed),
        { Condition: jsonata(`$not($${variable}.due)`), Assign: { polls: 0 }, Next: next },
        failureRule(`$polls >= ${ROTATION_POLLS}`, "RotationTimedOut", jsonata(timedOut(variable, names))),
        { Condition: jsonata("$polls > 0"), Next: wait },
      ],
      Default: rotate,
    }),
    [rotate]: step(
      {
        Type: "Task",
        Resource: call("rotateSecret"),
        Arguments: { SecretId: name },
        TimeoutSeconds: TIMINGS.apiCall,
        Retry: REPEATABLE_RETRY,
        Catch: [
          {
            ErrorEquals: ["SecretsManager.InvalidRequestException"],
            Assign: { answer: jsonata('[$states.errorOutput.Cause, "refused"][0]') },
            Next: wait,
          },
          CATCH_IN_APP,
        ],
        Assign: { answer: "started" },
        Next: wait,
      },
      NEEDS["aws-sdk:secretsmanager:rotateSecret"](iamArn, names.rotationFunction.arn),
    ),
    [wait]: step({
      Type: "Wait",
      Seconds: TIMINGS.rotationPoll,
      Assign: { polls: jsonata("$polls + 1") },
      Next: describe,
    }),
  };
}

/**
 * JSONata: what is known of a secret from its description; `ageDays` in whole days, null where it was never rotated;
 * `rotated` whether this run did;
 * `pending` is the version of a rotation that has not finished, null where there is none.
 */
function seen(maxAgeDays: number, noteRotation: boolean): string {
  return (
    `($age := $floor(($millis() - $toMillis($states.result.LastRotatedDate)) / ${DAY_MILLISECONDS}); ` +
    '$half := $keys($sift($states.result.VersionIdsToStages, function($s) { "AWSPENDING" in $s and $not("AWSCURRENT" in $s) }))[0]; ' +
    `{"name": $states.result.Name, "ageDays": ${orNull("$age")}, "due": $exists($half) or $not($exists($age)) or $age >= ${maxAgeDays}, "pending": ${orNull("$half")}${noteRotation ? ', "rotated": $polls > 0' : ""}})`
  );
}

/**
 * JSONata: why a rotation is given up. A version that is still pending blocks every later rotation until a person takes
 * its label away: the cause has the command.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_rotation.html
 */
function timedOut(variable: string, { scope }: EnvironmentNames): string {
  const secret = `$${variable}`;
  const stuck =
    "; AWSPENDING is stuck. Once its rotation works: aws secretsmanager update-secret-version-stage " +
    `--region ${scope.region} --version-stage AWSPENDING --secret-id `;
  return (
    `${secret}.name & ${literal(` is not rotated ${ROTATION_POLLS * TIMINGS.rotationPoll} s after the request: `)} & $answer & ` +
    `(${secret}.pending ? ${literal(stuck)} & ${secret}.name & " --remove-from-version-id " & ${secret}.pending)`
  );
}
