import { integration, jsonata, literal } from "../../asl/jsonata";
import { longestSeconds, SECRETS_RETRY } from "../../asl/retry";
import { ROTATION_POLLS, TIMINGS } from "../../asl/timeouts";
import type { ChoiceRule, State } from "../../asl/types";
import type { EnvironmentNames } from "../../core/names";
import { catchAll, FAILURE_START, failureValue } from "../failure/path";
import { brokenCatch } from "../rehearsal/child";

const DAY_MILLISECONDS = 86_400_000;

/** One secret of an app that must be fresh before its task runs. */
export interface RotationArgs {
  readonly names: EnvironmentNames;
  readonly app: string;
  readonly secret: string;
  readonly maxAgeDays: number;
  /** 1 for the app's first secret: the variable `secret1` holds what is known of it. */
  readonly index: number;
  /** State after the description. */
  readonly next: string;
  /** The Choice that decides on `due`; a finished rotation returns to it. */
  readonly gate: string;
}

/** Name of the state that looks at a secret. */
export function describeName(secret: string): string {
  return `Describe ${secret}`;
}

/** Rule of the gate: a secret that is due is rotated first. */
export function dueRule({ secret, index }: Pick<RotationArgs, "secret" | "index">): ChoiceRule {
  return { Condition: jsonata(`$secret${index}.due`), Next: `Rotate ${secret}` };
}

/** Longest time that looking at a secret, rotating it and waiting for it takes. */
export function rotationSeconds(): number {
  const call = longestSeconds(TIMINGS.apiCall, SECRETS_RETRY);
  return 2 * call + ROTATION_POLLS * (TIMINGS.rotationPoll + call);
}

/**
 * States of one secret. It is due if it was never rotated, if its last rotation is older than the allowed age, or if a version is pending
 * that is not current (an earlier rotation stopped half-way; AWS takes it up again when asked to rotate and answers
 * `InvalidRequestException`, https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html).
 * Rotation is asynchronous: it is over when another version is AWSCURRENT. Only metadata is read, never a secret's value.
 */
export function rotationStates(args: RotationArgs): Record<string, State> {
  const { names, app, secret, index, next, gate } = args;
  const { name } = names.app(app).secret(secret);
  const variable = `secret${index}`;
  const show = `aws secretsmanager describe-secret --region ${names.scope.region} --secret-id ${name}`;
  const failed = catchAll({ app, next: show });
  const rotated = "$states.result.LastRotatedDate";
  const age = `($exists(${rotated}) ? $floor(($millis() - $toMillis(${rotated})) / ${DAY_MILLISECONDS}) : null)`;
  const call = (action: string, extra = {}) => ({
    Type: "Task" as const,
    Resource: integration(names.scope.partition, `aws-sdk:secretsmanager:${action}`),
    Arguments: { SecretId: name, ...extra },
    TimeoutSeconds: TIMINGS.apiCall,
    Retry: SECRETS_RETRY,
  });
  return {
    [describeName(secret)]: {
      ...call("describeSecret"),
      Catch: [brokenCatch(app, show)],
      Assign: {
        looked: jsonata(`[$looked, {"name": ${literal(name)}, "ageDays": ${age}, "due": ${due(args.maxAgeDays)}}]`),
        [variable]: { version: jsonata(CURRENT), due: jsonata(due(args.maxAgeDays)), polls: 0, answer: "started" },
      },
      Next: next,
    },
    [`Rotate ${secret}`]: {
      ...call("rotateSecret", { RotateImmediately: true }),
      Catch: [
        {
          ErrorEquals: ["SecretsManager.InvalidRequestException"],
          Assign: { [variable]: merged(variable, `"answer": $substring([$states.errorOutput.Cause, ""][0], 0, 500)`) },
          Next: `Wait for ${secret}`,
        },
        failed,
      ],
      Next: `Wait for ${secret}`,
    },
    [`Wait for ${secret}`]: { Type: "Wait", Seconds: TIMINGS.rotationPoll, Next: `Look at ${secret}` },
    [`Look at ${secret}`]: {
      ...call("describeSecret"),
      Catch: [failed],
      Assign: { [variable]: merged(variable, `"seen": ${CURRENT}, "polls": $${variable}.polls + 1`) },
      Next: `Is ${secret} rotated`,
    },
    [`Is ${secret} rotated`]: {
      Type: "Choice",
      Choices: [
        {
          Condition: jsonata(`$${variable}.seen != $${variable}.version`),
          Assign: { [variable]: merged(variable, `"due": false`) },
          Next: gate,
        },
        {
          Condition: jsonata(`$${variable}.polls >= ${ROTATION_POLLS}`),
          Assign: {
            failure: failureValue({ app, error: "RotationTimedOut", cause: timedOut(name, variable), next: show }),
          },
          Next: FAILURE_START,
        },
      ],
      Default: `Wait for ${secret}`,
    },
  };
}

/** JSONata: the versions that satisfy a condition on `$stages`, undefined if none does. */
function versions(condition: string): string {
  return `$sift($states.result.VersionIdsToStages, function($stages) { ${condition} })`;
}

/** JSONata: id of the version that is AWSCURRENT; null before the first. */
const CURRENT = `[$keys(${versions('"AWSCURRENT" in $stages')}), null][0]`;

const PENDING = versions('"AWSPENDING" in $stages and $not("AWSCURRENT" in $stages)');

function due(maxAgeDays: number): string {
  const rotated = "$states.result.LastRotatedDate";
  const old = `$millis() - $toMillis(${rotated}) > ${maxAgeDays * DAY_MILLISECONDS}`;
  return `$exists(${PENDING}) or ($exists(${rotated}) ? ${old} : true)`;
}

function merged(variable: string, fields: string): string {
  return jsonata(`$merge([$${variable}, {${fields}}])`);
}

function timedOut(name: string, variable: string): string {
  const seconds = ROTATION_POLLS * TIMINGS.rotationPoll;
  const text = `Secret ${name} has no new current version ${seconds} seconds after its rotation was asked for; rotation answered: `;
  return jsonata(`${literal(text)} & $${variable}.answer`);
}
