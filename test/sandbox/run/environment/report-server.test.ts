import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ReportServer, serveReports } from "../../../../sandbox/run/environment/report-server";

const STYLE = "body{margin:0}";
const PAGE = `<!doctype html><html lang="en"><head><title>x</title><style>${STYLE}</style></head><body>run</body></html>`;

describe("pages that the sandbox serves with --keep", () => {
  let folder: string;
  let server: ReportServer;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "report-server-"));
    const pages = join(folder, "pages");
    mkdirSync(join(pages, "deep.html"), { recursive: true });
    writeFileSync(join(pages, "run-1.html"), PAGE);
    writeFileSync(join(pages, "evidence-1.json"), "{}");
    writeFileSync(join(pages, "run-1.html.1.tmp"), "half");
    writeFileSync(join(pages, ".hidden.html"), "hidden");
    writeFileSync(join(pages, "deep.html", "in.html"), "deep");
    writeFileSync(join(folder, "outside.html"), "outside");
    symlinkSync(join(folder, "outside.html"), join(pages, "link.html"));
    server = await serveReports(pages);
  });
  after(async () => {
    await server?.close();
    rmSync(folder, { recursive: true });
  });

  /** One request with the path as it is: fetch would resolve dots. */
  async function call(path: string, method = "GET", headers: Record<string, string> = {}) {
    const { hostname, port } = new URL(server.url);
    return await new Promise<{ status: number | undefined; headers: IncomingHttpHeaders; body: string }>(
      (resolve, reject) => {
        const sent = request({ hostname, port, path, method, headers, agent: false }, (answer) => {
          let body = "";
          answer.on("data", (part) => {
            body += part;
          });
          answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, body }));
        });
        sent.on("error", reject);
        sent.end();
      },
    );
  }

  it("are the files as they are, with their type and a policy that allows their own style sheet alone", async () => {
    const { status, headers, body } = await call("/run-1.html");
    assert.deepEqual([status, body, headers["content-type"]], [200, PAGE, "text/html; charset=utf-8"]);
    const hash = createHash("sha256").update(STYLE).digest("base64");
    assert.equal(
      headers["content-security-policy"],
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    assert.equal(headers["x-content-type-options"], "nosniff");
    const record = await call("/evidence-1.json");
    assert.deepEqual([record.body, record.headers["content-type"]], ["{}", "application/json; charset=utf-8"]);
    assert.match(String(record.headers["content-security-policy"]), /^default-src 'none'; base-uri/);
    const { body: head, headers: ofHead } = await call("/run-1.html", "HEAD");
    assert.deepEqual([head, ofHead["content-length"]], ["", String(PAGE.length)]);
  });

  it("are listed, and nothing else is", async () => {
    const { status, body } = await call("/");
    assert.equal(status, 200);
    assert.deepEqual([...body.matchAll(/href="(.*?)"/g)].map(([, link]) => link).sort(), [
      "/evidence-1.json",
      "/run-1.html",
    ]);
  });

  for (const path of [
    "/../outside.html",
    "/%2e%2e/outside.html",
    "/..%2foutside.html",
    "/..\\outside.html",
    "//outside.html",
    "/deep.html",
    "/deep.html/in.html",
    "/link.html",
    "/.hidden.html",
    "/run-1.html.1.tmp",
    "/run-1.html%00",
    "/none.html",
    "http://127.0.0.1/run-1.html",
  ]) {
    it(`are no other file: ${path}`, async () => {
      const { status, body } = await call(path);
      assert.deepEqual([status, body], [404, "unknown page\n"]);
    });
  }

  it("cannot be changed", async () => {
    for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
      const { status, headers } = await call("/run-1.html", method);
      assert.deepEqual([status, headers.allow], [405, "GET, HEAD"]);
    }
  });

  it("are on the loopback address, and not for a host name that another site leads there", async () => {
    assert.match(server.url, /^http:\/\/127\.0\.0\.1:\d+\/$/);
    const { port } = new URL(server.url);
    assert.equal((await call("/", "GET", { host: `localhost:${port}` })).status, 200);
    for (const host of [`attacker.example:${port}`, "127.0.0.1", "127.0.0.1:1"]) {
      assert.equal((await call("/run-1.html", "GET", { host })).status, 421);
    }
  });

  it("are gone once the server is closed, even while a browser keeps its connection", async () => {
    const other = await serveReports(join(folder, "pages"));
    assert.equal((await fetch(other.url, { headers: { connection: "keep-alive" } })).status, 200);
    await other.close();
    await assert.rejects(fetch(other.url));
  });
});
