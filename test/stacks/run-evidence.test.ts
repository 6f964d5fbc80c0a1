import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { evidenceNames } from "../../components/core/evidence-names";
import { type RunRecord, runRecordSchema } from "../../components/evidence/record";
import { machineToken, personToken } from "../../sandbox/okta/sign-in";
import { newRunnerKey } from "../../sandbox/run/environment/environment-stack";
import { type EnvironmentOutputs, environmentOutputs } from "../../sandbox/run/environment/outputs";
import { addPerson } from "../../sandbox/run/people/people";
import { clientsOf, eventually, nodeFunction, serviceRole } from "../helpers/embedded-aws";
import { type SmallEnvironment, smallEnvironment } from "../helpers/small-environment";

const KEY = newRunnerKey();
const { kty, kid, n, e } = KEY.publicKey;
const MAP = {
  roles: {
    lead: { may: ["start", "observe", "approve"] },
    runner: { may: ["start", "observe"] },
  },
  people: { leads: { role: "lead", members: 'user.department=="platform"' } },
  machines: { runner: { role: "runner" } },
  agents: { planner: { role: "runner", publicKeys: { sandbox: { kty, kid, n, e } }, approval: true } },
};

const released = (name: string) => ({ task: { kind: "lambda", function: `shop-${name}` }, timeoutSeconds: 60 });
const BLUEPRINT = {
  name: "shop",
  apps: {
    db: { ...released("db"), rollback: released("db"), secrets: { password: { maxAgeDays: 30 } } },
    orders: { ...released("orders"), after: ["db"] },
  },
};

/** One run of an agent that a person approves, whose second app fails; all answers are from its record alone. */
describe("the record of one run", function () {
  this.timeout(300_000);
  let made: SmallEnvironment;
  let outputs: EnvironmentOutputs;
  let record: RunRecord;

  before(async () => {
    made = await smallEnvironment({}, { "app-of-apps:runsApi": "true", "app-of-apps:evidence": "true" });
    const mapFile = join(dirname(made.blueprintFile), "map.json");
    await writeFile(mapFile, JSON.stringify(MAP));
    await writeFile(made.blueprintFile, JSON.stringify(BLUEPRINT));
    await made.stack.setConfig("app-of-apps:accessMap", { value: mapFile });
    const root = clientsOf(made.cloud.aws);
    const role = await serviceRole(root, "functions", "lambda.amazonaws.com");
    await nodeFunction(root, "shop-db", role, "exports.handler = async () => ({});");
    await nodeFunction(root, "shop-orders", role, "exports.handler = async () => { throw new Error('no broker'); };");
    outputs = environmentOutputs((await made.stack.up({ color: "never" })).outputs);
    record = await recordOf(await approvedRun());
  });
  after(async () => {
    await made?.close();
  });

  async function call(path: string, token: string, body?: object): Promise<Record<string, unknown>> {
    const answer = await fetch(`${outputs.runsApi?.endpoint}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body ?? {}),
    });
    const text = await answer.text();
    assert.ok(answer.ok, text);
    return JSON.parse(text);
  }

  /** Starts a run as the agent and approves it as a person; returns its name. */
  async function approvedRun(): Promise<string> {
    const { issuer = "", nativeClientId, plannerClientId: clientId = "" } = outputs.okta;
    const { start, approve = "" } = outputs.runsApi?.scopes ?? assert.fail("no runs API");
    const { hosts } = made.cloud;
    const { privateKey } = KEY;
    const { accessToken } = await machineToken({ issuer, hosts, clientId, privateKey, kid: KEY.id, scope: start });
    const { name } = await call("/runs", accessToken, { name: "release-1" });
    const { login: username, password } = await addPerson(made.cloud, "ann.lead@example.com", "platform");
    const scope = `openid ${approve}`;
    const token = await personToken({ issuer, hosts, clientId: nativeClientId, scope, username, password });
    await eventually("approval", () => call(`/runs/${name}/approve`, token).then(Boolean, () => false), 60);
    return String(name);
  }

  async function recordOf(run: string): Promise<RunRecord> {
    const s3 = new S3Client({ ...made.cloud.root.config, forcePathStyle: true });
    const Bucket = evidenceNames(made.names).bucket.name;
    const Key = await eventually(
      `record of ${run}`,
      async () => {
        const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
        return Contents.find((one) => one.Key?.endsWith(`/${run}.json`))?.Key;
      },
      60,
    );
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return runRecordSchema.parse(JSON.parse((await Body?.transformToString()) ?? ""));
  }

  it("says who started it, how they came in and with what right", () => {
    const { subject, wayIn, scopes } = record.who.identity ?? assert.fail("no identity");
    const expected = [outputs.okta.plannerClientId, "agent", [outputs.runsApi?.scopes.start]];
    assert.deepEqual([subject, wayIn, scopes], expected);
  });

  it("says who approved it, and when", () => {
    assert.equal(record.who.approval?.by, "ann.lead@example.com");
    assert.ok(Date.parse(record.who.approval?.time ?? "") >= Date.parse(record.startedAt));
  });

  it("says which versions ran", () => {
    assert.deepEqual(record.what, { blueprint: "shop", version: 1, alias: "live" });
    assert.deepEqual(
      record.apps.map(({ app, version }) => [app, version]),
      [
        ["db", 1],
        ["orders", 1],
      ],
    );
  });

  it("says what happened: states of apps, roles, secrets, the failure and its message", () => {
    assert.equal(record.status, "FAILED");
    assert.deepEqual(
      record.apps.map(({ app, status, roleVerified, secrets }) => [
        app,
        status,
        roleVerified,
        Object.keys(secrets ?? {}),
      ]),
      [
        ["db", "SUCCEEDED", true, ["password"]],
        ["orders", "FAILED", true, []],
      ],
    );
    assert.equal(record.failure?.app, "orders");
    assert.match(record.failure?.cause ?? "", /no broker/);
  });

  it("says who was told", () => {
    assert.deepEqual(record.notified, { topic: outputs.failureTopicArn, result: true });
  });

  it("says what was undone", () => {
    assert.deepEqual(record.rollbacks, [{ app: "db", status: "rolled back" }]);
  });
});
