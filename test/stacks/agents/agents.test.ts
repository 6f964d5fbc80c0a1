import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { AssumeRoleWithWebIdentityCommand, type AssumeRoleWithWebIdentityResponse } from "@aws-sdk/client-sts";
import { approveCommand } from "../../../cli/approve/index";
import { runCommand } from "../../../cli/command";
import { machineToken, personToken } from "../../../sandbox/okta/sign-in";
import { newRunnerKey, POLICY_PACK } from "../../../sandbox/run/environment/environment-stack";
import { type EnvironmentOutputs, environmentOutputs, roleArn } from "../../../sandbox/run/environment/outputs";
import type { Person } from "../../../sandbox/run/people/identities";
import { addPerson } from "../../../sandbox/run/people/people";
import { signsIn } from "../../cli/runs/signs-in";
import { type Clients, clientsOf, clientsOfSession, eventually } from "../../helpers/embedded-aws";
import { type SmallEnvironment, smallEnvironment } from "../../helpers/small-environment";
import { awsAttempts } from "./attempts";

const [plannerKey, helperKey] = [newRunnerKey(), newRunnerKey()];
const publicKey = ({ publicKey: { kty, kid, n, e } }: typeof plannerKey) => ({ kty, kid, n, e });
const MAP = {
  roles: {
    lead: { may: ["start", "observe", "stop", "approve"] },
    viewer: { may: ["observe"] },
    runner: { may: ["start", "observe"] },
    agent: { may: ["start", "observe", "stop"] },
  },
  people: {
    leads: { role: "lead", members: 'user.department=="platform"' },
    viewer: { role: "viewer", members: 'user.department=="engineering"' },
  },
  machines: { runner: { role: "runner" } },
  agents: {
    planner: { role: "agent", publicKeys: { sandbox: publicKey(plannerKey) }, approval: true },
    helper: { role: "agent", publicKeys: { sandbox: publicKey(helperKey) } },
  },
};
const KEYS = { planner: plannerKey, helper: helperKey };
type Agent = keyof typeof KEYS;

// The apps' functions do not exist here: a run that goes on fails in its first app, after its approval.
describe("agents of the access map, on the real engine and the embedded cloud", function () {
  this.timeout(300_000);
  let made: SmallEnvironment;
  let outputs: EnvironmentOutputs;
  let folder: string;
  let lead: Person;
  let viewer: Person;
  let agent: Clients;
  let session: AssumeRoleWithWebIdentityResponse;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "agents-"));
    const accessMap = join(folder, "map.json");
    await writeFile(accessMap, JSON.stringify(MAP));
    made = await smallEnvironment({}, { "app-of-apps:runsApi": "true", "app-of-apps:accessMap": accessMap });
    const up = await made.stack.up({ policyPacks: [POLICY_PACK], color: "never" });
    assert.doesNotMatch(up.stdout, /\[mandatory\]|\[advisory\]/);
    outputs = environmentOutputs(up.outputs);
    lead = await addPerson(made.cloud, "ann.lead@example.com", "platform");
    viewer = await addPerson(made.cloud, "vic.viewer@example.com", "engineering");
    session = await assume("planner", "planner");
    agent = clientsOfSession(made.cloud.aws, session);
  });
  after(async () => {
    await made?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const scopes = () => outputs.runsApi?.scopes ?? assert.fail("no runs API");

  async function agentToken(name: Agent, scope: string): Promise<string> {
    const { issuer = "" } = outputs.okta;
    const clientId = outputs.okta[`${name}ClientId`] ?? assert.fail(`no client of ${name}`);
    const { privateKey, id: kid } = KEYS[name];
    return (await machineToken({ issuer, hosts: made.cloud.hosts, clientId, privateKey, kid, scope })).accessToken;
  }

  async function tokenOf({ login: username, password }: Person, scope: string): Promise<string> {
    const { issuer = "", nativeClientId: clientId } = outputs.okta;
    return personToken({ issuer, hosts: made.cloud.hosts, clientId, scope: `openid ${scope}`, username, password });
  }

  /** The role of an entry under an agent's token, for 15 minutes. */
  async function assume(name: Agent, entry: string, more: object = {}): Promise<AssumeRoleWithWebIdentityResponse> {
    const WebIdentityToken = await agentToken(name, outputs.okta.scope ?? "");
    const request = { RoleArn: roleArn(outputs, entry), RoleSessionName: name, DurationSeconds: 900 };
    return clientsOf(made.cloud.aws).sts.send(
      new AssumeRoleWithWebIdentityCommand({ ...request, WebIdentityToken, ...more }),
    );
  }

  async function call(method: string, path: string, token: string, body?: object) {
    const answer = await fetch(`${outputs.runsApi?.endpoint}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }

  /** Starts a run as an agent. */
  async function start(by: Agent, name: string): Promise<void> {
    const { status, body } = await call("POST", "/runs", await agentToken(by, scopes().start), { name });
    assert.equal(status, 202, JSON.stringify(body));
  }

  const read = async (name: string) =>
    (await call("GET", `/runs/${name}`, await tokenOf(viewer, scopes().observe))).body;
  const waits = (name: string) =>
    eventually(`approval of ${name}`, async () => (await read(name)).approval === "WAITING", 60);
  const ended = (name: string) =>
    eventually(
      `end of ${name}`,
      async () => {
        const run = await read(name);
        return run.status !== "RUNNING" && run;
      },
      60,
    );
  const answer = async (verdict: string, name: string, person = lead) =>
    call("POST", `/runs/${name}/${verdict}`, await tokenOf(person, scopes().approve ?? assert.fail("no scope")));
  const command = (person: Person, ...args: string[]) =>
    runCommand(approveCommand(signsIn(made.cloud, () => outputs, person)), ["--stack", "sandbox", ...args]);

  it("have sessions of 15 minutes that carry their client as source identity", () => {
    const { Credentials, SourceIdentity } = session;
    assert.equal(SourceIdentity, outputs.okta.plannerClientId);
    const minutes = ((Credentials?.Expiration?.getTime() ?? 0) - Date.now()) / 60_000;
    assert.ok(minutes > 13 && minutes <= 15, `${minutes} minutes`);
  });

  it("wait for a person's approval, which is in the run and in its failure", async () => {
    await start("planner", "approved");
    await waits("approved");
    const { status, body } = await answer("approve", "approved");
    assert.equal(status, 200, JSON.stringify(body));
    const run = await ended("approved");
    assert.equal(run.approval, "APPROVED");
    assert.notEqual(run.error, "ApprovalRefused");
    assert.match(String(run.cause), /"wayIn":"agent","approval":"required"/);
    assert.match(String(run.cause), /"approval":\{"by":"ann\.lead@example\.com","time":"20/);
    assert.equal((await answer("approve", "approved")).status, 409);
  });

  it("are listed and approved by the command, once, and by nobody without the right", async () => {
    assert.deepEqual((await command(lead)).stdout, "No run waits for an approval.\n");
    await start("planner", "by-command");
    await waits("by-command");
    const { stdout, stderr } = await command(lead);
    assert.match(stdout, /^by-command {2}shop-sandbox_planner \(agent\) {2}20\d\d-.* {2}20.* UTC\n/m, stderr);
    const without = await command(viewer, "--run", "by-command");
    assert.deepEqual([without.status, /Okta refused: .*; fix: /.test(without.stderr)], [1, true], without.stderr);
    const approved = await command(lead, "--run", "by-command");
    assert.deepEqual(
      [approved.status, approved.stdout],
      [0, "run by-command: approved; it goes on\n"],
      approved.stderr,
    );
    const again = await command(lead, "--run", "by-command");
    assert.equal(again.status, 1);
    assert.match(again.stderr, / 409 The run "by-command" was approved by ann\.lead@example\.com, 20.*; fix: list/);
    assert.match((await command(lead, "--run", "unknown")).stderr, / 404 Unknown run "unknown" of shop-sandbox; fix: /);
    await start("helper", "waits-for-nobody");
    assert.match(
      (await command(lead, "--run", "waits-for-nobody")).stderr,
      / 409 .* does not wait for approval; fix: /,
    );
    assert.equal((await ended("by-command")).approval, "APPROVED");
  });

  it("are refused by a person with a reason, which ends the run before anything has started", async () => {
    await start("planner", "refused");
    await waits("refused");
    const { status, stdout } = await command(lead, "--run", "refused", "--refuse", "--why", "not on a Friday");
    assert.deepEqual([status, stdout], [0, "run refused: refused; nothing is released\n"]);
    const run = await ended("refused");
    assert.deepEqual([run.status, run.error, run.approval], ["FAILED", "ApprovalRefused", "NOT_APPROVED"]);
    assert.match(String(run.cause), /Refused by ann\.lead@example\.com, 20[^ ]+: not on a Friday/);
    assert.match(
      (await command(lead, "--run", "refused")).stderr,
      / 409 The run "refused" was refused: Refused by ann/,
    );
    const executionArn = `${made.names.app("db").machine.executionPrefix}refused`;
    await assert.rejects(made.sfn.send(new DescribeExecutionCommand({ executionArn })), {
      name: "ExecutionDoesNotExist",
    });
  });

  it("do not wait where the map does not ask for it, nor in a rehearsal", async () => {
    await start("helper", "free");
    const run = await ended("free");
    assert.equal(run.approval, undefined);
    const { body } = await call("POST", "/runs", await agentToken("planner", scopes().start), {
      name: "rehearsal",
      rehearse: true,
    });
    assert.equal((await ended(String(body.name))).status, "SUCCEEDED");
  });

  it("observe runs, and stop their own by the API", async () => {
    await start("planner", "stopped");
    await waits("stopped");
    const executionArn = `${made.names.parent.executionPrefix}stopped`;
    assert.equal((await agent.sfn.send(new DescribeExecutionCommand({ executionArn }))).status, "RUNNING");
    const stop = async (by: Agent) => call("POST", "/runs/stopped/stop", await agentToken(by, scopes().stop));
    assert.equal((await stop("helper")).status, 403);
    assert.equal((await stop("planner")).status, 202);
    assert.equal((await ended("stopped")).status, "ABORTED");
  });

  it("fail in every attempt to do more, and the run that waits still waits", async () => {
    await start("planner", "target");
    await waits("target");
    const executionArn = `${made.names.parent.executionPrefix}target`;
    const { events = [] } = await agent.sfn.send(
      new GetExecutionHistoryCommand({ executionArn, includeExecutionData: true }),
    );
    const texts = events.map(({ taskScheduledEventDetails: details }) => details?.parameters ?? "");
    const message = texts.find((text) => text.includes('\\"token\\"')) ?? assert.fail("no token in the history");
    const taskToken: string = JSON.parse(JSON.parse(message).Message).token;
    const attempts = awsAttempts(agent, { names: made.names, executionArn, taskToken });
    const refusals: string[] = [];
    const passed: string[] = [];
    for (const [what, attempt] of Object.entries(attempts)) {
      const outcome = await attempt().then(
        () => "allowed",
        (error: Error) => error.name,
      );
      (/AccessDenied|AuthorizationError|NotAuthorized|Forbidden/i.test(outcome) ? refusals : passed).push(
        `${what}: ${outcome}`,
      );
    }
    const approve = scopes().approve ?? "";
    const refusedTokens = { "a token to approve": approve, "a token of all scopes": `${scopes().start} ${approve}` };
    for (const [what, scope] of Object.entries(refusedTokens)) {
      const outcome = await agentToken("planner", scope).then(
        () => "allowed",
        (error: Error) => error.message,
      );
      (/invalid_scope|access_denied/.test(outcome) ? refusals : passed).push(`${what}: ${outcome}`);
    }
    const roles = { "another agent's role": "helper", "a machine's role": "runner", "a person's role": "leads" };
    for (const [what, entry] of Object.entries(roles)) {
      const outcome = await assume("planner", entry).then(
        () => "allowed",
        (error: Error) => error.name,
      );
      (/AccessDenied/.test(outcome) ? refusals : passed).push(`${what}: ${outcome}`);
    }
    const requests: [string, string, string, string, object?][] = [
      ["approving with a token to start", "POST", "/runs/target/approve", scopes().start],
      ["refusing with a token to read", "POST", "/runs/target/refuse", scopes().observe],
      ["stopping with a token to start", "POST", "/runs/target/stop", scopes().start],
      ["starting with another identity", "POST", "/runs", scopes().start, { identity: { wayIn: "person" } }],
      ["starting approved", "POST", "/runs", scopes().start, { approval: { by: "ann.lead@example.com" } }],
      ["a name that is JSONata", "POST", "/runs", scopes().start, { name: "{% $states.input %}" }],
    ];
    for (const [what, method, path, scope, body] of requests) {
      const { status } = await call(method, path, await agentToken("planner", scope), body);
      ([400, 401, 403].includes(status) ? refusals : passed).push(`${what}: ${status}`);
    }
    const viewerOnly = await tokenOf(viewer, approve).then(
      () => "allowed",
      (error: Error) => error.message,
    );
    assert.match(viewerOnly, /access_denied|invalid_scope|denied/);
    assert.deepEqual(passed, []);
    console.log(`      ${refusals.length} of ${refusals.length + passed.length} attempts of an agent refused`);
    assert.ok(refusals.length >= 40, refusals.join("\n"));
    assert.equal((await read("target")).approval, "WAITING");
    await made.sfn.send(new StopExecutionCommand({ executionArn }));
  });

  it("cannot forge a run that would not wait: no role starts the parent", async () => {
    for (const stateMachineArn of [outputs.parent.aliasArn, outputs.parent.arn]) {
      const input = JSON.stringify({ identity: { wayIn: "person", expires: 9_999_999_999 } });
      await assert.rejects(agent.sfn.send(new StartExecutionCommand({ stateMachineArn, input })), {
        name: "AccessDeniedException",
      });
    }
  });
});
