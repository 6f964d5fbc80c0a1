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
