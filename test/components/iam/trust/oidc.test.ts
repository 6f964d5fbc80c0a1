import assert from "node:assert/strict";
import fc from "fast-check";
import { type OidcTrust, oidcTrust, oidcTrustProblems } from "../../../../components/iam/trust/oidc";

const GOOD: OidcTrust = {
  providerArn: "arn:aws:iam::111111111111:oidc-provider/example.okta.com/oauth2/aus1",
  issuer: "https://example.okta.com/oauth2/aus1",
  audience: "https://retail-dev.app-of-apps.example",
  subject: { equals: "retail-dev_runner" },
};

describe("trust in an OIDC issuer", () => {
  it("tests audience and subject for equality", () => {
    assert.deepEqual(oidcTrust(GOOD), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Federated: GOOD.providerArn },
          Action: ["sts:AssumeRoleWithWebIdentity"],
          Condition: {
            StringEquals: {
              "example.okta.com/oauth2/aus1:aud": "https://retail-dev.app-of-apps.example",
              "example.okta.com/oauth2/aus1:sub": "retail-dev_runner",
            },
          },
        },
      ],
    });
  });

  it("tests a complete prefix with StringLike, and the audience still for equality", () => {
    const [statement] = oidcTrust({ ...GOOD, subject: { prefix: "repo:org/name:" } }).Statement;
    assert.deepEqual(statement?.Condition, {
      StringEquals: { "example.okta.com/oauth2/aus1:aud": "https://retail-dev.app-of-apps.example" },
      StringLike: { "example.okta.com/oauth2/aus1:sub": "repo:org/name:*" },
    });
  });

  for (const [what, change, place] of [
    ["a plain-text issuer", { issuer: "http://example.okta.com" }, "issuer"],
    ["an open audience", { audience: "*" }, "audience"],
    ["no audience", { audience: "" }, "audience"],
    ["an open subject", { subject: { equals: "retail*" } }, "subject"],
    ["no subject", { subject: { equals: "" } }, "subject"],
    ["a prefix that another subject can continue", { subject: { prefix: "repo:org/na" } }, "subject"],
    ["a prefix with a wildcard", { subject: { prefix: "repo:*/name:" } }, "subject"],
    ["an empty prefix", { subject: { prefix: "" } }, "subject"],
  ] as const) {
    it(`refuses ${what}`, () => {
      const trust = { ...GOOD, ...change };
      assert.deepEqual(
        oidcTrustProblems(trust).map((problem) => problem.place),
        [place],
      );
      assert.throws(() => oidcTrust(trust), new RegExp(`OIDC trust, ${place}:`));
    });
  }

  it("never lets a wildcard through to audience or exact subject", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (audience, subject) => {
        const trust = { ...GOOD, audience, subject: { equals: subject } };
        fc.pre(oidcTrustProblems(trust).length === 0);
        assert.doesNotMatch(JSON.stringify(oidcTrust(trust)), /[*?]/);
      }),
    );
  });
});
