import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface Comment {
  id: number;
  body: string;
  user: { type: string };
}

/** The comments of one pull request, as GitHub's API serves them, on the loopback address. */
export class FakeGithub {
  readonly comments: Comment[] = [];
  /** `METHOD path` of every request, in order. */
  readonly requests: string[] = [];
  readonly tokens = new Set<string>();
  /** Answers to give instead, by request, the first first. */
  readonly failures: { readonly status: number; readonly body?: string }[] = [];
  private server: Server | undefined;

  async start(): Promise<string> {
    this.server = createServer((request, response) => {
      void this.answer(request).then(([status, body]) => {
        response.writeHead(status, status === 302 ? { location: "http://127.0.0.1:1/" } : {});
        response.end(body);
      });
    });
    await new Promise<void>((resolve) => this.server?.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.server?.close(resolve));
  }

  private async answer(request: IncomingMessage): Promise<[number, string]> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const text = Buffer.concat(chunks).toString();
    const { pathname, searchParams } = new URL(request.url ?? "", "http://x");
    this.requests.push(
      `${request.method} ${pathname}${searchParams.has("page") ? ` ${searchParams.get("page")}` : ""}`,
    );
    this.tokens.add(request.headers.authorization ?? "");
    const failure = this.failures.shift();
    if (failure !== undefined) {
      return [failure.status, failure.body ?? ""];
    }
    const list = "/repos/example/platform/issues/7/comments";
    if (request.method === "GET" && pathname === list) {
      const [page, size] = [Number(searchParams.get("page")), Number(searchParams.get("per_page"))];
      return [200, JSON.stringify(this.comments.slice((page - 1) * size, page * size))];
    }
    if (request.method === "POST" && pathname === list) {
      const comment = { id: this.comments.length + 1, body: JSON.parse(text).body, user: { type: "Bot" } };
      this.comments.push(comment);
      return [201, JSON.stringify(comment)];
    }
    const id = /^\/repos\/example\/platform\/issues\/comments\/(\d+)$/.exec(pathname)?.[1];
    const comment = this.comments.find((one) => `${one.id}` === id);
    if (request.method !== "PATCH" || comment === undefined) {
      return [404, '{"message":"Not Found"}'];
    }
    comment.body = JSON.parse(text).body;
    return [200, JSON.stringify(comment)];
  }
}
