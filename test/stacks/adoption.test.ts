import assert from "node:assert/strict";
import {
  CreatePolicyCommand,
  GetRoleCommand,
  IAMClient,
  ListRolesCommand,
  ListRoleTagsCommand,
} from "@aws-sdk/client-iam";
import { type SmallEnvironment, smallEnvironment } from "../helpers/small-environment";

const PATH = "/platform/apps/";

/** What an organisation demands of every stack, on the real engine and the embedded cloud. */
describe("a stack with what the organisation has and demands", function () {
  this.timeout(600_000);
  let environment: SmallEnvironment;
  let iam: IAMClient;
  let boundaryArn: string;

  before(async () => {
    environment = await smallEnvironment();
    iam = new IAMClient(environment.cloud.root.config);
    const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
    const { Policy } = await iam.send(
      new CreatePolicyCommand({ PolicyName: "bound", Path: "/security/", PolicyDocument: JSON.stringify(policy) }),
    );
    boundaryArn = `${Policy?.Arn}`;
    const settings = { namePrefix: "acme-", iamPath: PATH, boundaryArn, tags: '{"cost-center": "4711"}' };
    for (const [key, value] of Object.entries(settings)) {
      await environment.stack.setConfig(`app-of-apps:${key}`, { value });
    }
  });
  after(() => environment.close());

  it("previews and deploys: every role chain is proven with prefix, path and boundary", async () => {
    const preview = await environment.stack.preview();
    assert.deepEqual(Object.keys(preview.changeSummary), ["create"]);
    const { outputs } = await environment.stack.up();
    const verdicts = outputs.rehearsal?.value.map(({ app, verdict }: Record<string, string>) => [app, verdict]);
    assert.deepEqual(
      verdicts.map(([, verdict]: string[]) => verdict),
      ["proven", "proven"],
    );
  });

  it("has every role in the path, with the prefix, the organisation's boundary and its tags", async () => {
    const { Roles = [] } = await iam.send(new ListRolesCommand({ PathPrefix: PATH }));
    assert.ok(Roles.length >= 8, `${Roles.length} roles`);
    for (const { RoleName, Arn } of Roles) {
      assert.ok(RoleName?.startsWith("acme-shop-sandbox_"), RoleName);
      assert.ok(Arn?.endsWith(`:role${PATH}${RoleName}`), Arn);
      const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
      assert.equal(Role?.PermissionsBoundary?.PermissionsBoundaryArn, boundaryArn);
      const { Tags = [] } = await iam.send(new ListRoleTagsCommand({ RoleName }));
      assert.ok(
        Tags.some(({ Key, Value }) => Key === "cost-center" && Value === "4711"),
        RoleName,
      );
    }
  });

  it("leaves nothing under the names that it would have without a prefix", async () => {
    const inventory = Object.values(await environment.cloud.aws.inventory()).flat();
    assert.ok(inventory.filter((name) => name.includes("acme-shop")).length > 30);
    assert.deepEqual(
      inventory.filter((name) => /(^|[:/])shop[-/]sandbox/.test(name)),
      [],
    );
  });

  it("changes nothing in a second up, and deletes everything", async () => {
    const { summary } = await environment.stack.up();
    assert.deepEqual(Object.keys(summary.resourceChanges ?? {}), ["same"]);
    await environment.stack.destroy();
    const { Roles = [] } = await iam.send(new ListRolesCommand({ PathPrefix: PATH }));
    assert.deepEqual(Roles, []);
  });
});
