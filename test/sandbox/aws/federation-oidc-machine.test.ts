import assert from "node:assert/strict";
import { CreateOpenIDConnectProviderCommand, CreateRoleCommand } from "@aws-sdk/client-iam";
import { AssumeRoleWithWebIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { EmbeddedAws } from "../../../sandbox/aws";
import { machineToken } from "../../../sandbox/okta/sign-in";
import { ACCOUNT, clientsOf, policy, refused, startTestCloud } from "../../helpers/embedded-aws";
import { type MachineSetUp, machineSetUp, TestOrg } from "../../helpers/okta-org";

describe("a machine of the embedded org at STS", () => {
  let org: TestOrg;
  let cloud: EmbeddedAws;
  let machine: MachineSetUp;

  before(async function () {
    this.timeout(60_000);
    org = await TestOrg.start();
    machine = await machineSetUp(org);
    cloud = await startTestCloud({ hosts: org.hosts });
    const { iam } = clientsOf(cloud);
    const host = machine.issuer.replace("https://", "");
    const { OpenIDConnectProviderArn } = await iam.send(
      new CreateOpenIDConnectProviderCommand({ Url: machine.issuer, ClientIDList: [machine.audience] }),
    );
    const trust = {
      Principal: { Federated: OpenIDConnectProviderArn },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringEquals: { [`${host}:aud`]: machine.audience, [`${host}:sub`]: machine.clientId } },
    };
    await iam.send(new CreateRoleCommand({ RoleName: "runner", AssumeRolePolicyDocument: policy(trust) }));
  });
  after(async () => {
    await Promise.all([cloud?.stop(), org?.okta.stop()]);
  });

  it("gets a session with its client credentials token; a deactivated server ends that", async () => {
    const { accessToken: WebIdentityToken } = await machineToken({
      issuer: machine.issuer,
      hosts: org.hosts,
      clientId: machine.clientId,
      privateKey: machine.key.privateKey,
      kid: machine.key.kid,
      scope: machine.scope,
    });
    const sts = new STSClient({ endpoint: cloud.endpoint, region: cloud.region, maxAttempts: 1 });
    const RoleArn = `arn:aws:iam::${ACCOUNT}:role/runner`;
    const command = new AssumeRoleWithWebIdentityCommand({ RoleArn, RoleSessionName: "runner", WebIdentityToken });
    const answer = await sts.send(command);
    assert.equal(answer.SubjectFromWebIdentityToken, machine.clientId);
    await org.call("POST", `/api/v1/authorizationServers/${machine.serverId}/lifecycle/deactivate`);
    await refused(sts.send(command), "IDPCommunicationErrorException", /did not answer/);
  });
});
