import assert from "node:assert/strict";
import { environmentMachines } from "../../../components/definitions/index";
import type { RunIdentity } from "../../../components/definitions/run-identity";
import type { JsonObject } from "../../../sandbox/aws/interpreter/language/json";
import { blueprintOf, lambda, names, shop } from "./samples";
import { causeOf, entered, output, World } from "./world";

const HOUR = 3600;
const now = () => Math.floor(Date.now() / 1000);

const identity = (changes: Partial<Record<keyof RunIdentity, string | number | undefined>> = {}): JsonObject => ({
  subject: "ann@example.com",
  client: "shop-test_native",
  groups: ["aws#shop-test#shop-test_operator#123456789012"],
  scopes: ["app-of-apps.runs.start"],
  tokenId: "AT.1",
  issuer: "https://example.okta.com/oauth2/aus1",
  wayIn: "person",
  time: "2026-01-01T00:00:00.000Z",
  expires: now() + 300,
  ...(changes as JsonObject),
});

const BROKEN = { error: { error: "Broken", cause: "bad css" } };

describe("identity of a run", () => {
  const world = () => new World(shop, undefined, HOUR);

  it("reaches the input and output of every child, and the run's output", async () => {
    const made = world();
    const given = identity();
    const run = await made.release({ identity: given });
    assert.equal(run.end?.status, "SUCCEEDED", run.end?.cause);
    for (const app of Object.keys(shop.apps)) {
      assert.deepEqual(made.of(app)?.input.identity, given, app);
      assert.deepEqual((output(made.of(app)) as { identity: unknown }).identity, given, app);
    }
    assert.deepEqual((output(run) as { identity: unknown }).identity, given);
  });

  it("is in the message and in the cause of a failure, and in what rolls the run back", async () => {
    const made = world();
    const given = identity();
    made.work.ui = BROKEN;
    const run = await made.release({ identity: given });
    assert.equal(run.end?.error, "Broken");
    assert.deepEqual(causeOf(run).identity, given);
    assert.match(String(made.messages[0]?.Message), /\nStarted by: ann@example\.com\n/);
    assert.match(String(made.messages[0]?.Message), /\nThen run again: npm run -s start -- --stack test$/m);
    assert.deepEqual(made.runRollback?.input.identity, given);
    const rollback = made.executions.get(`${names.app("carts").rollback.executionPrefix}run-1`);
    assert.deepEqual(rollback?.input.identity, given);
  });

  it("is in the parent's own message where a child published none", async () => {
    const made = world();
    made.ends.catalog = { status: "TIMED_OUT" };
    await made.release({ identity: identity() });
    assert.match(String(made.messages[0]?.Message), /\nStarted by: ann@example\.com\n/);
  });

  const refused: Record<string, unknown> = {
    "no identity": undefined,
    "null for an identity": null,
    "a text for an identity": "ann@example.com",
    "an identity without an end": identity({ expires: undefined }),
    "an identity whose end is a text": identity({ expires: "2999-01-01" }),
    "an identity that expired longer ago than the limit": identity({ expires: now() - HOUR - 60 }),
  };
  for (const [what, given] of Object.entries(refused)) {
    it(`is required: ${what} ends the run before a role is assumed`, async () => {
      const made = world();
      const run = await made.release(given === undefined ? {} : { identity: given as never });
      assert.deepEqual([run.end?.status, run.end?.error], ["FAILED", "IdentityRequired"]);
      const child = [made.of("catalog"), made.of("carts")].find((one) => one?.end?.error === "IdentityRequired");
      assert.equal(entered(child)[0], "Check identity");
      assert.ok(!entered(child).includes("Verify role"));
      assert.deepEqual(made.payloads, []);
      assert.match(String(made.messages[0]?.Message), /Error: IdentityRequired/);
    });
  }

  it("may have expired within the limit, as a run outlives its token", async () => {
    const run = await world().release({ identity: identity({ expires: now() - HOUR + 60 }) });
    assert.equal(run.end?.status, "SUCCEEDED", run.end?.cause);
  });

  it("is not needed by a rehearsal, nor by a rollback that on-call starts", async () => {
    const made = world();
    assert.equal((await made.release({ rehearse: true })).end?.status, "SUCCEEDED");
    const rollback = await made.start(names.app("carts").rollback.aliasArn, {}, "by-hand");
    assert.equal(rollback.end?.status, "SUCCEEDED", rollback.end?.cause);
  });

  it("is required where rehearse is anything but true", async () => {
    const run = await world().release({ rehearse: "true" });
    assert.equal(run.end?.error, "IdentityRequired");
  });

  it("changes no definition of an environment without a runs API", () => {
    const text = JSON.stringify(environmentMachines(names, shop));
    assert.doesNotMatch(text, /IdentityRequired|Input\.identity/);
  });

  it("is checked in its own state, one transition of a child", async () => {
    const made = new World(blueprintOf({ ui: { task: lambda("ui") } }), undefined, HOUR);
    await made.release({ identity: identity() });
    assert.deepEqual(entered(made.of("ui")), ["Check identity", "Verify role", "Check role", "Run task"]);
  });
});
