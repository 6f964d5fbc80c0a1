import * as okta from "@pulumi/okta";

/** What a test changes between two updates. */
export interface OktaVariant {
  readonly description: string;
  readonly expression: string;
  readonly minutes: number;
  readonly sessionSeconds: number;
  readonly clientId: string;
}

export const FIRST_OKTA: OktaVariant = {
  description: "first",
  expression: 'user.department=="platform"',
  minutes: 10,
  sessionSeconds: 3600,
  clientId: "probe-sandbox_runner",
};

// A public key made for these tests (RFC 7517, appendix A.1).
const MODULUS =
  "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";

// Okta's own placeholders; the braces are not this file's.
const ROLE_VALUE_PATTERN = ["saml-provider/probe-okta", "role/\u0024{role}"]
  .map((rest) => `arn:aws:iam::\u0024{accountid}:${rest}`)
  .join(",");

/** One resource of every Okta type that the embedded org has, the way the components use them. */
export function oktaProgram(variant: OktaVariant) {
  return async () => {
    const operators = new okta.group.Group("operators", {
      name: "aws#probe-sandbox#probe-sandbox_operator#123456789012",
      description: variant.description,
    });
    const rule = new okta.group.Rule("operators", {
      name: "probe_operator",
      status: "ACTIVE",
      expressionType: "urn:okta:expression:1.0",
      expressionValue: variant.expression,
      groupAssignments: [operators.id],
    });
    const runner = new okta.app.OAuth("runner", {
      label: "probe runner",
      type: "service",
      clientId: variant.clientId,
      grantTypes: ["client_credentials"],
      responseTypes: ["token"],
      tokenEndpointAuthMethod: "private_key_jwt",
      jwks: [{ kty: "RSA", kid: "runner", e: "AQAB", n: MODULUS }],
    });
    const native = new okta.app.OAuth("native", {
      label: "probe terminal",
      type: "native",
      clientId: "probe-sandbox_native",
      grantTypes: ["authorization_code", "urn:ietf:params:oauth:grant-type:device_code"],
      responseTypes: ["code"],
      redirectUris: ["http://127.0.0.1:8400/callback"],
      tokenEndpointAuthMethod: "none",
      pkceRequired: true,
    });
    const web = new okta.app.OAuth("web", {
      label: "probe web",
      type: "web",
      grantTypes: ["authorization_code"],
      redirectUris: ["https://probe.example/callback"],
      profile: JSON.stringify({ team: variant.description }),
    });
    const federation = new okta.app.Saml(
      "federation",
      {
        label: "probe AWS",
        preconfiguredApp: "amazon_aws",
        appSettingsJson: JSON.stringify({
          appFilter: "okta",
          awsEnvironmentType: "aws.amazon",
          groupFilter: "aws#probe-sandbox#(?{{role}}[\\w+=,.@-]+)#(?{{accountid}}\\d+)",
          joinAllRoles: true,
          loginURL: "https://console.aws.amazon.com/ec2/home",
          roleValuePattern: ROLE_VALUE_PATTERN,
          sessionDuration: variant.sessionSeconds,
          useGroupMapping: true,
        }),
        attributeStatements: [
          {
            type: "EXPRESSION",
            name: "https://aws.amazon.com/SAML/Attributes/PrincipalTag:team",
            namespace: "urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified",
            values: [variant.description === "first" ? "user.department" : "user.costCenter"],
          },
        ],
      },
      { dependsOn: [native] },
    );
    const assigned = new okta.AppGroupAssignments("federation", {
      appId: federation.id,
      groups: [{ id: operators.id, priority: 1, profile: "{}" }],
    });
    const server = new okta.auth.Server("server", {
      name: "probe-sandbox",
      description: variant.description,
      audiences: ["https://probe.app-of-apps.example"],
      issuerMode: "ORG_URL",
    });
    const scope = new okta.auth.ServerScope("scope", {
      authServerId: server.id,
      name: "app-of-apps.run",
      description: "Run the parent workflow",
      consent: "IMPLICIT",
      metadataPublish: "NO_CLIENTS",
    });
    const claim = new okta.auth.ServerClaim("claim", {
      authServerId: server.id,
      name: "environment",
      claimType: "RESOURCE",
      valueType: "EXPRESSION",
      value: '"sandbox"',
    });
    const policy = new okta.auth.ServerPolicy("policy", {
      authServerId: server.id,
      name: "runner",
      description: variant.description,
      priority: 1,
      clientWhitelists: [runner.clientId],
    });
    const policyRule = new okta.auth.ServerPolicyRule("rule", {
      authServerId: server.id,
      policyId: policy.id,
      name: "client credentials",
      priority: 1,
      grantTypeWhitelists: ["client_credentials"],
      scopeWhitelists: [scope.name],
      accessTokenLifetimeMinutes: variant.minutes,
    });
    return {
      appName: federation.name,
      assigned: assigned.id,
      claim: claim.id,
      clientId: runner.clientId,
      entityKey: federation.entityKey,
      entityUrl: federation.entityUrl,
      issuer: server.issuer,
      metadata: federation.metadata,
      policyRule: policyRule.id,
      postBinding: federation.httpPostBinding,
      rule: rule.id,
      scopeId: scope.id,
      serverId: server.id,
      webSecret: web.clientSecret,
    };
  };
}
