import assert from "node:assert/strict";
import {
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  CreateSAMLProviderCommand,
  DeleteRoleCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
} from "@aws-sdk/client-iam";
import { CreateStateMachineCommand, DeleteStateMachineCommand } from "@aws-sdk/client-sfn";
import {
  AssumeRoleCommand,
  AssumeRoleWithSAMLCommand,
  AssumeRoleWithWebIdentityCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import type { EmbeddedAws } from "../../../sandbox/aws";
import { newSamlKey, type SamlKey } from "../../../sandbox/okta/keys";
import { awsAttributes, signedResponse } from "../../../sandbox/okta/saml/assertion";
import { identityProviderMetadata } from "../../../sandbox/okta/saml/metadata";
import {
  ACCOUNT,
  AUDIENCE,
  ISSUER,
  SAML_PROVIDER,
  SUBJECT,
  TRUST_CASES,
  type TrustRequest,
} from "../../fixtures/trusts";
import { type Clients, clientsOf, clientsOfSession, policy, startTestCloud, user } from "../../helpers/embedded-aws";
import { played } from "../../helpers/fake-interpreter";
import { startTokenIssuer, type TokenIssuer } from "../../helpers/token-issuer";

const ENTITY = "http://www.okta.com/exktest";
const TARGET = "target";
const ROLE = `arn:aws:iam::${ACCOUNT}:role/${TARGET}`;

/** The policy pack's evaluator answers the same table in test/policies/evaluator/trusts.test.ts. */
describe("embedded AWS, on the trusts that the policy pack judges, too", () => {
  let cloud: EmbeddedAws;
  let root: Clients;
  let caller: Clients;
  let unsigned: STSClient;
  let issuer: TokenIssuer;
  let key: SamlKey;

  before(async function () {
    this.timeout(60_000);
    issuer = await startTokenIssuer(ISSUER);
    cloud = await startTestCloud({ hosts: { [issuer.host]: issuer.url } });
    root = clientsOf(cloud);
    unsigned = new STSClient({ endpoint: cloud.endpoint, region: cloud.region, maxAttempts: 1 });
    key = await newSamlKey("people", Date.now());
    await root.iam.send(new CreateOpenIDConnectProviderCommand({ Url: issuer.issuer, ClientIDList: [AUDIENCE] }));
    const SAMLMetadataDocument = identityProviderMetadata(ENTITY, key.certificate, "https://test.example/sso");
    await root.iam.send(new CreateSAMLProviderCommand({ Name: "people", SAMLMetadataDocument }));
    const assume = { Action: "sts:AssumeRole", Resource: "*" };
    for (const RoleName of ["caller", "other"]) {
      const trust = policy({ Principal: { AWS: ACCOUNT }, Action: "sts:AssumeRole" });
      await root.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
      await root.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "own", PolicyDocument: policy(assume) }));
    }
    await root.iam.send(new TagRoleCommand({ RoleName: "caller", Tags: [{ Key: "team", Value: "orders" }] }));
    const { sts } = clientsOf(cloud, await user(root, "starter", [assume]));
    const RoleArn = `arn:aws:iam::${ACCOUNT}:role/caller`;
    caller = clientsOfSession(cloud, await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "caller" })));
  });
  after(async () => {
    await Promise.all([cloud?.stop(), issuer?.stop()]);
  });

  async function send(request: TrustRequest): Promise<void> {
    const named = { RoleArn: ROLE, RoleSessionName: "session" };
    switch (request.by) {
      case "role": {
        const { externalId: ExternalId } = request;
        await caller.sts.send(new AssumeRoleCommand({ ...named, ExternalId }));
        return;
      }
      case "token": {
        const { sub = SUBJECT, amr } = request;
        const WebIdentityToken = await issuer.token({ sub, ...(amr === undefined ? {} : { amr }) });
        await unsigned.send(new AssumeRoleWithWebIdentityCommand({ ...named, WebIdentityToken }));
        return;
      }
      case "assertion": {
        const attributes = awsAttributes([`${ROLE},${SAML_PROVIDER}`], "ada@example.com", 3600);
        const content = { issuer: ENTITY, subject: "ada@example.com", issuedAt: Date.now(), attributes };
        const SAMLAssertion = Buffer.from(signedResponse(content, key)).toString("base64");
        await unsigned.send(
          new AssumeRoleWithSAMLCommand({ RoleArn: ROLE, PrincipalArn: SAML_PROVIDER, SAMLAssertion }),
        );
        return;
      }
      case "states": {
        const machine = { name: "orders", roleArn: ROLE, definition: played({}) };
        const { stateMachineArn } = await root.sfn.send(new CreateStateMachineCommand(machine));
        await root.sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
      }
    }
  }

  for (const { it: title, statements, request, allowed } of TRUST_CASES) {
    it(title, async () => {
      await root.iam.send(new CreateRoleCommand({ RoleName: TARGET, AssumeRolePolicyDocument: policy(...statements) }));
      try {
        await send(request);
        assert.ok(allowed, "let in");
      } catch (error) {
        const { name, message } = error as Error;
        assert.ok(!allowed && /AccessDenied/.test(name), `${name}: ${message}`);
      } finally {
        await root.iam.send(new DeleteRoleCommand({ RoleName: TARGET }));
      }
    });
  }
});
