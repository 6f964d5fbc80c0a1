import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DescribeStateMachineCommand, SFNClient, UpdateStateMachineAliasCommand } from "@aws-sdk/client-sfn";
import { POLICY_PACK } from "../../sandbox/run/environment/environment-stack";
import { type EnvironmentOutputs, environmentOutputs, roleArn } from "../../sandbox/run/environment/outputs";
import { machineSession, personSession, type Session } from "../../sandbox/run/people/identities";
import { addPerson } from "../../sandbox/run/people/people";
import { refused } from "../helpers/embedded-aws";
import { type SmallEnvironment, smallEnvironment } from "../helpers/small-environment";

const OWNERS = { db: "data", orders: "orders team" };
const MAP = {
  teamAttribute: "user.department",
  roles: {
    operator: { may: ["start", "observe", "stop"] },
    team: { may: ["observe", "rollback"], apps: "own" },
  },
  people: {
    operator: { role: "operator", members: 'user.department=="platform"' },
    developers: { role: "team", members: 'user.department!="platform"' },
  },
  machines: { runner: { role: "team", team: "data" } },
};

describe("a role for the apps of the caller's team, on the real engine and the embedded cloud", function () {
  this.timeout(240_000);
  let made: SmallEnvironment;
  let outputs: EnvironmentOutputs;

  before(async () => {
    made = await smallEnvironment();
    const blueprint = JSON.parse(await readFile(made.blueprintFile, "utf8"));
    for (const [app, owner] of Object.entries(OWNERS)) {
      blueprint.apps[app].owner = owner;
    }
    await writeFile(made.blueprintFile, JSON.stringify(blueprint));
    const mapFile = join(dirname(made.blueprintFile), "map.json");
    await writeFile(mapFile, JSON.stringify(MAP));
    await made.stack.setConfig("app-of-apps:accessMap", { value: mapFile });
    const up = await made.stack.up({ policyPacks: [POLICY_PACK], color: "never" });
    assert.doesNotMatch(up.stdout, /\[mandatory\]|\[advisory\]/);
    outputs = environmentOutputs(up.outputs);
  });
  after(async () => {
    await made?.close();
  });

  const signIn = async (name: string, department: string, entry = "developers") => {
    const person = await addPerson(made.cloud, `${name}.test@embedded.okta.example`, department);
    return await personSession(made.cloud, outputs, person, roleArn(outputs, entry));
  };
  /** Moves an app's alias, as a rollback of its definition does. */
  const move = async ({ access }: Session, app: keyof typeof OWNERS) => {
    const { arn, aliasArn } = made.names.app(app).machine;
    const sfn = new SFNClient(access.config);
    await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: arn }));
    await sfn.send(
      new UpdateStateMachineAliasCommand({
        stateMachineAliasArn: aliasArn,
        routingConfiguration: [{ stateMachineVersionArn: `${arn}:1`, weight: 100 }],
      }),
    );
  };

  it("lets a person move the alias of their own team's app, and of no other team's", async () => {
    const orders = await signIn("ada", "orders team");
    await move(orders, "orders");
    await refused(move(orders, "db"), "AccessDeniedException", /not authorized/);
    const data = await signIn("dan", "data");
    await move(data, "db");
    await refused(move(data, "orders"), "AccessDeniedException", /not authorized/);
  });

  it("lets nobody in without a team, and a person of a team without apps reach nothing", async () => {
    await refused(signIn("nora", ""), "AccessDenied", /sts:AssumeRoleWithSAML/);
    const others = await signIn("otto", "others");
    await refused(move(others, "orders"), "AccessDeniedException", /not authorized/);
  });

  it("lets people of other roles in with their tag, which changes nothing there", async () => {
    const operator = await signIn("olivia", "platform", "operator");
    await refused(move(operator, "orders"), "AccessDeniedException", /UpdateStateMachineAlias/);
  });

  it("takes a machine's team from its token, and refuses a token of another team", async () => {
    const { privateKey, id } = made.runnerKey;
    const runner = () => machineSession(made.cloud, outputs, privateKey, id);
    await move(await runner(), "db");
    await refused(move(await runner(), "orders"), "AccessDeniedException", /not authorized/);
    const { okta } = made.cloud;
    const authorization = { authorization: `SSWS ${okta.apiToken}`, "content-type": "application/json" };
    const apps = `${okta.url}/api/v1/apps`;
    const found = (await (await fetch(apps, { headers: authorization })).json()) as { id: string; profile?: object }[];
    const app = found.find(({ profile }) => profile !== undefined) ?? assert.fail("no client with a profile");
    const body = JSON.stringify({ ...app, profile: { team: "orders team" } });
    const answer = await fetch(`${apps}/${app.id}`, { method: "PUT", headers: authorization, body });
    assert.equal(answer.status, 200);
    await refused(runner(), "AccessDenied", /sts:AssumeRoleWithWebIdentity/);
  });
});
