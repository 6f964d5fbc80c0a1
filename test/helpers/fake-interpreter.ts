import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { StartInterpreter } from "../../sandbox/aws";
import { checkDefinition } from "../../sandbox/aws/interpreter/language/check-definition";

/** What a definition's Comment, as JSON, tells the fake to do with an execution. Without one it succeeds. */
export interface Play {
  /** Shown in the output, to tell definitions apart. */
  readonly label?: string;
  /** `hang` runs until it is stopped. */
  readonly outcome?: "succeed" | "fail" | "time-out" | "hang" | "break";
  readonly error?: string;
  readonly cause?: string;
}

interface Started {
  readonly executionArn: string;
  readonly definition: string;
  readonly input: string;
  readonly roleArn: string;
  readonly credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken: string };
  readonly credentialsError?: { error: string; cause: string };
}

/** A state machine definition that the fake plays. */
export function played(play: Play): string {
  return JSON.stringify({
    Comment: JSON.stringify(play),
    QueryLanguage: "JSONata",
    StartAt: "Only",
    States: { Only: { Type: "Pass", End: true } },
  });
}

/**
 * An interpreter that speaks the launcher's protocol and executes nothing: it answers as the definition's Comment says,
 * after asking STS who it is under the credentials it was given. Only definitions it judges as the real one does. It proves
 * the launcher's side, not any state.
 */
export const startFakeInterpreter: StartInterpreter = async ({ endpoint, region, token }) => {
  const hanging = new Map<string, (reason: object) => void>();
  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => {
      response.statusCode = 500;
      response.end(String(error));
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers.authorization !== `Bearer ${token}`) {
      response.statusCode = 401;
      response.end();
      return;
    }
    const body = JSON.parse(await text(request));
    if (request.url === "/executions") {
      return await play(body, response);
    }
    // What hangs here is about to make its next transition.
    if (request.url === "/executions/stop" || request.url === "/executions/end-at-transition") {
      const stop = hanging.get(body.executionArn);
      stop?.({ error: body.error, cause: body.cause });
      response.statusCode = stop === undefined ? 404 : 200;
      response.end("{}");
      return;
    }
    if (request.url === "/validate") {
      response.end(JSON.stringify({ diagnostics: checkDefinition(body.definition).diagnostics }));
      return;
    }
    const known = body.taskToken === "good";
    response.statusCode = known ? 200 : 400;
    response.end(JSON.stringify(known ? {} : { code: "TaskDoesNotExist", message: "Task Does Not Exist" }));
  }

  async function play(started: Started, response: ServerResponse): Promise<void> {
    const { label, outcome = "succeed", error, cause }: Play = JSON.parse(JSON.parse(started.definition).Comment);
    let id = 0;
    const event = (type: string, details: object) => {
      id += 1;
      response.write(
        `${JSON.stringify({ event: { id, previousEventId: id - 1, timestamp: Date.now(), type, ...details } })}\n`,
      );
    };
    const end = (status: string, more: object) => response.end(`${JSON.stringify({ end: { status, ...more } })}\n`);
    event("ExecutionStarted", {
      executionStartedEventDetails: { input: started.input, roleArn: started.roleArn },
    });
    if (started.credentials === undefined) {
      return void end("FAILED", started.credentialsError ?? {});
    }
    if (outcome === "fail") {
      event("ExecutionFailed", { executionFailedEventDetails: { error, cause } });
      return void end("FAILED", { error, cause });
    }
    if (outcome === "time-out") {
      return void end("TIMED_OUT", {});
    }
    if (outcome === "break") {
      return void response.destroy();
    }
    if (outcome === "hang") {
      const reason = await new Promise<object>((resolve) => hanging.set(started.executionArn, resolve));
      return void end("ABORTED", reason);
    }
    const sts = new STSClient({ endpoint, region, credentials: started.credentials });
    const identity = await sts.send(new GetCallerIdentityCommand({}));
    const output = JSON.stringify({ label, identity: identity.Arn, input: JSON.parse(started.input) });
    event("ExecutionSucceeded", { executionSucceededEventDetails: { output } });
    end("SUCCEEDED", { output });
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

async function text(request: IncomingMessage): Promise<string> {
  let all = "";
  for await (const chunk of request.setEncoding("utf8")) {
    all += chunk;
  }
  return all;
}
