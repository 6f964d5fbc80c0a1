import assert from "node:assert/strict";
import { approveCommand } from "../../../cli/approve/index";
import { runCommand } from "../../../cli/command";

const ENDPOINT = "https://api.example.com";
const ISSUER = "https://example.okta.com/oauth2/aus1";
const SCOPES = { start: "runs.start", observe: "runs.read", stop: "runs.stop", approve: "runs.approve" };
const okta = { issuer: ISSUER, nativeClientId: "shop-dev_native", plannerClientId: "shop-dev_planner" };
const WAITING = {
  name: "run-1",
  startedBy: { subject: "shop-dev_planner", wayIn: "agent" },
  since: "2026-05-04T11:55:10.000Z",
  until: "2026-05-04T12:55:10.000Z",
};

/** Okta and the API answer as scripted, by route. */
describe("the approve command", () => {
  let replies: Record<string, readonly [status: number, body: object]>;
  let sent: { readonly route: string; readonly body: string }[];
  let progress: string[];
  let scopes: object;

  beforeEach(() => {
    sent = [];
    progress = [];
    scopes = SCOPES;
    replies = {
      "POST /v1/device/authorize": [
        200,
        { device_code: "d1", user_code: "BCDF", verification_uri: "https://x/activate" },
      ],
      "POST /v1/token": [200, { access_token: "header.payload.signature", expires_in: 300 }],
      "GET /approvals": [200, { approvals: [WAITING, { ...WAITING, name: "a-longer-name", startedBy: null }] }],
      "POST /runs/run-1/approve": [200, { name: "run-1", approved: { by: "ann@example.com", time: "T" } }],
      "POST /runs/run-1/refuse": [200, { name: "run-1", refused: { by: "ann@example.com", time: "T" } }],
    };
  });

  const approve = (...args: string[]) =>
    runCommand(
      approveCommand({
        outputs: () => JSON.stringify({ runsApi: { endpoint: ENDPOINT, scopes }, okta }),
        fetch: async (url, { method = "GET", body }) => {
          const route = `${method} ${url.replace(ISSUER, "").replace(ENDPOINT, "")}`;
          sent.push({ route, body: String(body ?? "") });
          const [status, answer] = replies[route] ?? assert.fail(route);
          return new Response(JSON.stringify(answer), { status });
        },
        wait: async () => {},
      }),
      ["--stack", "dev", ...args],
      { signal: new AbortController().signal, progress: (line) => progress.push(line) },
    );

  it("agrees to a run as the person who signed in, with a token for nothing else", async () => {
    const { status, stdout, stderr } = await approve("--run", "run-1");
    assert.deepEqual([status, stdout, stderr], [0, "run run-1: approved; it goes on\n", ""]);
    assert.equal(new URLSearchParams(sent[0]?.body).get("scope"), "openid runs.approve");
    assert.deepEqual(sent.at(-1), { route: "POST /runs/run-1/approve", body: "" });
    assert.deepEqual(progress, ["sign in at https://x/activate and confirm the code BCDF"]);
    assert.ok(!`${stdout}${progress.join()}`.includes("signature"));
  });

  it("refuses a run with the reason, and prints the API's answer as JSON", async () => {
    const { status, stdout } = await approve("--run", "run-1", "--refuse", "--why", "not on a Friday", "--json");
    assert.deepEqual([status, JSON.parse(stdout).refused.by], [0, "ann@example.com"]);
    assert.deepEqual(sent.at(-1), { route: "POST /runs/run-1/refuse", body: '{"why":"not on a Friday"}' });
  });

  it("lists the runs that wait without --run: who asks, since and until when, and the commands to answer", async () => {
    const { status, stdout } = await approve();
    assert.equal(status, 0);
    assert.deepEqual(stdout.split("\n"), [
      "run            asked by                  since             until",
      "run-1          shop-dev_planner (agent)  2026-05-04 11:55  2026-05-04 12:55 UTC",
      "a-longer-name  no identity               2026-05-04 11:55  2026-05-04 12:55 UTC",
      "",
      "Approve: npm run -s approve -- --stack dev --run run-1",
      'Refuse:  npm run -s approve -- --stack dev --run run-1 --refuse --why "TEXT"',
      "",
    ]);
    replies["GET /approvals"] = [200, { approvals: [] }];
    assert.equal((await approve()).stdout, "No run waits for an approval.\n");
    assert.deepEqual(JSON.parse((await approve("--json")).stdout), { approvals: [] });
  });

  for (const [code, status, message] of [
    [403, 1, "ann is not allowed to approve runs of shop-dev; fix: give the entry a role that may approve"],
    [404, 1, 'Unknown run "run-1" of shop-dev; fix: list the runs that wait'],
    [409, 1, 'The run "run-1" was approved by bob, T; fix: list the runs that wait'],
    [400, 2, "body: is not fine; fix: send another"],
  ] as const) {
    it(`hands on the API's refusal ${code}, with exit code ${status}`, async () => {
      replies["POST /runs/run-1/approve"] = [code, { message }];
      const answer = await approve("--run", "run-1");
      assert.deepEqual(
        [answer.status, answer.stdout, answer.stderr],
        [status, "", `POST /runs/run-1/approve: ${code} ${message}\n`],
      );
    });
  }

  it("says what to do where Okta gives a person no token to approve", async () => {
    replies["POST /v1/token"] = [400, { error: "access_denied" }];
    const { status, stderr } = await approve("--run", "run-1");
    assert.equal(status, 1);
    assert.match(stderr, /Okta refused: access_denied; fix: sign in as a member of a group that the access map gives/);
  });

  it("refuses a stack in which no run waits, exit code 2, before anybody signs in", async () => {
    const { approve: _, ...others } = SCOPES;
    scopes = others;
    const { status, stderr } = await approve();
    assert.equal(status, 2);
    assert.match(
      stderr,
      /dev: has no output runsApi\.scopes\.approve, so no run waits.*\n +fix: set approval of an agent/,
    );
    assert.deepEqual(sent, []);
  });

  for (const [what, args, message] of [
    ["a refusal without a reason", ["--run", "r", "--refuse"], "--refuse needs --why TEXT"],
    ["a reason without a refusal", ["--run", "r", "--why", "because"], "--why is for a refusal"],
    ["a refusal of no run", ["--refuse", "--why", "because"], "--run NAME is required"],
    ["a run's name that is not one", ["--run", "a:b"], '--run "a:b" must be 1 to 80 letters'],
    ["a key, as a machine has", ["--run", "r", "--key-file", "key.pem"], "unknown option --key-file"],
  ] as const) {
    it(`refuses ${what}, exit code 2`, async () => {
      const { status, stderr } = await approve(...args);
      assert.equal(status, 2);
      assert.ok(stderr.startsWith(message), stderr);
      assert.match(stderr, /\nUsage: npm run -s approve -- --stack ENVIRONMENT \[--run NAME \[--refuse --why TEXT\]\]/);
      assert.deepEqual(sent, []);
    });
  }
});
