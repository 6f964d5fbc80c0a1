import { Cancelled, type CancelReason, StateError } from "../language/errors";
import type { Json } from "../language/json";
import type { AwsClients } from "./aws-clients";
import { awsFailure, type FailureNames } from "./aws-failure";
import { optimizedMemberName, sdkMemberName } from "./member-names";
import { findService } from "./services";
import type { Sessions } from "./sessions";
import { fromApi, type Spelling, toApi } from "./shapes";
import type { SessionCredentials, TaskCall } from "./task-call";

/** Spelling of `aws-sdk` tasks. */
export const SDK_SPELLING: Spelling = {
  memberName: sdkMemberName,
  objectsAsText: false,
  date: (date) => date.toISOString(),
};

/** Spelling of the optimized integrations, which return times in milliseconds since the epoch. */
export const OPTIMIZED_SPELLING: Spelling = {
  memberName: optimizedMemberName,
  objectsAsText: true,
  date: (date) => date.getTime(),
};

/** An answer and what is known about its transport. */
interface AwsAnswer {
  readonly result: Json;
  /** SdkHttpMetadata and SdkResponseMetadata as the optimized integrations add them. */
  readonly metadata: { readonly SdkHttpMetadata: Json; readonly SdkResponseMetadata: Json };
}

/** What to call and how. */
export interface AwsRequest {
  readonly service: string;
  readonly action: string;
  readonly arguments: Json;
  readonly spelling: Spelling;
  readonly failures: FailureNames;
  /** Cancels the call; without one it is seen through. */
  readonly signal?: AbortSignal;
}

/** Failure names of `aws-sdk` tasks. */
export function sdkFailures(service: string): FailureNames {
  const { prefix } = findService(service);
  return { prefix, unlisted: `${prefix}Exception` };
}

/** An answer whose streams, as the body of an object of S3 is one, are read to their end as text. */
async function withoutStreams(answer: object): Promise<object> {
  const read = Object.entries(answer).map(async ([name, value]): Promise<[string, unknown]> => {
    const stream = value as { readonly transformToString?: () => Promise<string> } | null | undefined;
    return [name, typeof stream?.transformToString === "function" ? await stream.transformToString() : value];
  });
  return Object.fromEntries(await Promise.all(read));
}

/** Calls AWS with the credentials of a task. */
export class AwsCaller {
  constructor(
    private readonly clients: AwsClients,
    private readonly sessions: Sessions,
  ) {}

  /** Who a task is. @throws {StateError} as {@link Sessions.of} does. */
  credentials(task: Pick<TaskCall, "session" | "taskRoleArn">): Promise<SessionCredentials> {
    return this.sessions.of(task);
  }

  /** @throws {StateError} named as Step Functions would. @throws {Cancelled} if the signal fired. */
  async call(task: Pick<TaskCall, "session" | "taskRoleArn">, request: AwsRequest): Promise<AwsAnswer> {
    const credentials = await this.sessions.of(task);
    const action = await this.clients.action(request.service, request.action, credentials);
    const input = toApi(request.arguments, action.input, request.spelling);
    try {
      const answer = (await action.send(input, request.signal)) as {
        readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
      };
      const { httpStatusCode = 200, requestId = "" } = answer.$metadata ?? {};
      return {
        result: fromApi(await withoutStreams(answer), action.output, request.spelling),
        metadata: {
          SdkHttpMetadata: { HttpStatusCode: httpStatusCode },
          SdkResponseMetadata: { RequestId: requestId },
        },
      };
    } catch (error) {
      if (request.signal?.aborted) {
        throw new Cancelled(request.signal.reason as CancelReason);
      }
      if (error instanceof StateError) {
        throw error;
      }
      throw awsFailure(error, request.failures);
    }
  }
}
