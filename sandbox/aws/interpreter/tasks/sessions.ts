import type { Clock } from "../clock";
import { ErrorName, StateError } from "../language/errors";
import type { AwsClients } from "./aws-clients";
import { isRefusal } from "./aws-failure";
import type { MachineSession, SessionCredentials, TaskCall } from "./task-call";

/** Longest session of a role assumed from a role, in seconds: AWS allows a chain no more. */
const CHAINED_SESSION = 3600;
/** Milliseconds before its end at which a session is not used any more. */
const MARGIN = 60_000;
/** Chained sessions in the cache. */
const CACHED_SESSIONS = 2000;

interface Chained {
  readonly credentials: Promise<SessionCredentials>;
  readonly goodUntil: number;
}

interface AssumedRole {
  readonly Credentials?: {
    readonly AccessKeyId?: string;
    readonly SecretAccessKey?: string;
    readonly SessionToken?: string;
  };
}

/** A role session name from the name of an execution: STS allows 2 to 64 of `[\w+=,.@-]`. */
export function sessionName(executionName: string): string {
  return executionName
    .replace(/[^\w+=,.@-]/g, "-")
    .slice(0, 64)
    .padEnd(2, "-");
}

/** Who tasks are: the machine's role, or a role chained from it. */
export class Sessions {
  private readonly chained = new Map<string, Chained>();

  constructor(
    private readonly clients: AwsClients,
    private readonly clock: Clock,
  ) {}

  /**
   * Credentials for a task.
   *
   * @throws {StateError} what the launcher said if the machine's role could not be assumed; States.TaskFailed, with the
   * cause that AWS gives, if the machine's role may not assume the task's.
   */
  async of(call: Pick<TaskCall, "session" | "taskRoleArn">): Promise<SessionCredentials> {
    const { credentials, credentialsError } = call.session;
    if (credentialsError) {
      throw new StateError(credentialsError.error, credentialsError.cause);
    }
    if (!credentials) {
      throw new StateError(ErrorName.runtime, "The execution came without credentials.");
    }
    return call.taskRoleArn === undefined ? credentials : this.chain(call.session, credentials, call.taskRoleArn);
  }

  private async chain(session: MachineSession, own: SessionCredentials, roleArn: string): Promise<SessionCredentials> {
    const key = `${own.accessKeyId} ${roleArn}`;
    const now = this.clock.now();
    let chained = this.chained.get(key);
    if (!chained || chained.goodUntil <= now) {
      const credentials = this.assume(session, own, roleArn);
      chained = { credentials, goodUntil: now + CHAINED_SESSION * 1000 - MARGIN };
      this.chained.set(key, chained);
      const [oldest] = this.chained.keys();
      if (this.chained.size > CACHED_SESSIONS && oldest !== undefined) {
        this.chained.delete(oldest);
      }
    }
    try {
      return await chained.credentials;
    } catch (error) {
      this.chained.delete(key);
      const refused = `The role ${session.roleArn} is not authorized to assume the task state's role, ${roleArn}.`;
      if (isRefusal(error)) {
        throw new StateError(ErrorName.taskFailed, refused);
      }
      throw new StateError(
        ErrorName.taskFailed,
        `The task state's role, ${roleArn}, could not be assumed: ${(error as Error).message}`,
      );
    }
  }

  /**
   * Step Functions names the machine as external id, so that a role can trust one machine of a role that several have.
   * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html
   */
  private async assume(session: MachineSession, own: SessionCredentials, roleArn: string): Promise<SessionCredentials> {
    const assumeRole = await this.clients.action("sts", "assumeRole", own);
    const answer = (await assumeRole.send({
      RoleArn: roleArn,
      RoleSessionName: sessionName(session.executionName),
      ExternalId: session.stateMachineArn,
      DurationSeconds: CHAINED_SESSION,
    })) as AssumedRole;
    const { AccessKeyId, SecretAccessKey, SessionToken } = answer.Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken) {
      throw new Error("STS gave no credentials");
    }
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  }
}
