import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Between the interpreter and the embedded AWS: passes everything on but calls that name something which is to be throttled or delayed. */
export interface ThrottleProxy {
  readonly url: string;
  /** From now on every call that names this is refused as the service refuses what comes too often. */
  throttle(name: string): void;
  /** From now on every call that names this waits so many milliseconds. */
  delay(name: string, milliseconds: number): void;
  /** How many calls that name this were refused. */
  refused(name: string): number;
  stop(): Promise<void>;
}

/** Starts it in front of an endpoint, on 127.0.0.1. */
export async function startThrottleProxy(endpoint: string): Promise<ThrottleProxy> {
  const target = new URL(endpoint);
  const throttled = new Map<string, number>();
  const delayed = new Map<string, number>();
  const server = createServer(async (incoming, response) => {
    const body = await bodyOf(incoming);
    const text = `${incoming.url} ${body.toString("utf8")}`;
    const name = [...throttled.keys()].find((one) => text.includes(one));
    if (name !== undefined) {
      throttled.set(name, (throttled.get(name) ?? 0) + 1);
      return refuse(incoming.headers, response);
    }
    const wait = [...delayed].find(([one]) => text.includes(one))?.[1] ?? 0;
    setTimeout(() => pass(target, incoming, body, response), wait);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    throttle: (name) => throttled.set(name, 0),
    delay: (name, milliseconds) => delayed.set(name, milliseconds),
    refused: (name) => throttled.get(name) ?? 0,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of incoming) {
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}

/** The headers go on as they came: they are signed. */
function pass(target: URL, { method, url, headers }: IncomingMessage, body: Buffer, response: ServerResponse): void {
  const out = request({ host: target.hostname, port: target.port, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  out.on("error", () => response.destroy());
  out.end(body);
}

/** A throttle in the words of the protocol that the call speaks, under the name that its service has for it. */
function refuse(headers: IncomingHttpHeaders, response: ServerResponse): void {
  const target = String(headers["x-amz-target"] ?? "");
  if (target !== "") {
    const code = NAMES.find(([prefix]) => target.startsWith(prefix))?.[1] ?? "ThrottlingException";
    const type = String(headers["content-type"]);
    response.writeHead(400, { "content-type": type, "x-amzn-query-error": `${code};Sender` });
    response.end(JSON.stringify({ __type: code, message: "Rate exceeded" }));
    return;
  }
  if (String(headers["content-type"]).includes("form")) {
    const error = "<Error><Type>Sender</Type><Code>Throttled</Code><Message>Rate exceeded</Message></Error>";
    response.writeHead(429, { "content-type": "text/xml" });
    response.end(`<ErrorResponse>${error}<RequestId>0</RequestId></ErrorResponse>`);
    return;
  }
  response.writeHead(429, { "content-type": "application/json", "x-amzn-errortype": "TooManyRequestsException" });
  response.end(
    JSON.stringify({ Reason: "ReservedFunctionConcurrentInvocationLimitExceeded", message: "Rate Exceeded." }),
  );
}

const NAMES: readonly (readonly [string, string])[] = [
  ["AmazonSQS.", "RequestThrottled"],
  ["DynamoDB_", "ThrottlingException"],
];
