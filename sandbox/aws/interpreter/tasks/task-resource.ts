import { ErrorName, StateError } from "../language/errors";

/** How a task waits, https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html */
export type Pattern = "request" | "sync" | "token";

/** A task's `Resource`, taken apart. */
export interface TaskResource {
  readonly arn: string;
  /**
   * `function`: a Lambda function named by its own ARN; `sdk`: any API action; `optimized`: one of the integrations of
   * old.
   */
  readonly kind: "function" | "sdk" | "optimized";
  /** `lambda`, `states`, `secretsmanager`... */
  readonly service: string;
  /** `invoke`, `startExecution`, `describeSecret`... without the pattern's suffix. */
  readonly action: string;
  readonly pattern: Pattern;
  /** Whether the result of a child execution is parsed: `.sync:2`. */
  readonly parsed: boolean;
  /** `resourceType` in the history: `states`, `aws-sdk:sts`. */
  readonly eventType: string;
  /** `resource` in the history: `startExecution.sync:2`. */
  readonly eventResource: string;
}

const FUNCTION = /^arn:[\w-]+:lambda:[\w-]+:\d{12}:function:.+$/;
const INTEGRATION =
  /^arn:[\w-]+:states:[\w-]*:\d*:(aws-sdk:)?([a-z0-9-]+):([A-Za-z0-9]+)(\.sync(?::2)?|\.waitForTaskToken)?$/;

/** Parses a task's `Resource`. @throws {StateError} States.Runtime for an unknown kind. */
export function parseResource(arn: string): TaskResource {
  if (FUNCTION.test(arn)) {
    return {
      arn,
      kind: "function",
      service: "lambda",
      action: "invoke",
      pattern: "request",
      parsed: false,
      eventType: "lambda",
      eventResource: arn,
    };
  }
  const [, sdk, service, action, suffix = ""] = INTEGRATION.exec(arn) ?? [];
  if (!service || !action) {
    throw new StateError(
      ErrorName.runtime,
      `The resource '${arn}' is neither a Lambda function nor arn:aws:states:::<service>:<action> nor arn:aws:states:::aws-sdk:<service>:<action>.`,
    );
  }
  return {
    arn,
    kind: sdk ? "sdk" : "optimized",
    service,
    action,
    pattern: suffix === "" ? "request" : suffix === ".waitForTaskToken" ? "token" : "sync",
    parsed: suffix === ".sync:2",
    eventType: `${sdk ?? ""}${service}`,
    eventResource: `${action}${suffix}`,
  };
}
