import assert from "node:assert/strict";
import { CreateRoleCommand, CreateSAMLProviderCommand } from "@aws-sdk/client-iam";
import { AssumeRoleWithSAMLCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { EmbeddedAws } from "../../../sandbox/aws";
import { AWS_SIGN_IN } from "../../../sandbox/okta/saml/assertion";
import { signInPerson } from "../../../sandbox/okta/sign-in";
import { ACCOUNT, clientsOf, clientsOfSession, policy, startTestCloud } from "../../helpers/embedded-aws";
import { type PeopleSetUp, peopleSetUp, TestOrg } from "../../helpers/okta-org";

describe("a person of the embedded org at STS", () => {
  let cloud: EmbeddedAws;
  let org: TestOrg;
  let people: PeopleSetUp;

  before(async function () {
    this.timeout(60_000);
    cloud = await startTestCloud();
    org = await TestOrg.start();
    people = await peopleSetUp(org);
    const { iam } = clientsOf(cloud);
    const provider = await iam.send(
      new CreateSAMLProviderCommand({ Name: "retail-test-okta", SAMLMetadataDocument: people.metadata }),
    );
    const trust = {
      Principal: { Federated: provider.SAMLProviderArn },
      Action: "sts:AssumeRoleWithSAML",
      Condition: { StringEquals: { "SAML:aud": AWS_SIGN_IN } },
    };
    const RoleName = "retail-test_operator";
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: policy(trust) }));
  });
  after(async () => {
    await Promise.all([cloud?.stop(), org?.okta.stop()]);
  });

  it("signs in and gets a session of the role that the group names", async () => {
    const person = await org.person("ada.platform@example.com", "platform");
    const { samlAssertion, roles } = await signInPerson({
      org: org.okta.orgUrl,
      hosts: org.hosts,
      clientId: people.clientId,
      federationAppId: people.federationAppId,
      username: person.login,
      password: person.password,
    });
    const sts = new STSClient({ endpoint: cloud.endpoint, region: cloud.region, maxAttempts: 1 });
    const answer = await sts.send(
      new AssumeRoleWithSAMLCommand({
        RoleArn: roles[0]?.roleArn,
        PrincipalArn: roles[0]?.providerArn,
        SAMLAssertion: samlAssertion,
      }),
    );
    const session = clientsOfSession(cloud, answer);
    const { Arn } = await session.sts.send(new GetCallerIdentityCommand({}));
    assert.equal(Arn, `arn:aws:sts::${ACCOUNT}:assumed-role/retail-test_operator/ada.platform@example.com`);
  });
});
