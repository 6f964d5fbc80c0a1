import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request that arrived, its body as text. */
export interface Arrived {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** An HTTP server on 127.0.0.1 that keeps what arrives. */
export interface LoopbackServer {
  readonly url: string;
  readonly arrived: Arrived[];
  stop(): Promise<void>;
}

/** Starts a server on a free port; `answer` is told how often this very path was asked for before. */
export async function startLoopbackServer(
  answer: (request: Arrived, response: ServerResponse, before: number) => void,
): Promise<LoopbackServer> {
  const arrived: Arrived[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (part: string) => {
      body += part;
    });
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const before = arrived.filter((one) => one.url === url).length;
      const one = { method, url, headers, body };
      arrived.push(one);
      answer(one, response, before);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
