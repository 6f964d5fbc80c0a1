import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateLogGroupCommand, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DescribeStateMachineAliasCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { stringify } from "yaml";
import { runCommand } from "../../../cli/command";
import { rollbackCommand } from "../../../cli/rollback/index";
import { parseJson } from "../../../components/core/json";
import { environmentNames, scopeOf } from "../../../components/core/names";
import { type Grant, grantStatements } from "../../../components/iam/grants";
import type { EmbeddedAws } from "../../../sandbox/aws";
import {
  ACCOUNT,
  type Clients,
  clientsOf,
  policy,
  REGION,
  serviceRole,
  startTestCloud,
  user,
} from "../../helpers/embedded-aws";
import { stackConfig } from "../../helpers/stack-config";

const NAMES = environmentNames(scopeOf({ blueprint: "shop", environment: "dev", account: ACCOUNT, region: REGION }));
const ORDERS = NAMES.app("orders").machine;

/** The command over the embedded AWS's own APIs, with an operator's rights as the environment grants them. */
describe("the rollback command, as IAM judges it", () => {
  let cloud: EmbeddedAws;
  let root: Clients;
  let folder: string;

  const definition = (Comment: string) =>
    JSON.stringify({ Comment, QueryLanguage: "JSONata", StartAt: "Done", States: { Done: { Type: "Succeed" } } });

  /** Writes the stack's file with the session of a role that has these verbs. */
  async function signIn(role: string, verbs: readonly Grant[]): Promise<void> {
    const trust = { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: "sts:AssumeRole" };
    const { Role } = await root.iam.send(
      new CreateRoleCommand({ RoleName: role, AssumeRolePolicyDocument: policy(trust) }),
    );
    const statements = grantStatements(verbs, { names: NAMES, rollbacks: [] });
    await root.iam.send(
      new PutRolePolicyCommand({ RoleName: role, PolicyName: "permissions", PolicyDocument: policy(...statements) }),
    );
    const someone = await user(root, `user-of-${role}`, [{ Action: "sts:AssumeRole", Resource: Role?.Arn }]);
    const { Credentials } = await clientsOf(cloud, someone).sts.send(
      new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: "ann" }),
    );
    const { endpoint } = cloud;
    const settings = {
      ...Object.fromEntries(Object.entries(stackConfig("dev")).map(([key, value]) => [key, parseJson(value) ?? value])),
      "aws:region": REGION,
      "aws:allowedAccountIds": [ACCOUNT],
      "aws:endpoints": [{ sfn: endpoint, sts: endpoint, cloudwatchlogs: endpoint }],
      "aws:accessKey": Credentials?.AccessKeyId,
      "aws:secretKey": Credentials?.SecretAccessKey,
      "aws:token": Credentials?.SessionToken,
      "app-of-apps:blueprint": join(folder, "blueprint.json"),
    };
    writeFileSync(join(folder, "Pulumi.dev.yaml"), stringify({ config: settings }));
  }

  const command = (...args: string[]) =>
    runCommand(rollbackCommand({ folder }), ["--stack", "dev", "--app", "orders", ...args]);

  async function live(): Promise<{ version: string | undefined; description: string | undefined }> {
    const { routingConfiguration, description } = await root.sfn.send(
      new DescribeStateMachineAliasCommand({ stateMachineAliasArn: ORDERS.aliasArn }),
    );
    return { version: routingConfiguration?.[0]?.stateMachineVersionArn?.replace(/^.*:/, ""), description };
  }

  before(async () => {
    cloud = await startTestCloud();
    root = clientsOf(cloud);
    folder = mkdtempSync(join(tmpdir(), "rollback-as-operator-"));
    const apps = { orders: { task: { kind: "lambda", function: "f" } } };
    writeFileSync(join(folder, "blueprint.json"), JSON.stringify({ name: "shop", apps }));
    await root.logs.send(new CreateLogGroupCommand({ logGroupName: NAMES.logGroup.name }));
    const roleArn = await serviceRole(root, "machines", "states.amazonaws.com");
    const { stateMachineArn } = await root.sfn.send(
      new CreateStateMachineCommand({ name: ORDERS.name, roleArn, definition: definition("1"), publish: true }),
    );
    const { stateMachineVersionArn } = await root.sfn.send(
      new UpdateStateMachineCommand({ stateMachineArn, definition: definition("2"), publish: true }),
    );
    await root.sfn.send(
      new CreateStateMachineAliasCommand({
        name: "live",
        routingConfiguration: [{ stateMachineVersionArn, weight: 100 }],
      }),
    );
  });
  after(async () => {
    await cloud.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is refused to a viewer, who is allowed to list", async () => {
    await signIn("viewer", ["observe"]);
    const listed = await command("--list");
    assert.deepEqual([listed.status, listed.stderr], [0, ""]);
    assert.match(listed.stdout, / 2 {2}\S+ {2}live\n +1 {2}\S+\n/);
    const { status, stderr } = await command("--to", "1", "--why", "I am curious");
    assert.equal(status, 1);
    assert.match(stderr, /orders was not moved.*AccessDeniedException.*states:UpdateStateMachineAlias/);
    assert.equal((await live()).version, "2");
  });

  it("moves the alias for an operator, and the log says who, from, to and why", async () => {
    await signIn("operator", ["observe", "rollback"]);
    const { status, stdout, stderr } = await command("--to", "1", "--why", "checkout is slow", "--pin");
    assert.deepEqual([status, stderr], [0, ""], stdout);
    const { version, description } = await live();
    assert.equal(version, "1");
    const who = `arn:aws:sts::${ACCOUNT}:assumed-role/operator/ann`;
    assert.match(description ?? "", new RegExp(`^Rolled back from 2 to 1 at .* by ${who}: checkout is slow$`));
    const { events = [] } = await root.logs.send(
      new FilterLogEventsCommand({ logGroupName: NAMES.logGroup.name, logStreamNames: ["versions"] }),
    );
    const [record, ...more] = events.map(({ message = "" }) => JSON.parse(message) as Record<string, unknown>);
    assert.deepEqual(more, []);
    assert.deepEqual(
      [record?.type, record?.machine, record?.from, record?.to, record?.who, record?.why],
      ["AliasMoved", "orders", [{ version: 2, weight: 100 }], [{ version: 1, weight: 100 }], who, "checkout is slow"],
    );
    assert.match(readFileSync(join(folder, "Pulumi.dev.yaml"), "utf8"), /app-of-apps:pins:\n {4}orders: 1\n/);
  });
});
