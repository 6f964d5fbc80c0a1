import { createHash } from "node:crypto";
import { lstat, readdir, readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { html } from "../../../cli/report/page/html";

/** Pages of a folder on a loopback port. */
export interface ReportServer {
  /** `http://127.0.0.1:<port>/`: a list of the pages. */
  readonly url: string;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: string | Buffer;
  readonly headers?: OutgoingHttpHeaders;
}

const HOST = "127.0.0.1";

/** Files that are served, by the end of their names. */
const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  json: "application/json; charset=utf-8",
};

/** A name of such a file: neither a path nor a hidden file. */
const NAME = /^\w[\w.-]*\.(html|json)$/;

/** Headers of every answer. */
const HEADERS = {
  "cache-control": "no-store",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/**
 * Serves the pages directly in a folder and nothing else, to browsers of this machine. Another site's page cannot read
 * them by a host name that leads to this address.
 */
export async function serveReports(folder: string): Promise<ReportServer> {
  const server = createServer(async (request, response) => {
    const answer = await answerTo(request, folder).catch(() => refusal(500, "could not be read"));
    const { status, body, headers = {} } = answer;
    response.writeHead(status, {
      "content-security-policy": policyOf(body),
      "content-type": "text/plain; charset=utf-8",
      "content-length": Buffer.byteLength(body),
      ...HEADERS,
      ...headers,
    });
    response.end(request.method === "HEAD" ? undefined : body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, HOST, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${HOST}:${port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function answerTo({ method, url = "", headers, socket }: IncomingMessage, folder: string): Promise<Answer> {
  if (![HOST, "localhost"].some((name) => headers.host === `${name}:${socket.localPort}`)) {
    return refusal(421, "unknown host");
  }
  if (method !== "GET" && method !== "HEAD") {
    return { ...refusal(405, "read only"), headers: { allow: "GET, HEAD" } };
  }
  if (url === "/") {
    return { status: 200, body: await list(folder), headers: { "content-type": TYPES.html } };
  }
  const [, end = ""] = NAME.exec(url.slice(1)) ?? [];
  const file = join(folder, url.slice(1));
  // A link could lead out of the folder.
  const isFile = end !== "" && (await lstat(file).catch(() => undefined))?.isFile();
  return isFile
    ? { status: 200, body: await readFile(file), headers: { "content-type": TYPES[end] } }
    : refusal(404, "unknown page");
}

function refusal(status: number, body: string): Answer {
  return { status, body: `${body}\n` };
}

/** Links to the pages, the one written last first. */
async function list(folder: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && NAME.test(entry.name)).map(({ name }) => name);
  const files = await Promise.all(names.map(async (name) => ({ name, at: (await lstat(join(folder, name))).mtimeMs })));
  files.sort((a, b) => b.at - a.at);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Pages of the sandbox</title>
</head>
<body>
<h1>Pages of the sandbox</h1>
<ul>
${files.map(({ name }) => html`<li><a href="/${name}">${name}</a></li>\n`)}</ul>
</body>
</html>
`.text;
}

/** Allows the style sheets that are in the page, and nothing else. */
function policyOf(body: string | Buffer): string {
  const sheets = [...body.toString().matchAll(/<style>([\s\S]*?)<\/style>/g)];
  const hashes = sheets.map(([, sheet = ""]) => `'sha256-${createHash("sha256").update(sheet).digest("base64")}'`);
  const styles = hashes.length === 0 ? "" : `style-src ${hashes.join(" ")}; `;
  return `default-src 'none'; ${styles}base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}
