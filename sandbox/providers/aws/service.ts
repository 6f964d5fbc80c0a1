import type * as pulumi from "@pulumi/pulumi";
import type { Change, Fault } from "../kit/handler";

/** The plain values of an SDK Args interface, as they reach a provider. */
export type Plain<Args> = pulumi.Unwrap<Args>;

// How the services say that something is not there; each has its own words.
const GONE = new Set([
  "AWS.SimpleQueueService.NonExistentQueue",
  "NoSuchBucket",
  "NoSuchBucketPolicy",
  "NoSuchEntity",
  "NoSuchEntityException",
  "NoSuchLifecycleConfiguration",
  "NoSuchPublicAccessBlockConfiguration",
  "NoSuchTagSet",
  "NotFound",
  "NotFoundException",
  "ObjectLockConfigurationNotFoundError",
  "OwnershipControlsNotFoundError",
  "QueueDoesNotExist",
  "ResourceNotFound",
  "ResourceNotFoundException",
  "ServerSideEncryptionConfigurationNotFoundError",
  "StateMachineDoesNotExist",
]);

/** The answer, or undefined where the service says that the object is not there. */
export async function orGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && GONE.has(error.name)) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Milliseconds for which a call is repeated that fails because IAM has not spread a change: two minutes, as in the real
 * provider, where the cloud is behind (`EMBEDDED_AWS_LATE`); else none, so that a refusal comes at once.
 */
const PATIENCE = process.env.EMBEDDED_AWS_LATE === undefined ? 0 : 120_000;

/** Milliseconds between two tries. */
const TRY_EVERY = 1_000;

/** Repeats a call while its error is one of those that the real provider repeats. */
export async function onceSpread<T>(late: RegExp, call: () => Promise<T>): Promise<T> {
  for (const started = Date.now(); ; ) {
    try {
      return await call();
    } catch (error) {
      const repeated = error instanceof Error && late.test(`${error.name}: ${error.message}`);
      if (!repeated || Date.now() - started >= PATIENCE) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, TRY_EVERY));
    }
  }
}

/** What an answer must hold; services leave out only what they never leave out. */
export function must<T>(value: T | undefined, what: string): T {
  if (value === undefined) {
    throw new Error(`The service answered without ${what}.`);
  }
  return value;
}

/** Whether one of these inputs differs. */
export function touches(change: Change<unknown>, ...names: string[]): boolean {
  return names.some((name) => change.changed.has(name));
}

export function tagsTouched(change: Change<unknown>): boolean {
  return touches(change, "tags", "tagsAll");
}

export function arnFault(value: string | undefined, property: string): Fault[] {
  if (value === undefined || /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d*:.+/.test(value)) {
    return [];
  }
  return [{ property, reason: "must be an ARN" }];
}

export function numberOf(value: string | undefined): number | undefined {
  return value === undefined || value === "" ? undefined : Number(value);
}

/** IAM returns documents percent-encoded (RFC 3986), as its API reference says. */
export function decodeDocument(text: string | undefined): string | undefined {
  return text === undefined || text.trimStart().startsWith("{") ? text : decodeURIComponent(text);
}
