import { timingSafeEqual } from "node:crypto";
import Fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import { systemClock } from "./clock";
import { runExecution } from "./execution";
import { type ExecutionRequest, readRequest } from "./execution-request";
import { checkDefinition } from "./language/check-definition";
import type { CancelReason } from "./language/errors";
import { AwsTaskRunner } from "./tasks/aws-task-runner";
import { Completions } from "./tasks/completions";
import { TaskTokens, TokenProblem } from "./tasks/task-tokens";
import type { Services } from "./visit";

/** Bytes of the largest request: a definition of 1 MB and an input of 256 KiB, as JSON in JSON. */
const LARGEST_REQUEST = 16 * 1024 * 1024;

/** How to start an interpreter. */
interface InterpreterOptions {
  /** Base URL of the AWS APIs that tasks call. */
  readonly endpoint: string;
  readonly region: string;
  /** Secret that every request must carry as `authorization: Bearer <token>`. */
  readonly token: string;
  /** Hosts that HTTP tasks reach -> loopback URL that replaces them. @default none */
  readonly hosts?: Readonly<Record<string, string>>;
  /** Factor on Wait states and retry delays, 0 or more. @default 1 */
  readonly waitScale?: number;
}

/** An interpreter that listens on 127.0.0.1. */
export interface Interpreter {
  readonly url: string;
  /** Stops all executions and ends; no timer, socket or task is left. */
  stop(): Promise<void>;
}

interface TokenBody {
  readonly taskToken?: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

function sameText(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The executions under way. */
class Executions {
  private readonly running = new Map<string, { stop: AbortController; machineDeleted: AbortController }>();
  private readonly ends = new Set<Promise<unknown>>();

  constructor(
    private readonly services: Services,
    private readonly completions: Completions,
  ) {}

  /** Runs an execution and writes its events and its end, a line each. */
  async stream(request: ExecutionRequest, reply: FastifyReply): Promise<void> {
    const stop = new AbortController();
    const machineDeleted = new AbortController();
    this.running.set(request.executionArn, { stop, machineDeleted });
    reply.hijack();
    const out = reply.raw;
    out.writeHead(200, { "content-type": "application/x-ndjson" });
    // The launcher has ended: nothing reads the result.
    out.on("close", () => stop.abort({ kind: "stopped" } satisfies CancelReason));
    const line = (value: object) => out.write(`${JSON.stringify(value)}\n`);
    const watched = { ...request, machineDeleted: machineDeleted.signal };
    const run = runExecution(watched, this.services, stop.signal, (event) => line({ event }));
    this.ends.add(run);
    try {
      line({ end: await run, progress: request.progress });
    } finally {
      this.ends.delete(run);
      this.running.delete(request.executionArn);
      out.end(() => this.completions.notify(request.executionArn));
    }
  }

  /** Whether there was such an execution to stop. */
  stop(executionArn: string, reason: CancelReason): boolean {
    const found = this.running.get(executionArn);
    found?.stop.abort(reason);
    return found !== undefined;
  }

  /** Lets an execution go on until its next transition. Whether it was there. */
  endAtTransition(executionArn: string): boolean {
    const found = this.running.get(executionArn);
    found?.machineDeleted.abort();
    return found !== undefined;
  }

  async stopAll(): Promise<void> {
    for (const executionArn of this.running.keys()) {
      this.stop(executionArn, { kind: "stopped" });
    }
    await Promise.allSettled(this.ends);
  }
}

function serveTokens(app: FastifyInstance, tokens: TaskTokens): void {
  const serve = (verb: string, act: (token: string, body: TokenBody) => void) =>
    app.post<{ Body: TokenBody }>(`/tasks/${verb}`, async ({ body }, reply) => {
      try {
        act(String(body.taskToken ?? ""), body);
        return {};
      } catch (error) {
        if (!(error instanceof TokenProblem)) {
          throw error;
        }
        return reply.code(400).send({ code: error.code, message: error.message });
      }
    });
  serve("success", (token, { output }) => tokens.succeed(token, output ?? "null"));
  serve("failure", (token, { error, cause }) => tokens.fail(token, error, cause));
  serve("heartbeat", (token) => tokens.heartbeat(token));
}

function serveExecutions(app: FastifyInstance, executions: Executions): void {
  app.post("/executions", async ({ body }, reply) => {
    let request: ExecutionRequest;
    try {
      request = readRequest(body);
    } catch (error) {
      return reply.code(400).send({ message: (error as Error).message });
    }
    await executions.stream(request, reply);
  });
  app.post<{ Body: { executionArn?: string; error?: string; cause?: string } }>(
    "/executions/stop",
    async ({ body: { executionArn, error, cause } }, reply) => {
      const reason = { kind: "stopped", ...(error ? { error } : {}), ...(cause ? { cause } : {}) } as const;
      return executions.stop(String(executionArn), reason) ? {} : notUnderWay(executionArn, reply);
    },
  );
  app.post<{ Body: { executionArn?: string } }>(
    "/executions/end-at-transition",
    async ({ body: { executionArn } }, reply) =>
      executions.endAtTransition(String(executionArn)) ? {} : notUnderWay(executionArn, reply),
  );
}

function notUnderWay(executionArn: string | undefined, reply: FastifyReply): FastifyReply {
  return reply.code(404).send({ message: `No execution ${executionArn} is under way` });
}

/** Starts an interpreter on a free port of 127.0.0.1. */
export async function startInterpreter(options: InterpreterOptions): Promise<Interpreter> {
  const completions = new Completions();
  const runner = new AwsTaskRunner(options, systemClock, completions);
  const tokens = new TaskTokens();
  const services: Services = {
    clock: systemClock,
    runner,
    tokens,
    waitScale: options.waitScale ?? 1,
    draw: Math.random,
  };
  const executions = new Executions(services, completions);
  const app = Fastify({ bodyLimit: LARGEST_REQUEST, forceCloseConnections: true });
  app.addHook("onRequest", async (request, reply) => {
    const given = request.headers.authorization ?? "";
    if (!sameText(given.replace(/^Bearer /, ""), options.token)) {
      return reply.code(401).send({ message: "Wrong token" });
    }
  });
  app.get("/health", async () => ({ ok: true }));
  app.post<{ Body: { definition?: unknown } }>("/validate", async ({ body }) => {
    const { diagnostics } = checkDefinition(body.definition);
    return { diagnostics };
  });
  serveExecutions(app, executions);
  serveTokens(app, tokens);
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  return {
    url,
    async stop() {
      await executions.stopAll();
      await app.close();
      runner.close();
    },
  };
}
