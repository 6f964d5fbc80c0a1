import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeleteItemCommand, DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { IAMClient, ListRolePoliciesCommand } from "@aws-sdk/client-iam";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import {
  DescribeExecutionCommand,
  type ExecutionListItem,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import type { ConfigMap } from "@pulumi/pulumi/automation";
import { answerCommand, listCommand, requestCommand } from "../../cli/access/grants/commands";
import { runCommand } from "../../cli/command";
import { evidenceApi } from "../../cli/evidence/aws";
import type { EvidenceReport } from "../../cli/evidence/formats";
import { evidenceCommand } from "../../cli/evidence/index";
import type { GrantRecord } from "../../components/evidence/record";
import { type Grant, type GrantEnd, grantOf } from "../../components/grants/grant";
import { type GrantsNames, grantsNames } from "../../components/grants/names";
import { personToken } from "../../sandbox/okta/sign-in";
import { awsPackage } from "../../sandbox/providers/aws/package";
import { POLICY_PACK } from "../../sandbox/run/environment/environment-stack";
import { type EnvironmentOutputs, environmentOutputs } from "../../sandbox/run/environment/outputs";
import { type FailureMessage, Inbox } from "../../sandbox/run/executions/inbox";
import { type Person, personSession, type Session } from "../../sandbox/run/people/identities";
import { addPerson } from "../../sandbox/run/people/people";
import { signsIn } from "../cli/runs/signs-in";
import { eventually } from "../helpers/embedded-aws";
import { type SmallEnvironment, smallEnvironment } from "../helpers/small-environment";

const MAP = {
  roles: {
    operator: { may: ["start", "observe", "stop"] },
    lead: { may: ["observe", "approve"] },
    runner: { may: ["start", "observe"] },
  },
  people: {
    operator: { role: "operator", members: 'user.department=="platform"' },
    lead: { role: "lead", members: 'user.department=="security"' },
    "on-call": {
      role: "operator",
      onRequest: {
        askedBy: ["operator", "lead"],
        approvedBy: "lead",
        longestMinutes: 60,
        reason: "INC-\\d+ .*",
        breakGlass: true,
      },
    },
    helper: { role: "operator", onRequest: { askedBy: ["operator"], longestMinutes: 30 } },
  },
  machines: { runner: { role: "runner" } },
};
const REASON = "INC-42 orders do not arrive";

/** Waits of workflows take a 500th of their time: a repeated cleanup 0.6 s, the last session 8.4 s. */
const WAIT_SCALE = 0.002;

/** Every AWS type in use that has tags. */
const TAGGED_TYPES = awsPackage.handlers
  .filter(({ supports }) => supports.includes("tags"))
  .map(({ type }) => type)
  .sort();

interface Described {
  readonly status: string | undefined;
  readonly cause: string | undefined;
  readonly end?: GrantEnd;
  readonly transitions: readonly string[];
}

describe("grants of an environment, on the real engine and the embedded cloud", function () {
  this.timeout(300_000);
  let made: SmallEnvironment;
  let settings: ConfigMap;
  let outputs: EnvironmentOutputs;
  let own: GrantsNames;
  let folder: string;
  let mapFile: string;
  let inbox: Inbox;
  let count = 0;
  const next = () => {
    count += 1;
    return count;
  };
  const received: FailureMessage[] = [];
  /** Ids of the grants of each fault. */
  const faults: (readonly string[])[] = [];
  /** Ids of grants whose role was removed. */
  const removed: string[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "grants-"));
    mapFile = join(folder, "map.json");
    await writeFile(mapFile, JSON.stringify(MAP));
    made = await smallEnvironment(
      { waitScale: WAIT_SCALE },
      {
        "app-of-apps:runsApi": "true",
        "app-of-apps:grants": "true",
        "app-of-apps:evidence": "true",
        "app-of-apps:accessMap": mapFile,
      },
    );
    inbox = await Inbox.create(made.cloud.root, made.names.failureTopic.arn);
    const up = await made.stack.up({ policyPacks: [POLICY_PACK], color: "never" });
    assert.doesNotMatch(up.stdout, /\[mandatory\]/);
    // Which role's sessions are denied is in the grant, so a preview cannot say that this link holds.
    const unproven = [...up.stdout.matchAll(/\[advisory\] .*?\] {2}(\S+)/g)].map(([, rule]) => rule);
    assert.deepEqual(new Set(unproven), new Set(["role-chain-proven"]));
    outputs = environmentOutputs(up.outputs);
    settings = await made.stack.getAllConfig();
    own = grantsNames(made.names);
  });
  after(async () => {
    await made?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const person = async (department: string) =>
    await addPerson(made.cloud, `${department}${next()}.doe@embedded.okta.example`, department);

  async function call(who: Person, method: string, path: string, body?: object) {
    const { issuer = "", nativeClientId: clientId } = outputs.okta;
    const { login: username, password } = who;
    const scope = "openid app-of-apps.grants";
    const token = await personToken({ issuer, hosts: made.cloud.hosts, clientId, scope, username, password });
    const answer = await fetch(`${outputs.runsApi?.endpoint}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }

  async function ask(who: Person, more: object = {}): Promise<string> {
    const { status, body } = await call(who, "POST", "/grants", {
      role: "on-call",
      minutes: 60,
      reason: REASON,
      ...more,
    });
    assert.equal(status, 202, JSON.stringify(body));
    return String(body.id);
  }

  const helper = (who: Person) => ask(who, { role: "helper", minutes: 15 });

  async function describe(id: string): Promise<Described> {
    const executionArn = `${own.machine.executionPrefix}${id}`;
    const { status, output, cause } = await made.sfn.send(new DescribeExecutionCommand({ executionArn }));
    const { end, transitions = [] } = JSON.parse(output ?? "{}");
    return { status, cause, end, transitions: transitions.map(({ to }: { to: string }) => to) };
  }

  const okta = async (method: string, path: string) => {
    const headers = { authorization: `SSWS ${made.cloud.okta.apiToken}`, "content-type": "application/json" };
    const answer = await fetch(`${made.cloud.okta.url}${path}`, { method, headers });
    return answer.status === 204 ? undefined : await answer.json();
  };
  const groupId = async (entry: string) => {
    const name = outputs.okta.groups[entry] ?? "";
    return String((await okta("GET", `/api/v1/groups?q=${encodeURIComponent(name)}`))[0].id);
  };
  const members = async (entry: string): Promise<string[]> =>
    (await okta("GET", `/api/v1/groups/${await groupId(entry)}/users?limit=200`)).map(
      (user: { profile: { login: string } }) => user.profile.login,
    );
  const isMember = async (who: Person, entry: string) => (await members(entry)).includes(who.login);
  const userId = async (who: Person) => String((await okta("GET", `/api/v1/users/${who.login}`)).id);

  async function itemOf(id: string) {
    const { Items = [] } = await new DynamoDBClient(made.cloud.root.config).send(
      new ScanCommand({ TableName: own.table.name }),
    );
    return Items.find((one) => one.id?.S === id);
  }

  async function inState(id: string, state: string) {
    return await eventually(
      `${id} ${state}`,
      async () => {
        const run = await describe(id);
        assert.notEqual(run.status, "FAILED", run.cause);
        const item = await itemOf(id);
        return item?.state?.S === state && (state !== "active" || item.joined !== undefined);
      },
      30,
    );
  }

  /** The cleanup of a grant whose workflow is gone. */
  const closed = (id: string) =>
    eventually(`cleanup of ${id}`, async () => ["ended", undefined].includes((await itemOf(id))?.state?.S), 30);

  const ended = (id: string) =>
    eventually(
      `end of ${id}`,
      async () => {
        const one = await describe(id);
        return one.status !== "RUNNING" && one;
      },
      90,
    );

  async function reconcile(): Promise<Record<string, string[]>> {
    const lambda = new LambdaClient(made.cloud.root.config);
    const answer = await lambda.send(new InvokeCommand({ FunctionName: own.membership.name, Payload: "{}" }));
    const text = Buffer.from(answer.Payload ?? []).toString();
    assert.equal(answer.FunctionError, undefined, text);
    return JSON.parse(text);
  }

  /** A grant as the API starts it, but of seconds: the shortest that the API takes is a quarter of an hour. */
  async function startSeconds(who: Person, seconds: number): Promise<string> {
    const id = `helper-seconds-${next()}`;
    const grant: Grant = {
      id,
      entry: "helper",
      role: made.names.role("helper").name,
      person: { id: await userId(who), login: who.login },
      minutes: seconds / 60,
      reason: REASON,
      ticket: "",
      approval: false,
      breakGlass: false,
      eligibility: [],
      identity: null,
    };
    const input = JSON.stringify({ grant });
    await made.sfn.send(new StartExecutionCommand({ stateMachineArn: own.machine.aliasArn, name: id, input }));
    return id;
  }

  const sessionOf = (who: Person, entry: string) => personSession(made.cloud, outputs, who, outputs.roles[entry] ?? "");
  const mayList = async ({ access }: Session): Promise<boolean> => {
    const client = new SFNClient({ ...access.config, maxAttempts: 1 });
    try {
      await client.send(new ListExecutionsCommand({ stateMachineArn: made.names.parent.arn }));
      return true;
    } catch (error) {
      assert.equal((error as Error).name, "AccessDeniedException");
      return false;
    }
  };

  async function grantsApp(change: "activate" | "deactivate") {
    const apps = await okta("GET", "/api/v1/apps?limit=200");
    const app = apps.find(({ label }: { label: string }) => label === own.clientId);
    await okta("POST", `/api/v1/apps/${app.id}/lifecycle/${change}`);
  }

  const messages = async (text: string) => {
    received.push(...(await inbox.drain(300)));
    return received.filter(({ subject, body }) => `${subject}\n${body}`.includes(text));
  };

  /** Every resource type with tags has changed them in place, and the cloud has what the state says. */
  async function hasOwner(owner: string): Promise<void> {
    const { deployment } = await made.stack.exportStack();
    const resources = deployment.resources as { type: string; urn: string; outputs?: { tags?: { owner?: string } } }[];
    const tagged = resources.filter(({ outputs }) => outputs?.tags !== undefined && outputs.tags.owner !== undefined);
    assert.deepEqual(
      tagged.flatMap(({ urn, outputs }) => (outputs?.tags?.owner === owner ? [] : [urn])),
      [],
    );
    assert.deepEqual([...new Set(tagged.map(({ type }) => type))].sort(), TAGGED_TYPES);
    await made.stack.refresh({ expectNoChanges: true, color: "never" });
  }

  it("leads from request through approval to a session, and denies it after the end; another person's goes on", async () => {
    const [ann, bob, lea] = [await person("platform"), await person("platform"), await person("security")];
    const id = await ask(ann, { ticket: "OPS-1" });
    await inState(id, "requested");
    assert.equal(await isMember(ann, "on-call"), false);
    const approved = await call(lea, "POST", `/grants/${id}/approve`);
    assert.equal(approved.status, 200, JSON.stringify(approved.body));
    await inState(id, "active");
    const other = await ask(bob, { breakGlass: true });
    await inState(other, "active");
    const [annSession, bobSession] = [await sessionOf(ann, "on-call"), await sessionOf(bob, "on-call")];
    assert.deepEqual([await mayList(annSession), await mayList(bobSession)], [true, true]);
    assert.equal((await call(ann, "DELETE", `/grants/${id}`)).status, 202);
    await inState(id, "ended");
    assert.deepEqual([await mayList(annSession), await mayList(bobSession)], [false, true]);
    assert.deepEqual([await isMember(ann, "on-call"), await isMember(bob, "on-call")], [false, true]);
    const { end, transitions } = await ended(id);
    assert.deepEqual(end, { outcome: "revoked", by: ann.login, why: "given back" });
    assert.deepEqual(transitions, [
      ...["requested", "approved", "active", "ending", "sessions denied", "out of the group", "ended"],
    ]);
    const { PolicyNames } = await new IAMClient(made.cloud.root.config).send(
      new ListRolePoliciesCommand({ RoleName: made.names.role("on-call").name }),
    );
    assert.deepEqual(PolicyNames, ["permissions"]);
    await call(lea, "DELETE", `/grants/${other}`);
    assert.equal((await messages("EMERGENCY")).length, 1);
  });

  it("is asked for, listed, approved and ended by the commands, with progress and plain refusals", async () => {
    const [ann, lea] = [await person("platform"), await person("security")];
    const progress: string[] = [];
    const context = { signal: new AbortController().signal, progress: (line: string) => progress.push(line) };
    const as = (one: Person) => signsIn(made.cloud, () => outputs, one);
    const words = ["--stack", "sandbox", "--minutes", "60", "--reason", REASON];
    const refused = await runCommand(requestCommand(as(ann)), ["operator", ...words], context);
    assert.equal(refused.status, 1);
    assert.match(refused.stderr, /may not ask for "operator"; fix: ask for one of: on-call, helper\n$/);
    const request = runCommand(requestCommand(as(ann)), ["on-call", ...words], context);
    const id = await eventually("id", async () => /^(on-call-\w+): requested$/m.exec(progress.join("\n"))?.[1], 30);
    await inState(id, "requested");
    const listed = await runCommand(listCommand(as(lea)), ["--stack", "sandbox"], context);
    assert.match(listed.stdout, new RegExp(`^${id}  ${ann.login} as on-call  requested  ${REASON}$`, "m"));
    const own = await runCommand(answerCommand("approve", as(ann)), [id, "--stack", "sandbox"], context);
    assert.deepEqual([own.status, /nobody answers their own request/.test(own.stderr)], [1, true]);
    const approved = await runCommand(answerCommand("approve", as(lea)), [id, "--stack", "sandbox"], context);
    assert.deepEqual([approved.status, approved.stdout], [0, `${id}: approved\n`], approved.stderr);
    const active = await request;
    assert.deepEqual([active.status, active.stderr], [0, ""]);
    assert.match(active.stdout, / as on-call {2}active until \d{4}-/);
    const revoked = await runCommand(answerCommand("revoke", as(ann)), [id, "--stack", "sandbox"], context);
    assert.equal(revoked.status, 0, revoked.stderr);
    assert.match(revoked.stdout, / ended/);
    assert.equal(await isMember(ann, "on-call"), false);
  });

  const fault = (title: string, run: () => Promise<readonly string[]>) =>
    it(title, async () => {
      faults.push(await run());
    });

  fault("Okta down at activation: the grant fails, everybody is told, nobody is a member", async () => {
    const ann = await person("platform");
    // The function signs in at Okta for each change: without its app it cannot.
    await grantsApp("deactivate");
    const id = await helper(ann);
    assert.equal((await ended(id)).status, "FAILED");
    await grantsApp("activate");
    assert.equal((await messages(ann.login)).length, 1);
    assert.deepEqual((await reconcile()).continued, [id]);
    await closed(id);
    assert.equal(await isMember(ann, "helper"), false);
    return [id];
  });

  fault("Okta down at the end: sessions are denied all the same, and the person leaves when Okta is back", async () => {
    const ann = await person("platform");
    const id = await helper(ann);
    await inState(id, "active");
    const session = await sessionOf(ann, "helper");
    assert.equal(await mayList(session), true);
    await grantsApp("deactivate");
    assert.equal((await call(ann, "DELETE", `/grants/${id}`)).status, 202);
    await eventually("denied", async () => !(await mayList(session)), 30);
    assert.equal((await ended(id)).status, "FAILED");
    assert.equal((await messages(ann.login)).length, 1);
    assert.deepEqual([await isMember(ann, "helper"), await mayList(await sessionOf(ann, "helper"))], [true, false]);
    await grantsApp("activate");
    assert.deepEqual((await reconcile()).continued, [id]);
    await closed(id);
    assert.equal(await isMember(ann, "helper"), false);
    return [id];
  });

  fault("two grants of one person and role: the end of the first does not end the second", async () => {
    const ann = await person("platform");
    const [first, second] = [await startSeconds(ann, 4), await helper(ann)];
    await inState(second, "active");
    const session = await sessionOf(ann, "helper");
    const { end, transitions } = await ended(first);
    assert.deepEqual([end?.outcome, transitions.includes("sessions denied")], ["expired", false]);
    assert.deepEqual([await mayList(session), await isMember(ann, "helper")], [true, true]);
    await call(ann, "DELETE", `/grants/${second}`);
    await inState(second, "ended");
    assert.deepEqual([await mayList(session), await isMember(ann, "helper")], [false, false]);
    return [first, second];
  });

  fault("two grants that end in the same second: both are cleaned up", async () => {
    const ann = await person("platform");
    const ids = await Promise.all([startSeconds(ann, 5), startSeconds(ann, 5)]);
    for (const id of ids) {
      assert.equal((await ended(id)).end?.outcome, "expired");
    }
    assert.equal(await isMember(ann, "helper"), false);
    return ids;
  });

  fault(
    "clock at the border: the longest time is granted, a minute more is not, a grant without time ends at once",
    async () => {
      const ann = await person("platform");
      const tooLong = await call(ann, "POST", "/grants", { role: "helper", minutes: 31, reason: REASON });
      assert.equal(tooLong.status, 400);
      assert.match(String(tooLong.body.message), /^minutes: 31 is not a whole number from 15 to 30; fix: /);
      const id = await ask(ann, { role: "helper", minutes: 30 });
      await inState(id, "active");
      const none = await startSeconds(ann, 0);
      assert.equal((await ended(none)).end?.outcome, "expired");
      assert.equal(await isMember(ann, "helper"), true);
      await call(ann, "DELETE", `/grants/${id}`);
      await inState(id, "ended");
      assert.equal(await isMember(ann, "helper"), false);
      return [id, none];
    },
  );

  fault("revoke during the approval: the request ends, and a later approval is refused", async () => {
    const [ann, lea] = [await person("platform"), await person("security")];
    const id = await ask(ann);
    await inState(id, "requested");
    assert.equal((await eventuallyAnswered(() => call(ann, "DELETE", `/grants/${id}`))).status, 202);
    const { end } = await ended(id);
    assert.deepEqual([end?.outcome, end?.by], ["revoked", ann.login]);
    const late = await call(lea, "POST", `/grants/${id}/approve`);
    assert.equal(late.status, 409, JSON.stringify(late.body));
    assert.equal(await isMember(ann, "on-call"), false);
    return [id];
  });

  fault("the requester approves: refused, also with the right to approve others'", async () => {
    const [lea, leo] = [await person("security"), await person("security")];
    const id = await ask(lea);
    await inState(id, "requested");
    const { status, body } = await call(lea, "POST", `/grants/${id}/approve`);
    assert.equal(status, 403);
    assert.match(String(body.message), /^nobody answers their own request; fix: /);
    assert.equal((await eventuallyAnswered(() => call(leo, "POST", `/grants/${id}/refuse`))).status, 200);
    const { end } = await ended(id);
    assert.deepEqual([end?.outcome, end?.by], ["refused", leo.login]);
    assert.equal(await isMember(lea, "on-call"), false);
    return [id];
  });

  fault("the user is deactivated: the reconciler ends the grant", async () => {
    const ann = await person("platform");
    const id = await helper(ann);
    await inState(id, "active");
    const session = await sessionOf(ann, "helper");
    await okta("POST", `/api/v1/users/${await userId(ann)}/lifecycle/deactivate`);
    assert.deepEqual((await reconcile()).left, [id]);
    await inState(id, "ended");
    assert.equal(await mayList(session), false);
    assert.equal((await ended(id)).end?.by, "reconciler");
    return [id];
  });

  fault("the reconciler during grants: it changes nothing", async () => {
    const [ann, bob] = [await person("platform"), await person("platform")];
    const [id, waiting] = [await helper(ann), await ask(bob)];
    await inState(id, "active");
    await inState(waiting, "requested");
    assert.deepEqual(await reconcile(), { continued: [], removed: [], left: [] });
    assert.equal(await isMember(ann, "helper"), true);
    await call(ann, "DELETE", `/grants/${id}`);
    await call(bob, "DELETE", `/grants/${waiting}`);
    await Promise.all([ended(id), ended(waiting)]);
    return [id, waiting];
  });

  fault("an operator stops the workflow: its event starts the cleanup, once", async () => {
    const ann = await person("platform");
    const id = await helper(ann);
    await inState(id, "active");
    const session = await sessionOf(ann, "helper");
    await made.sfn.send(new StopExecutionCommand({ executionArn: `${own.machine.executionPrefix}${id}` }));
    await closed(id);
    assert.deepEqual([await mayList(session), await isMember(ann, "helper")], [false, false]);
    assert.deepEqual((await reconcile()).continued, []);
    assert.equal((await messages(id)).length, 1);
    return [id];
  });

  fault("a member whom nobody granted anything: removed and told of once, and sessions are denied", async () => {
    const ann = await person("platform");
    await okta("PUT", `/api/v1/groups/${await groupId("helper")}/users/${await userId(ann)}`);
    const session = await sessionOf(ann, "helper");
    assert.equal((await reconcile()).removed?.length, 1);
    await eventually("removed", async () => !(await isMember(ann, "helper")), 30);
    assert.equal(await mayList(session), false);
    await eventually("told", async () => (await messages(ann.login)).length === 1, 30);
    assert.deepEqual((await reconcile()).removed, []);
    return [`helper-${await userId(ann)}-`];
  });

  fault("a deployment in the middle, with another owner: the grant goes on and ends", async () => {
    const ann = await person("platform");
    const id = await helper(ann);
    await inState(id, "active");
    const { helper: changed, ...people } = MAP.people;
    const onRequest = { ...changed.onRequest, longestMinutes: 45 };
    await writeFile(mapFile, JSON.stringify({ ...MAP, people: { ...people, helper: { ...changed, onRequest } } }));
    await made.write(61);
    await made.stack.setConfig("app-of-apps:owner", { value: "payments" });
    await made.stack.up({ color: "never" });
    assert.equal(await isMember(ann, "helper"), true);
    await hasOwner("payments");
    await call(ann, "DELETE", `/grants/${id}`);
    assert.equal((await ended(id)).end?.outcome, "revoked");
    assert.equal(await isMember(ann, "helper"), false);
    return [id];
  });

  it("refuses a request for a role whose policies have no room for the denial at its end", async () => {
    const ann = await person("platform");
    const client = new DynamoDBClient(made.cloud.root.config);
    const grant = { entry: "on-call", person: { id: "1", login: "x" } };
    const rows = Array.from({ length: 40 }, (_, index) => ({
      holder: { S: "on-call#1" },
      id: { S: `on-call-full-${index}` },
      state: { S: "ended" },
      grant: { S: JSON.stringify(grant) },
      execution: { S: "none" },
    }));
    for (const Item of rows) {
      await client.send(new PutItemCommand({ TableName: own.table.name, Item }));
    }
    const body = { role: "on-call", minutes: 15, reason: REASON };
    const full = await call(ann, "POST", "/grants", body);
    const other = await helper(ann);
    for (const { holder, id } of rows) {
      await client.send(new DeleteItemCommand({ TableName: own.table.name, Key: { holder, id } }));
    }
    assert.equal(full.status, 409);
    assert.match(String(full.body.message), /^on-call has 40 grants that are open or .*; fix: ask again when one /);
    await inState(other, "active");
    await call(ann, "DELETE", `/grants/${other}`);
    const free = await call(ann, "POST", "/grants", body);
    assert.equal(free.status, 202, JSON.stringify(free.body));
    await eventuallyAnswered(() => call(ann, "DELETE", `/grants/${free.body.id}`));
  });

  it("refuses who may not ask, machines and bad requests with everything that is wrong", async () => {
    const [max, ann] = [await person("marketing"), await person("platform")];
    await assert.rejects(call(max, "POST", "/grants", {}), /access_denied|E0000022/);
    const unknown = await call(ann, "POST", "/grants", { role: "operator", minutes: 15, reason: REASON });
    assert.equal(unknown.status, 403);
    assert.match(String(unknown.body.message), /may not ask for "operator"; fix: ask for one of: on-call, helper$/);
    const bad = await call(ann, "POST", "/grants", { role: "on-call", minutes: 1.5, reason: "because I want", x: 1 });
    assert.deepEqual([bad.status, String(bad.body.message).split("\n").length], [400, 3]);
  });

  const evidence = (since: string) => {
    const config = { ...made.cloud.root.config, forcePathStyle: true };
    const command = evidenceCommand({
      settings: () => ({ get: (key) => settings[key]?.value, keys: () => Object.keys(settings) }),
      api: () => evidenceApi(new S3Client(config), made.sfn),
    });
    return runCommand(command, ["--stack", "sandbox", "--since", since, "--format", "json"]);
  };

  /** What a record lacks of a grant that has ended. */
  async function gapsOf(record: GrantRecord): Promise<string[]> {
    const { transitions, activeFrom, sessionsDeniedAt, outOfGroupAt, otherGrants, end, failures } = record;
    const states = transitions.map(({ to }) => to);
    const times = transitions.map(({ at }) => at);
    const begins = end.outcome === "unexplained" ? "ending" : "requested";
    const denied = sessionsDeniedAt !== null || states.includes("role deleted");
    const closed = (denied && outOfGroupAt !== null) || otherGrants > 0;
    const { executions = [] } = await made.sfn.send(new ListExecutionsCommand({ stateMachineArn: own.machine.arn }));
    const known = executions.filter(({ name = "" }) => grantOf(name).id === record.grant);
    const failed = known.filter(({ status }) => status !== "RUNNING" && status !== "SUCCEEDED");
    const arns = (all: readonly ExecutionListItem[]) => all.map(({ executionArn = "" }) => executionArn).sort();
    return Object.entries({
      "first state": states[0] === begins,
      "last state": states.at(-1) === "ended",
      "order of time": times.join() === [...times].sort().join(),
      "end of access": activeFrom === null || closed,
      workflows: record.executions.toSorted().join() === arns(known).join(),
      "failed workflows":
        failures
          .map(({ execution }) => execution)
          .sort()
          .join() === arns(failed).join(),
    }).flatMap(([part, holds]) => (holds ? [] : [`${record.grant}: ${part}`]));
  }

  it("says in preview and up which role is removed while it is granted; access ends, and the record is complete", async () => {
    const ann = await person("platform");
    const id = await helper(ann);
    await inState(id, "active");
    const session = await sessionOf(ann, "helper");
    assert.equal(await mayList(session), true);
    const { helper: _, ...people } = MAP.people;
    await writeFile(mapFile, JSON.stringify({ ...MAP, people }));
    const warning = new RegExp(`warning: grants of helper: the role is removed while a grant of it is open: ${id};`);
    assert.match((await made.stack.preview({ color: "never" })).stdout, warning);
    assert.equal(await mayList(session), true);
    const up = await made.stack.up({ color: "never" });
    assert.match(up.stdout, warning);
    assert.doesNotMatch(up.stdout, /grants of on-call/);
    const client = new SFNClient({ ...session.access.config, maxAttempts: 1 });
    await assert.rejects(client.send(new ListExecutionsCommand({ stateMachineArn: made.names.parent.arn })));
    assert.deepEqual((await reconcile()).left, [id]);
    assert.equal((await ended(id)).end?.by, "reconciler");
    removed.push(id);
  });

  it("has one complete record of every grant of every fault, and the command finds none without", async () => {
    const report = await eventually(
      "records of all grants",
      async () => {
        const { status, stdout, stderr } = await evidence("2020-01-01");
        assert.notEqual(status, 2, stderr);
        return status === 0 && (JSON.parse(stdout) as EvidenceReport);
      },
      60,
    );
    const records = report.records.flatMap(({ record }) => (record.kind === "grant" ? [record] : []));
    const complete = [];
    for (const ids of [...faults, removed]) {
      const own = ids.map((id) =>
        records.filter(({ grant }) => grant === id || (id.endsWith("-") && grant.startsWith(id))),
      );
      const gaps = await Promise.all(own.flat().map(gapsOf));
      assert.deepEqual([own.map(({ length }) => length), gaps.flat()], [ids.map(() => 1), []], ids.join());
      complete.push(ids);
    }
    console.log(`      ${complete.length - 1} of 12 faults: access ended, record complete`);
    assert.equal(complete.length, 13);
    assert.deepEqual(
      report.emergencies.map(({ text }) => /: (\S+) as on-call from /.exec(text)?.[1]?.startsWith("platform")),
      [true],
    );
  });

  /** A request reaches its waiting state moments after it is recorded. */
  async function eventuallyAnswered(send: () => ReturnType<typeof call>) {
    return await eventually(
      "answer",
      async () => {
        const answer = await send();
        return answer.status !== 409 && answer;
      },
      30,
    );
  }
});
