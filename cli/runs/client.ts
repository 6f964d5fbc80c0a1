import type { Output } from "../command";
import type { RunsAccess } from "./access";
import { type Answer, type Fetch, request, textOf } from "./http";
import type { Token } from "./sign-in";

/** A request that the runs API refused. */
export class RunsApiError extends Error {
  override readonly name = "RunsApiError";

  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Output of a command whose request was refused. */
export function refused({ status, message }: RunsApiError): Output {
  return { status: status === 400 ? 2 : 1, text: "", errors: `${message}\n` };
}

/** Output of a command's work, which is the refusal where the runs API refuses a request. */
export async function orRefusal(work: () => Promise<Output>): Promise<Output> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RunsApiError) {
      return refused(error);
    }
    throw error;
  }
}

/** State of an app in a run. */
export interface RunApp {
  readonly app: string;
  readonly status: string;
}

/** A run as `GET /runs/{name}` describes it. */
export interface RunState {
  readonly name: string;
  readonly execution: string;
  readonly status: string;
  readonly rehearse: boolean;
  readonly startedBy: unknown;
  readonly started?: string;
  readonly stopped?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly apps: readonly RunApp[];
}

export interface StartedRun {
  readonly name: string;
  /** ARN of the parent's execution. */
  readonly execution: string;
}

/** A run that waits for an approval; times are ISO 8601. */
export interface WaitingRun {
  readonly name: string;
  /** Identity of the agent. */
  readonly startedBy: unknown;
  readonly since: string;
  readonly until: string;
}

/** Calls of the runs API. `token` returns one that is valid now. */
export class RunsClient {
  constructor(
    private readonly access: RunsAccess,
    private readonly token: () => Promise<Token>,
    private readonly fetch: Fetch,
  ) {}

  /** @throws {RunsApiError} */
  async start(run: { readonly name?: string; readonly rehearse?: boolean }): Promise<StartedRun> {
    const answer = await this.call("POST", "/runs", run);
    return { name: textOf(answer, "name"), execution: textOf(answer, "execution") };
  }

  /** @throws {RunsApiError} */
  async describe(name: string): Promise<RunState> {
    return (await this.call("GET", `/runs/${name}`)).fields as unknown as RunState;
  }

  /** Runs that wait for an approval, oldest first. @throws {RunsApiError} */
  async approvals(): Promise<readonly WaitingRun[]> {
    const { approvals } = (await this.call("GET", "/approvals")).fields;
    return Array.isArray(approvals) ? (approvals as WaitingRun[]) : [];
  }

  /** Answers a run that waits; `why` is of a refusal. Returns the API's answer. @throws {RunsApiError} */
  async answer(name: string, verdict: "approve" | "refuse", why?: string): Promise<Answer["fields"]> {
    return (await this.call("POST", `/runs/${name}/${verdict}`, why === undefined ? undefined : { why })).fields;
  }

  private async call(method: string, path: string, body?: object): Promise<Answer> {
    const { value } = await this.token();
    const answer = await request(this.fetch, `${this.access.endpoint}${path}`, {
      method,
      headers: { authorization: `Bearer ${value}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.status >= 300) {
      throw new RunsApiError(answer.status, `${method} ${path}: ${answer.status} ${textOf(answer, "message")}`.trim());
    }
    return answer;
  }
}
