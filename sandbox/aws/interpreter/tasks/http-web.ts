import { type IncomingHttpHeaders, request } from "node:http";
import type { Clock } from "../clock";
import { LARGEST_PAYLOAD } from "../language/limits";
import { follow } from "../states/together";
import type { HttpRequest } from "./http-request";

/**
 * Milliseconds that an HTTP task has:
 * https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#http-task-authentication
 */
const PATIENCE = 60_000;
const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** An answer, its body cut behind the first byte that is too many. */
export interface HttpAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** No answer: nothing there, cut off, or too slow. */
export class Unreachable extends Error {}

/** The part of the web that the embedded cloud reaches: hosts that are replaced by addresses of this machine. */
export class Web {
  constructor(
    /** Host -> loopback URL. */
    private readonly hosts: Readonly<Record<string, string>>,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws {Unreachable} without an answer within 60 seconds; whatever the signal's end makes of the request, if it
   * fires.
   */
  async send(wanted: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const base = this.hosts[wanted.url.host];
    if (base === undefined || !LOOPBACK.has(new URL(base).hostname)) {
      throw new Unreachable(
        `The embedded cloud does not reach the host ${wanted.url.host}; only hosts that are mapped to this machine.`,
      );
    }
    const giveUp = new AbortController();
    const unlink = follow(signal, giveUp);
    const timer = new AbortController();
    this.clock.sleep(PATIENCE, timer.signal).then(
      () => giveUp.abort({ kind: "taskTimeout" }),
      () => {},
    );
    try {
      return await exchange(wanted, new URL(base), giveUp.signal);
    } catch (error) {
      if (signal.aborted) {
        throw error;
      }
      throw new Unreachable(giveUp.signal.aborted ? "No answer within 60 seconds." : (error as Error).message);
    } finally {
      unlink();
      timer.abort({ kind: "sibling" });
    }
  }
}

function exchange({ url, method, headers, body }: HttpRequest, base: URL, signal: AbortSignal): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const path = url.pathname + url.search;
    const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
    const out = request(base, { method, path, headers: { ...headers, ...length }, signal, agent: false }, (answer) => {
      const parts: Buffer[] = [];
      let size = 0;
      const done = () =>
        resolve({
          status: answer.statusCode ?? 0,
          statusText: answer.statusMessage ?? "",
          headers: answer.headers,
          body: Buffer.concat(parts),
        });
      answer.on("data", (part: Buffer) => {
        parts.push(part);
        size += part.length;
        if (size <= LARGEST_PAYLOAD) {
          return;
        }
        done();
        answer.destroy();
      });
      answer.on("end", done).on("error", reject);
    });
    out.on("error", reject);
    out.end(body);
  });
}
