import assert from "node:assert/strict";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { GetSecretValueCommand, RotateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { OutputMap } from "@pulumi/pulumi/automation";
import { decodeJwt } from "jose";
import { proxyNames } from "../../../components/proxy/names";
import { rotationLogGroup } from "../../../components/secrets/rotation-permissions";
import { eventually } from "../../helpers/embedded-aws";
import { at, TestOrg } from "../../helpers/okta-org";
import { type SmallEnvironment, smallEnvironment } from "../../helpers/small-environment";
import { authorize, redeem, type WebClient, type WebRequest } from "../../sandbox/okta/web-sign-in";

const URL_OF_PROXY = "https://hoop.example.com";

/**
 * A gateway of hoop.dev in a whole environment. It proves the registration and the rotation against an emulated org and
 * an emulated account; not that a gateway of hoop's works with them.
 */
describe("an identity-aware proxy on the embedded cloud", function () {
  this.timeout(300_000);
  let environment: SmallEnvironment;
  let org: TestOrg;
  let outputs: OutputMap;
  let client: WebClient;
  let secrets: SecretsManagerClient;
  let operator: WebRequest;
  let viewer: WebRequest;
  let first = "";

  before(async () => {
    environment = await smallEnvironment();
    org = new TestOrg(environment.cloud.okta);
    secrets = new SecretsManagerClient(environment.cloud.root.config);
    const proxy = { kind: "hoop", url: URL_OF_PROXY, groups: ["operator"] };
    await environment.stack.setConfig("app-of-apps:identityProxy", { value: JSON.stringify(proxy) });
    ({ outputs } = await environment.stack.up());
    const variables = at(outputs.proxy?.value, "variables");
    const issuer = String(at(variables, "IDP_ISSUER"));
    client = {
      clientId: String(at(variables, "IDP_CLIENT_ID")),
      redirectUri: `${String(at(variables, "API_URL"))}/api/callback`,
      server: new URL(issuer).pathname,
    };
    const person = async (login: string, department: string): Promise<WebRequest> => {
      const made = await org.person(login, department);
      return { username: made.login, password: made.password };
    };
    operator = await person("op@example.com", "platform");
    viewer = await person("viewer@example.com", "engineering");
    first = await eventually("the first client secret", secret, 20).catch(async (error: Error) => {
      throw new Error(`${error.message}: ${await log()}`);
    });
  });
  after(async () => await environment?.close());

  const log = async () => {
    const logs = new CloudWatchLogsClient(environment.cloud.root.config);
    const logGroupName = rotationLogGroup(proxyNames(environment.names).rotation);
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
    return events.map(({ message }) => message).join("\n");
  };
  const secretName = () => proxyNames(environment.names).secret.name;
  const secret = async () =>
    (await secrets.send(new GetSecretValueCommand({ SecretId: secretName() })).catch(() => undefined))?.SecretString;
  const signIn = async (person: WebRequest, by: string) => {
    const { code = "" } = await authorize(org, client, person);
    return await redeem(org, client, by, { code });
  };

  it("signs a member of its group in, and the token names that group only", async () => {
    const { status, body } = await signIn(operator, first);
    assert.equal(status, 200, JSON.stringify(body));
    const group = `aws#${environment.names.base}#${environment.names.role("operator").name}#${environment.names.scope.account}`;
    assert.deepEqual(decodeJwt(String(at(body, "id_token"))).groups, [group]);
  });

  it("refuses everybody else, and every address but its own", async () => {
    assert.equal((await authorize(org, client, viewer)).error, "access_denied");
    const elsewhere = await authorize(
      org,
      { ...client, redirectUri: "https://hoop.example.com.evil.example/api/callback" },
      operator,
    );
    assert.deepEqual([elsewhere.status, elsewhere.code], ["400", undefined]);
    assert.equal((await signIn(operator, "not-the-secret-of-the-client")).status, 401);
  });

  it("has its secret in Secrets Manager only: in no output, and not in the state even encrypted", async () => {
    const state = await environment.stack.exportStack();
    const text = JSON.stringify([state, outputs]);
    assert.equal(text.includes(first), false);
    const { resources } = state.deployment as { resources: { urn: string; outputs?: { clientSecret?: unknown } }[] };
    const app = resources.find(({ urn }) => urn.endsWith("OAuth::shop-sandbox-proxy"));
    assert.ok(app !== undefined);
    const recorded = app.outputs?.clientSecret;
    assert.ok(
      recorded === undefined || recorded === "" || at(recorded, "plaintext") === '""',
      JSON.stringify(recorded),
    );
  });

  it("rotates: the new secret and the one before are accepted, older ones are not", async () => {
    const rotate = async (before: string) => {
      await secrets.send(new RotateSecretCommand({ SecretId: secretName() }));
      return await eventually(
        "the next client secret",
        async () => {
          const value = await secret();
          return value !== before && value;
        },
        90,
      );
    };
    const second = await rotate(first);
    assert.deepEqual([(await signIn(operator, first)).status, (await signIn(operator, second)).status], [200, 200]);
    const third = await rotate(second);
    const statuses = await Promise.all([first, second, third].map(async (one) => (await signIn(operator, one)).status));
    assert.deepEqual(statuses, [401, 200, 200]);
  });

  it("lets the rotation's service app change no other app", async () => {
    const { body } = await org.call("GET", "/api/v1/iam/resource-sets");
    const set = String(at(body, "resource-sets", 0, "id"));
    const bound = await org.call("GET", `/api/v1/iam/resource-sets/${set}/resources`);
    const apps = await org.call("GET", "/api/v1/apps");
    assert.ok(Array.isArray(apps.body));
    const own = apps.body.find((app) => at(app, "label") === client.clientId);
    const addresses = at(bound.body, "resources") as { _links: { self: { href: string } } }[];
    assert.deepEqual(
      addresses.map(({ _links }) => _links.self.href),
      [`${org.okta.orgUrl}/api/v1/apps/${String(at(own, "id"))}`],
    );
  });

  it("changes nothing in a second up, and goes with its setting", async () => {
    const { summary } = await environment.stack.up();
    const { same: _, ...changes } = summary.resourceChanges ?? {};
    assert.deepEqual(changes, {});
    await environment.stack.removeConfig("app-of-apps:identityProxy");
    await environment.stack.up();
    assert.equal(org.okta.inventory().apps.includes(client.clientId), false);
  });
});
