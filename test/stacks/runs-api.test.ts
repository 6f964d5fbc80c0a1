import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { IAMClient } from "@aws-sdk/client-iam";
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { runCommand } from "../../cli/command";
import { rehearseCommand } from "../../cli/rehearse/index";
import { startCommand } from "../../cli/start/index";
import { patientSimulator } from "../../components/versions/rehearsal/simulation/patient-simulator";
import { simulatorClient } from "../../components/versions/rehearsal/simulation/simulator-client";
import { stepFunctionsClient } from "../../components/versions/step-functions-client";
import { machineToken, personToken } from "../../sandbox/okta/sign-in";
import { POLICY_PACK } from "../../sandbox/run/environment/environment-stack";
import { type EnvironmentOutputs, environmentOutputs } from "../../sandbox/run/environment/outputs";
import { machineSession, type Person, personSession } from "../../sandbox/run/people/identities";
import { addPerson } from "../../sandbox/run/people/people";
import { signsIn } from "../cli/runs/signs-in";
import { eventually } from "../helpers/embedded-aws";
import { type SmallEnvironment, smallEnvironment } from "../helpers/small-environment";

// The apps' functions do not exist here: a run that is let in fails in its first app, after the identity was checked.
describe("an environment with a runs API, on the real engine and the embedded cloud", function () {
  this.timeout(240_000);
  let made: SmallEnvironment;
  let outputs: EnvironmentOutputs;
  const tokens: string[] = [];

  before(async () => {
    made = await smallEnvironment({}, { "app-of-apps:runsApi": "true" });
    const up = await made.stack.up({ policyPacks: [POLICY_PACK], color: "never" });
    assert.doesNotMatch(up.stdout, /\[mandatory\]|\[advisory\]/);
    outputs = environmentOutputs(up.outputs);
  });
  after(async () => {
    await made?.close();
  });

  async function token(scope: string): Promise<string> {
    const { issuer = "", runnerClientId = "" } = outputs.okta;
    const { privateKey, id } = made.runnerKey;
    const args = { issuer, hosts: made.cloud.hosts, clientId: runnerClientId, privateKey, kid: id, scope };
    const { accessToken } = await machineToken(args);
    tokens.push(accessToken);
    return accessToken;
  }

  async function tokenOf({ login: username, password }: Person, scope: string): Promise<string> {
    const { issuer = "", nativeClientId: clientId } = outputs.okta;
    const person = { username, password };
    const args = { issuer, hosts: made.cloud.hosts, clientId, scope: `openid ${scope}`, ...person };
    const accessToken = await personToken(args);
    tokens.push(accessToken);
    return accessToken;
  }

  async function call(method: string, path: string, scope: string, body?: object, person?: Person) {
    const bearer = person === undefined ? await token(scope) : await tokenOf(person, scope);
    const answer = await fetch(`${outputs.runsApi?.endpoint}${path}`, {
      method,
      headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }

  const scopes = () => outputs.runsApi?.scopes ?? assert.fail("no runs API");

  /** The run as the API tells it, once it has ended. */
  async function ended(name: unknown) {
    return await eventually(
      `end of ${name}`,
      async () => {
        const { body } = await call("GET", `/runs/${name}`, scopes().observe);
        return body.status !== "RUNNING" && body;
      },
      60,
    );
  }

  it("starts a rehearsal for a machine that may start, and tells how each app did", async () => {
    const { status, body } = await call("POST", "/runs", scopes().start, { rehearse: true });
    assert.equal(status, 202, JSON.stringify(body));
    const run = await ended(body.name);
    assert.deepEqual(
      [run.status, run.rehearse, run.apps],
      [
        "SUCCEEDED",
        true,
        [
          { app: "db", status: "SUCCEEDED" },
          { app: "orders", status: "SUCCEEDED" },
        ],
      ],
    );
  });

  it("writes who started a run into the run, its children and its failure", async () => {
    const { body } = await call("POST", "/runs", scopes().start, { name: "by-the-runner" });
    const run = await ended(body.name);
    assert.equal(run.status, "FAILED");
    const { subject, wayIn, issuer } = run.startedBy as Record<string, string>;
    assert.deepEqual([subject, wayIn, issuer], [outputs.okta.runnerClientId, "machine", outputs.okta.issuer]);
    assert.match(String(run.cause), new RegExp(`"identity":\\{"subject":"${subject}"`));
    assert.notEqual(run.error, "IdentityRequired");
    const executionArn = `${made.names.app("db").machine.executionPrefix}by-the-runner`;
    const child = await made.sfn.send(new DescribeExecutionCommand({ executionArn }));
    assert.equal(JSON.parse(child.input ?? "{}").identity.subject, subject);
  });

  it("refuses a forged identity: the runner's role may not start the parent", async () => {
    const { privateKey, id } = made.runnerKey;
    const { access } = await machineSession(made.cloud, outputs, privateKey, id);
    const forged = { identity: { subject: "ceo@example.com", wayIn: "person", expires: 9_999_999_999 } };
    const start = new StartExecutionCommand({
      stateMachineArn: outputs.parent.aliasArn,
      input: JSON.stringify(forged),
    });
    await assert.rejects(new SFNClient({ ...access.config, maxAttempts: 1 }).send(start), {
      name: "AccessDeniedException",
    });
  });

  it("refuses a run that the account's administrator starts without an identity, before any role is assumed", async () => {
    const { executionArn = "" } = await made.sfn.send(
      new StartExecutionCommand({ stateMachineArn: outputs.parent.aliasArn, name: "by-root", input: "{}" }),
    );
    const run = await eventually("end of the run", async () => {
      const one = await made.sfn.send(new DescribeExecutionCommand({ executionArn }));
      return one.status !== "RUNNING" && one;
    });
    assert.deepEqual([run.status, run.error], ["FAILED", "IdentityRequired"]);
  });

  it("refuses the scope of another route, and the one that is for AWS", async () => {
    assert.equal((await call("POST", "/runs", scopes().observe, {})).status, 403);
    assert.equal((await call("POST", "/runs", outputs.okta.scope ?? "", {})).status, 403);
  });

  it("refuses a machine that may not stop, whatever its token's scope", async () => {
    const { status, body } = await call("POST", "/runs/by-the-runner/stop", scopes().stop);
    assert.equal(status, 403);
    assert.match(String(body.message), /is not allowed to stop runs of shop-sandbox; fix: /);
  });

  it("lets people start, read and stop by their group, and says who started", async () => {
    const olivia = await addPerson(made.cloud, "olivia.ortega@embedded.okta.example", "platform");
    const victor = await addPerson(made.cloud, "victor.vega@embedded.okta.example", "engineering");
    const max = await addPerson(made.cloud, "max.meyer@embedded.okta.example", "marketing");
    const { start, observe, stop } = scopes();
    assert.equal((await call("POST", "/runs", start, { name: "by-olivia" }, olivia)).status, 202);
    assert.equal((await call("POST", "/runs/by-olivia/stop", stop, undefined, olivia)).status, 202);
    const { status, body } = await call("GET", "/runs/by-olivia", observe, undefined, victor);
    assert.equal(status, 200);
    const { subject, client, groups, wayIn } = body.startedBy as Record<string, unknown>;
    assert.deepEqual(
      { subject, client, groups, wayIn },
      {
        subject: olivia.login,
        client: outputs.okta.nativeClientId,
        groups: [outputs.okta.groups.operator],
        wayIn: "person",
      },
    );
    for (const [person, scope] of [
      [victor, start],
      [max, observe],
    ] as const) {
      await assert.rejects(tokenOf(person, scope), /access_denied|E0000022/, person.login);
    }
    const mixed = await tokenOf(olivia, `${start} ${observe} ${stop}`);
    const headers = { authorization: `Bearer ${mixed}` };
    assert.equal((await fetch(`${outputs.runsApi?.endpoint}/runs/by-olivia`, { headers })).status, 200);
  });

  const byCommand = (person?: Person) => signsIn(made.cloud, () => outputs, person);

  it("is started and followed by the command, by a person's sign-in and by a machine's key", async () => {
    const olivia = await addPerson(made.cloud, "otto.ortega@embedded.okta.example", "platform");
    const keyFile = join(dirname(made.blueprintFile), "runner-key.pem");
    await writeFile(keyFile, made.runnerKey.privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
    const progress: string[] = [];
    const context = { signal: new AbortController().signal, progress: (line: string) => progress.push(line) };
    const command = (...args: string[]) =>
      runCommand(startCommand(byCommand(olivia)), ["--stack", "sandbox", ...args], context);
    const rehearsed = await command("--rehearse", "--json");
    assert.deepEqual([rehearsed.status, rehearsed.stderr], [0, ""]);
    const { status, startedBy, apps } = JSON.parse(rehearsed.stdout);
    assert.deepEqual([status, startedBy.subject, apps.length], ["SUCCEEDED", olivia.login, 2]);
    const failed = await command("--name", "by-key", "--key-file", keyFile);
    assert.equal(failed.status, 1, failed.stderr);
    assert.match(failed.stdout, /^run by-key FAILED after .*\nstarted by shop-sandbox_runner \(machine\)\nerror: /);
    assert.ok(
      progress.some((line) => /^\+\d+ s {2}db {2}FAILED$/.test(line)),
      progress.join("\n"),
    );
    const again = await command("--name", "by-key", "--key-file", keyFile);
    assert.deepEqual([again.status, again.stdout], [1, ""]);
    assert.match(again.stderr, /409 name: a run "by-key" exists; fix: /);
  });

  it("lets an operator rehearse the environment by the command, and keeps it quiet", async () => {
    const operator = await addPerson(made.cloud, "opal.ortega@embedded.okta.example", "platform");
    const session = await personSession(made.cloud, outputs, operator, outputs.roles.operator ?? "");
    const source = await made.stack.getAllConfig();
    const stepFunctions = stepFunctionsClient(new SFNClient(session.access.config));
    const simulator = patientSimulator(simulatorClient(new IAMClient({ ...session.access.config, maxAttempts: 1 })));
    const { wait, ...signIn } = byCommand(operator);
    const { status, stdout, stderr } = await runCommand(
      rehearseCommand({
        settings: () => ({ get: (key) => source[key]?.value, keys: () => Object.keys(source) }),
        apis: () => ({ stepFunctions, simulator }),
        ...{ wait, outputs: signIn.outputs, signIn },
      }),
      ["--stack", "sandbox", "--json"],
    );
    assert.deepEqual([status, stderr], [0, ""], stdout);
    const rows = JSON.parse(stdout).rows as { app: string; verdict: string }[];
    assert.deepEqual(
      rows.slice(0, 2).map(({ app, verdict }) => [app, verdict]),
      [
        ["db", "proven"],
        ["orders", "proven"],
      ],
    );
  });

  it("answers a bad request and an unknown run with one message", async () => {
    assert.equal((await call("POST", "/runs", scopes().start, { name: "a b", x: 1 })).status, 400);
    assert.equal((await call("GET", "/runs/nothing", scopes().observe)).status, 404);
  });

  it("logs each request, refused ones too, and no token anywhere", async () => {
    const logs = new CloudWatchLogsClient(made.cloud.root.config);
    const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
    const texts: string[] = [];
    for (const { logGroupName } of logGroups) {
      const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
      texts.push(...events.map(({ message = "" }) => message));
    }
    const all = texts.join("\n");
    assert.match(all, /"route":"POST \/runs","status":"202"/);
    assert.match(all, /"route":"POST \/runs","status":"403"/);
    assert.ok(tokens.length > 0);
    for (const one of tokens) {
      assert.ok(!all.includes(one.split(".")[2] ?? one), "a token's signature is in a log");
    }
  });
});
