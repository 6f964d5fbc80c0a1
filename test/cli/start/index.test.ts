import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { runCommand } from "../../../cli/command";
import { startCommand } from "../../../cli/start/index";

const ENDPOINT = "https://api.example.com";
const ISSUER = "https://example.okta.com/oauth2/aus1";
const EXECUTION = "arn:aws:states:eu-central-1:111111111111:execution:shop-dev:run-1";
const OUTPUTS = {
  runsApi: { endpoint: ENDPOINT, scopes: { start: "runs.start", observe: "runs.read", stop: "runs.stop" } },
  okta: { issuer: ISSUER, nativeClientId: "shop-dev_native", runnerClientId: "shop-dev_runner" },
};
const TOKEN = "header.payload.signature";
const DEVICE = { device_code: "d1", user_code: "BCDF", verification_uri: "https://example.okta.com/activate" };

type Reply = readonly [status: number, body: object] | Error;
const run = (status: string, apps: object, more: object = {}): Reply => [
  200,
  {
    name: "run-1",
    execution: EXECUTION,
    status,
    rehearse: false,
    startedBy: { subject: "ann@example.com", wayIn: "person" },
    started: new Date().toISOString(),
    apps: Object.entries(apps).map(([app, one]) => ({ app, status: one })),
    ...more,
  },
];

/** Okta and the API answer as scripted, by route; the last answer of a route is repeated. */
describe("the start command", () => {
  let folder: string;
  let replies: Record<string, Reply[]>;
  let sent: { readonly route: string; readonly body: string; readonly authorization: string | undefined }[];
  let waits: number[];
  let progress: string[];
  let interrupt: AbortController;
  let onWait: () => void;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "start-"));
    sent = [];
    waits = [];
    progress = [];
    interrupt = new AbortController();
    onWait = () => {};
    replies = {
      "POST /v1/device/authorize": [[200, { ...DEVICE, interval: 5, expires_in: 600 }]],
      "POST /v1/token": [[200, { access_token: TOKEN, expires_in: 300 }]],
      "POST /runs": [[202, { name: "run-1", execution: EXECUTION }]],
      "GET /runs/run-1": [run("SUCCEEDED", { db: "SUCCEEDED" })],
    };
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const start = (args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) =>
    runCommand(
      startCommand({
        outputs: () => JSON.stringify(OUTPUTS),
        env,
        fetch: async (url, { method = "GET", body, headers }) => {
          const route = `${method} ${url.replace(ISSUER, "").replace(ENDPOINT, "")}`;
          const authorization = (headers as Record<string, string>).authorization;
          sent.push({ route, body: String(body ?? ""), authorization });
          const known = replies[route] ?? assert.fail(route);
          const reply = (known.length > 1 ? known.shift() : known[0]) as Reply;
          if (reply instanceof Error) {
            throw reply;
          }
          return new Response(JSON.stringify(reply[1]), { status: reply[0] });
        },
        wait: async (milliseconds) => {
          waits.push(milliseconds);
          onWait();
        },
      }),
      ["--stack", "dev", ...args],
      { signal: interrupt.signal, progress: (line) => progress.push(line) },
    );
  const form = (route: string, index = 0) =>
    Object.fromEntries(new URLSearchParams(sent.filter((one) => one.route === route)[index]?.body));

  function keyFile(jwk = false, bits = 2048): string {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: bits });
    const file = join(folder, "key");
    const text = jwk
      ? JSON.stringify({ ...privateKey.export({ format: "jwk" }), kid: "k1" })
      : privateKey.export({ type: "pkcs8", format: "pem" });
    writeFileSync(file, text);
    return file;
  }

  it("signs a person in by the device flow, starts a run and says how each app does", async () => {
    replies["GET /runs/run-1"] = [
      run("RUNNING", { db: "RUNNING", orders: "WAITING" }),
      run("RUNNING", { db: "RUNNING", orders: "WAITING" }),
      run("SUCCEEDED", { db: "SUCCEEDED", orders: "SUCCEEDED" }),
    ];
    const { status, stdout, stderr } = await start(["--name", "run-1"]);
    assert.deepEqual([status, stderr], [0, ""]);
    assert.deepEqual(form("POST /v1/device/authorize"), {
      client_id: "shop-dev_native",
      scope: "openid runs.start runs.read",
    });
    assert.deepEqual(JSON.parse(sent.find(({ route }) => route === "POST /runs")?.body ?? ""), {
      name: "run-1",
      rehearse: false,
    });
    assert.equal(sent.at(-1)?.authorization, `Bearer ${TOKEN}`);
    assert.deepEqual(
      progress.map((line) => line.replace(/^\+\d+ s/, "+n s")),
      [
        "sign in at https://example.okta.com/activate and confirm the code BCDF",
        `run run-1: ${EXECUTION}`,
        "+n s  db  RUNNING",
        "+n s  db  SUCCEEDED",
        "+n s  orders  SUCCEEDED",
      ],
    );
    assert.match(stdout, /^run run-1 SUCCEEDED\nstarted by ann@example\.com \(person\)\n\ndb {6}SUCCEEDED\norders {2}/);
    assert.ok(!`${stdout}${stderr}${progress.join()}`.includes(TOKEN));
  });

  it("polls Okta at its interval, five seconds slower after each slow_down and each answer that does not come", async () => {
    const error = (name: string): Reply => [400, { error: name }];
    replies["POST /v1/token"] = [
      error("authorization_pending"),
      error("slow_down"),
      new TypeError("fetch failed"),
      ...(replies["POST /v1/token"] ?? []),
    ];
    assert.equal((await start()).status, 0);
    assert.deepEqual(waits.slice(0, 4), [2000, 5000, 10_000, 15_000]);
  });

  for (const [what, reply, message] of [
    [
      "the person's no",
      { error: "access_denied", error_description: "no" },
      /Okta refused: access_denied \(no\); fix: /,
    ],
    ["a code that has expired", { error: "expired_token" }, /Okta refused: expired_token; fix: run the command again/],
    ["a client that is unknown", { error: "invalid_client" }, /Okta refused: invalid_client; fix: use the private key/],
  ] as const) {
    it(`ends with ${what}, exit code 1, and starts nothing`, async () => {
      replies["POST /v1/token"] = [[400, reply]];
      const { status, stderr } = await start();
      assert.equal(status, 1);
      assert.match(stderr, message);
      assert.ok(!sent.some(({ route }) => route === "POST /runs"));
    });
  }

  it("signs a machine in with its own key, by option or variable, and says nothing of it", async () => {
    const file = keyFile(true);
    const byOption = await start(["--key-file", file]);
    const byVariable = await start([], { APP_OF_APPS_KEY_FILE: file });
    assert.deepEqual([byOption.status, byVariable.status], [0, 0]);
    const { client_assertion: assertion = "", scope, ...others } = form("POST /v1/token");
    assert.deepEqual(
      [scope, others],
      [
        "runs.start runs.read",
        {
          grant_type: "client_credentials",
          client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        },
      ],
    );
    const { iss, sub, aud, exp = 0, iat = 0, jti } = decodeJwt(assertion);
    assert.deepEqual([iss, sub, aud, exp - iat], ["shop-dev_runner", "shop-dev_runner", `${ISSUER}/v1/token`, 300]);
    assert.notEqual(jti, decodeJwt(form("POST /v1/token", 1).client_assertion ?? "").jti);
    assert.deepEqual(decodeProtectedHeader(assertion), { alg: "RS256", kid: "k1" });
    assert.ok(!progress.join().includes("sign in at"));
  });

  it("gets a machine's next token by itself where a run takes longer than a token lives", async () => {
    replies["POST /v1/token"] = [[200, { access_token: TOKEN, expires_in: 1 }]];
    replies["GET /runs/run-1"] = [run("RUNNING", { db: "RUNNING" }), run("SUCCEEDED", { db: "SUCCEEDED" })];
    assert.equal((await start(["--key-file", keyFile()])).status, 0);
    assert.equal(form("POST /v1/token", 2).scope, "runs.read");
  });

  it("exits 1 with error and cause where the run failed, and prints JSON", async () => {
    replies["GET /runs/run-1"] = [run("FAILED", { db: "FAILED" }, { error: "ReleaseFailed", cause: "no answer" })];
    const failed = await start();
    assert.equal(failed.status, 1);
    assert.match(failed.stdout, /FAILED\nstarted by .*\nerror: ReleaseFailed\nno answer\n/);
    const { status, stdout } = await start(["--json"]);
    assert.deepEqual([status, JSON.parse(stdout).error], [1, "ReleaseFailed"]);
  });

  it("asks for a rehearsal, and says so", async () => {
    replies["GET /runs/run-1"] = [run("SUCCEEDED", { db: "SUCCEEDED" }, { rehearse: true })];
    assert.match((await start(["--rehearse"])).stdout, /^rehearsal run-1 SUCCEEDED/);
    assert.equal(JSON.parse(sent.find(({ route }) => route === "POST /runs")?.body ?? "").rehearse, true);
  });

  for (const [code, status] of [
    [400, 2],
    [403, 1],
    [409, 1],
  ] as const) {
    it(`hands on a refusal of the API, ${code}, with exit code ${status}`, async () => {
      replies["POST /runs"] = [[code, { message: "name: taken; fix: another" }]];
      const answer = await start();
      assert.deepEqual([answer.status, answer.stderr], [status, `POST /runs: ${code} name: taken; fix: another\n`]);
    });
  }

  it("goes on following after throttling and a fault of the API", async () => {
    const good = replies["GET /runs/run-1"] ?? [];
    replies["GET /runs/run-1"] = [[429, {}], [503, {}], new TypeError("fetch failed"), ...good];
    assert.equal((await start()).status, 0);
  });

  it("ends where the run is refused to be read, and says that the run goes on", async () => {
    replies["GET /runs/run-1"] = [[403, { message: "not allowed" }]];
    const { status, stderr } = await start();
    assert.equal(status, 1);
    assert.match(stderr, /not allowed: run run-1 goes on/);
  });

  it("starts nothing where it is interrupted during the sign-in", async () => {
    onWait = () => interrupt.abort(new Error("interrupted"));
    const { status, stderr } = await start();
    assert.deepEqual([status, stderr], [130, "interrupted; nothing was changed\n"]);
    assert.ok(!sent.some(({ route }) => route === "POST /runs"));
  });

  it("leaves the run going on where it is interrupted later, and says how to stop it", async () => {
    replies["GET /runs/run-1"] = [run("RUNNING", { db: "RUNNING" })];
    onWait = () => {
      if (sent.some(({ route }) => route === "GET /runs/run-1")) {
        interrupt.abort(new Error("interrupted"));
      }
    };
    const { status, stderr } = await start();
    assert.equal(status, 130);
    const stop = `aws stepfunctions stop-execution --region eu-central-1 --execution-arn ${EXECUTION}`;
    assert.match(stderr, /^interrupted: run run-1 goes on/);
    assert.ok(stderr.includes(`stop it: ${stop}\n`), stderr);
  });

  for (const [what, args, env, message] of [
    ["a bad name", ["--name", "a b"], {}, /--name "a b" must be 1 to 80 letters/],
    ["a machine without a key", ["--machine", "runner"], {}, /--machine: is given without a key/],
    ["a key file that is not there", ["--key-file", "/nothing/key"], {}, /--key-file: cannot be read: ENOENT/],
    ["a variable with a bad file", [], { APP_OF_APPS_KEY_FILE: "/nothing" }, /APP_OF_APPS_KEY_FILE: cannot be read/],
    ["outputs that are not there", ["--outputs", "/nothing"], {}, /\/nothing: has no outputs that can be read/],
  ] as const) {
    it(`refuses ${what} with exit code 2, before it asks anybody`, async () => {
      const { status, stderr } = await start(args, env);
      assert.equal(status, 2, stderr);
      assert.match(stderr, message);
      assert.deepEqual(sent, []);
    });
  }

  it("refuses a machine that the stack does not have, a short key and a file without one", async () => {
    const unknown = await start(["--key-file", keyFile(), "--machine", "runer"]);
    assert.match(unknown.stderr, /--machine.*"runer".*did you mean "runner"\?/s);
    const short = await start(["--key-file", keyFile(false, 1024)]);
    assert.match(short.stderr, /has a key of type rsa, 1024 bits\n +fix: /);
    writeFileSync(join(folder, "key"), "-----BEGIN SECRET-----");
    const none = await start(["--key-file", join(folder, "key")]);
    assert.match(none.stderr, /has no private key without a password/);
    assert.ok(!none.stderr.includes("BEGIN SECRET"));
    assert.deepEqual([unknown.status, short.status, none.status, sent], [2, 2, 2, []]);
  });

  it("names everything that outputs lack of a runs API", async () => {
    const file = join(folder, "outputs.json");
    writeFileSync(file, JSON.stringify({ okta: { nativeClientId: "shop-dev_native" } }));
    const { status, stderr } = await start(["--outputs", file]);
    assert.equal(status, 2);
    for (const name of ["runsApi.endpoint", "runsApi.scopes.start", "okta.issuer"]) {
      assert.ok(stderr.includes(`has no output ${name}, so no runs API`), stderr);
    }
  });
});
