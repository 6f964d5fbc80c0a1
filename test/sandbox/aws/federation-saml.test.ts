import assert from "node:assert/strict";
import {
  CreateRoleCommand,
  CreateSAMLProviderCommand,
  PutRolePolicyCommand,
  UpdateSAMLProviderCommand,
} from "@aws-sdk/client-iam";
import { CreateTopicCommand, PublishCommand } from "@aws-sdk/client-sns";
import {
  AssumeRoleWithSAMLCommand,
  type AssumeRoleWithSAMLCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import type { EmbeddedAws } from "../../../sandbox/aws";
import { newSamlKey, type SamlKey } from "../../../sandbox/okta/keys";
import {
  type AssertionContent,
  AWS_SIGN_IN,
  awsAttributes,
  signedResponse,
} from "../../../sandbox/okta/saml/assertion";
import { identityProviderMetadata } from "../../../sandbox/okta/saml/metadata";
import {
  ACCOUNT,
  type Clients,
  clientsOf,
  clientsOfSession,
  policy,
  refused,
  startTestCloud,
} from "../../helpers/embedded-aws";

const ISSUER = "http://www.okta.com/exktest";
const PROVIDER = `arn:aws:iam::${ACCOUNT}:saml-provider/test-okta`;
const OTHER_PROVIDER = `arn:aws:iam::${ACCOUNT}:saml-provider/other-okta`;
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const pair = (name: string, provider = PROVIDER) => `${role(name)},${provider}`;
const TAG = "https://aws.amazon.com/SAML/Attributes/PrincipalTag:team";

describe("AssumeRoleWithSAML", () => {
  let cloud: EmbeddedAws;
  let root: Clients;
  let sts: STSClient;
  let key: SamlKey;
  let otherKey: SamlKey;
  let topic: string | undefined;

  before(async function () {
    this.timeout(60_000);
    cloud = await startTestCloud();
    root = clientsOf(cloud);
    sts = new STSClient({ endpoint: cloud.endpoint, region: cloud.region, maxAttempts: 1 });
    [key, otherKey] = await Promise.all([newSamlKey("test", Date.now()), newSamlKey("other", Date.now())]);
    for (const [Name, { certificate }] of [
      ["test-okta", key],
      ["other-okta", otherKey],
    ] as const) {
      const entity = Name === "test-okta" ? ISSUER : "http://www.okta.com/exkother";
      const SAMLMetadataDocument = identityProviderMetadata(entity, certificate, "https://test.example/sso");
      await root.iam.send(new CreateSAMLProviderCommand({ Name, SAMLMetadataDocument }));
    }
    topic = (await root.sns.send(new CreateTopicCommand({ Name: "allowed" }))).TopicArn;
    await samlRole("operator");
    await samlRole("viewer");
    await samlRole("tagged", { Action: ["sts:AssumeRoleWithSAML", "sts:TagSession"] });
    await samlRole("strict", {
      Condition: { StringEquals: { "SAML:aud": AWS_SIGN_IN, "SAML:sub": "somebody@example.com" } },
    });
  });
  after(() => cloud?.stop());

  async function samlRole(RoleName: string, more: object = {}): Promise<void> {
    const trust = {
      Principal: { Federated: PROVIDER },
      Action: "sts:AssumeRoleWithSAML",
      Condition: { StringEquals: { "SAML:aud": AWS_SIGN_IN } },
      ...more,
    };
    await root.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: policy(trust) }));
    const allowed = { Action: "sns:Publish", Resource: topic };
    await root.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "own", PolicyDocument: policy(allowed) }));
  }

  const content = (changes: Partial<AssertionContent> = {}): AssertionContent => ({
    issuer: ISSUER,
    subject: "ada@example.com",
    issuedAt: Date.now(),
    attributes: awsAttributes(
      ["operator", "tagged", "strict"].map((name) => pair(name)),
      "ada@example.com",
      3600,
    ),
    ...changes,
  });
  const response = (changes: Partial<AssertionContent> = {}, sign?: { assertion: boolean; response: boolean }) =>
    signedResponse(content(changes), key, sign);
  const offering = (pairs: readonly string[]) =>
    response({ attributes: awsAttributes(pairs, "ada@example.com", 3600) });
  const base64 = (xml: string) => Buffer.from(xml).toString("base64");
  const assume = (xml: string, changes: Partial<AssumeRoleWithSAMLCommandInput> = {}) =>
    sts.send(
      new AssumeRoleWithSAMLCommand({
        RoleArn: role("operator"),
        PrincipalArn: PROVIDER,
        SAMLAssertion: base64(xml),
        ...changes,
      }),
    );

  for (const [name, sign] of [
    ["response and assertion", { assertion: true, response: true }],
    ["the assertion alone", { assertion: true, response: false }],
    ["the response alone", { assertion: false, response: true }],
  ] as const) {
    it(`returns a session, limited to the role, with a signature on ${name}`, async () => {
      const answer = await assume(response({}, sign));
      const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/operator/ada@example.com`;
      assert.equal(answer.AssumedRoleUser?.Arn, arn);
      assert.equal(answer.Subject, "ada@example.com");
      assert.equal(answer.Issuer, ISSUER);
      assert.equal(answer.Audience, AWS_SIGN_IN);
      const { sts: session, sns } = clientsOfSession(cloud, answer);
      assert.equal((await session.send(new GetCallerIdentityCommand({}))).Arn, arn);
      await sns.send(new PublishCommand({ TopicArn: topic, Message: "allowed" }));
      await assert.rejects(sns.send(new CreateTopicCommand({ Name: "not-allowed" })), /not authorized/);
    });
  }

  it("accepts the audience urn:amazon:webservices too", async () => {
    await assume(response({ audience: "urn:amazon:webservices" }));
  });

  const assertionOf = (xml: string) => /<saml2:Assertion .*<\/saml2:Assertion>/s.exec(xml)?.[0] ?? assert.fail();
  const forged = () =>
    assertionOf(signedResponse(content({ subject: "evil@example.com" }), key, { assertion: false, response: false }));
  const signedOnly = () => response({}, { assertion: true, response: false });

  const bad: readonly (readonly [string, () => string, string, RegExp])[] = [
    [
      "no signature",
      () => response({}, { assertion: false, response: false }),
      "InvalidIdentityToken",
      /signature invalid/,
    ],
    [
      "a signature of another key",
      () => signedResponse(content(), otherKey),
      "InvalidIdentityToken",
      /signature invalid/,
    ],
    [
      "a changed subject",
      () => response().replace(/ada@example/g, "eve@example"),
      "InvalidIdentityToken",
      /signature invalid/,
    ],
    [
      "a changed role",
      () => signedOnly().replaceAll("role/operator", "role/viewer"),
      "InvalidIdentityToken",
      /signature invalid/,
    ],
    [
      "a forged assertion before the signed one",
      () => signedOnly().replace("<saml2:Assertion ", () => `${forged()}<saml2:Assertion `),
      "InvalidIdentityToken",
      /exactly one assertion/,
    ],
    [
      "a forged assertion around the signed one",
      () =>
        signedOnly().replace(/<saml2:Assertion .*<\/saml2:Assertion>/s, (good) =>
          forged().replace("</saml2:Issuer>", `</saml2:Issuer>${good}`),
        ),
      "InvalidIdentityToken",
      /exactly one assertion/,
    ],
    [
      "a forged assertion with the good signature moved into it",
      () =>
        signedOnly().replace(/<saml2:Assertion .*<\/saml2:Assertion>/s, (good) => {
          const signature = /<ds:Signature .*<\/ds:Signature>/s.exec(good)?.[0] ?? assert.fail();
          return forged().replace("</saml2:Issuer>", `</saml2:Issuer>${signature}`);
        }),
      "InvalidIdentityToken",
      /signature invalid/,
    ],
    ["a document type", () => `<!DOCTYPE x [<!ENTITY e "x">]>${response()}`, "InvalidIdentityToken", /document type/],
    ["no SAML at all", () => "<x/>", "InvalidIdentityToken", /Invalid base64/],
    [
      "another issuer",
      () => response({ issuer: "http://www.okta.com/exkother" }),
      "InvalidIdentityToken",
      /Issuer not present/,
    ],
    ["another audience", () => response({ audience: "https://other.example" }), "InvalidIdentityToken", /Audience/],
    [
      "another recipient",
      () => response({ recipient: "https://other.example/saml" }),
      "InvalidIdentityToken",
      /Recipient/,
    ],
    ["an expired assertion", () => response({ issuedAt: Date.now() - 301_000 }), "ExpiredTokenException", /5 minutes/],
    [
      "an old assertion that claims to live long",
      () => response({ issuedAt: Date.now() - 301_000, lifetimeSeconds: 36_000 }),
      "ExpiredTokenException",
      /5 minutes/,
    ],
    [
      "an assertion of the future",
      () => response({ issuedAt: Date.now() + 600_000 }),
      "InvalidIdentityToken",
      /not valid yet|future/,
    ],
    ["an assertion for another role", () => offering([pair("viewer")]), "InvalidIdentityToken", /does not offer/],
    [
      "the role with another provider",
      () => offering([pair("operator", OTHER_PROVIDER)]),
      "InvalidIdentityToken",
      /does not offer/,
    ],
    ["no role", () => offering([]), "InvalidIdentityToken", /Role is required/],
    [
      "a session name that AWS does not take",
      () => response({ attributes: awsAttributes([pair("operator")], "a b", 3600) }),
      "InvalidIdentityToken",
      /RoleSessionName/,
    ],
    [
      "a session duration out of range",
      () => response({ attributes: awsAttributes([pair("operator")], "ada@example.com", 60) }),
      "InvalidIdentityToken",
      /SessionDuration/,
    ],
    [
      "tags for a role that allows none",
      () => response({ attributes: { ...content().attributes, [TAG]: ["a"] } }),
      "AccessDenied",
      /TagSession/,
    ],
  ];
  for (const [name, xml, code, message] of bad) {
    it(`refuses ${name}`, async () => {
      await refused(assume(xml()), code === "InvalidIdentityToken" ? `${code}Exception` : code, message);
    });
  }

  const requests: readonly (readonly [string, Partial<AssumeRoleWithSAMLCommandInput>, string, RegExp])[] = [
    ["an unknown provider", { PrincipalArn: `${PROVIDER}-not` }, "InvalidIdentityTokenException", /doesn't exist/],
    [
      "another provider than the issuer's",
      { PrincipalArn: OTHER_PROVIDER },
      "InvalidIdentityTokenException",
      /signature invalid/,
    ],
    ["a role whose conditions do not hold", { RoleArn: role("strict") }, "AccessDenied", /sts:AssumeRoleWithSAML/],
    ["a session longer than the role's maximum", { DurationSeconds: 3601 }, "ValidationError", /MaxSessionDuration/],
  ];
  for (const [name, changes, code, message] of requests) {
    it(`refuses ${name}`, async () => {
      await refused(assume(response(), changes), code, message);
    });
  }

  it("refuses a role that trusts another provider, although the assertion offers it", async () => {
    const RoleName = "foreign";
    const trust = { Principal: { Federated: OTHER_PROVIDER }, Action: "sts:AssumeRoleWithSAML" };
    await root.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: policy(trust) }));
    const attributes = awsAttributes([pair(RoleName)], "ada@example.com", 3600);
    await refused(assume(response({ attributes }), { RoleArn: role(RoleName) }), "AccessDenied", /AssumeRoleWithSAML/);
  });

  it("makes session tags of the PrincipalTag attributes, which policies then see", async () => {
    const onlyOrders = {
      Action: "sns:Publish",
      Resource: topic,
      Condition: { StringEquals: { "aws:PrincipalTag/team": "orders" } },
    };
    const PolicyDocument = policy(onlyOrders);
    await root.iam.send(new PutRolePolicyCommand({ RoleName: "tagged", PolicyName: "own", PolicyDocument }));
    const publishAs = async (team: string) => {
      const attributes = { ...content().attributes, [TAG]: [team] };
      const { sns } = clientsOfSession(cloud, await assume(response({ attributes }), { RoleArn: role("tagged") }));
      await sns.send(new PublishCommand({ TopicArn: topic, Message: "tagged" }));
    };
    await publishAs("orders");
    await assert.rejects(publishAs("catalog"), /not authorized/);
  });

  it("follows the provider's metadata when its certificate is replaced", async () => {
    const next = await newSamlKey("next", Date.now());
    const update = (certificate: string) =>
      root.iam.send(
        new UpdateSAMLProviderCommand({
          SAMLProviderArn: PROVIDER,
          SAMLMetadataDocument: identityProviderMetadata(ISSUER, certificate, "https://test.example/sso"),
        }),
      );
    await update(next.certificate);
    await refused(assume(response()), "InvalidIdentityTokenException", /signature invalid/);
    await assume(signedResponse(content(), next));
    await update(key.certificate);
  });
});
