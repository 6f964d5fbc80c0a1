import assert from "node:assert/strict";
import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateTopicCommand, PublishCommand } from "@aws-sdk/client-sns";
import {
  AssumeRoleWithWebIdentityCommand,
  type AssumeRoleWithWebIdentityCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import type { EmbeddedAws } from "../../../sandbox/aws";
import { newSigningKey } from "../../../sandbox/okta/keys";
import {
  ACCOUNT,
  type Clients,
  clientsOf,
  clientsOfSession,
  policy,
  refused,
  startTestCloud,
} from "../../helpers/embedded-aws";
import { AUDIENCE, SUBJECT, startTokenIssuer, type TokenIssuer } from "../../helpers/token-issuer";

const ACTION = "sts:AssumeRoleWithWebIdentity";
const TAG = "https://aws.amazon.com/tags/principal_tags/";
const SOURCE = "https://aws.amazon.com/source_identity";

describe("AssumeRoleWithWebIdentity", () => {
  let cloud: EmbeddedAws;
  let root: Clients;
  let unsigned: STSClient;
  let issuer: TokenIssuer;
  let silent: TokenIssuer;
  let unknown: TokenIssuer;
  let topic: string | undefined;

  before(async function () {
    this.timeout(60_000);
    [issuer, silent, unknown] = await Promise.all([
      startTokenIssuer(),
      startTokenIssuer("silent.example"),
      startTokenIssuer("unknown.example"),
    ]);
    const hosts = { [issuer.host]: issuer.url, [unknown.host]: unknown.url };
    cloud = await startTestCloud({ hosts: { ...hosts, [silent.host]: silent.url } });
    root = clientsOf(cloud);
    unsigned = new STSClient({ endpoint: cloud.endpoint, region: cloud.region, maxAttempts: 1 });
    for (const { issuer: Url } of [issuer, silent]) {
      await root.iam.send(new CreateOpenIDConnectProviderCommand({ Url, ClientIDList: [AUDIENCE] }));
    }
    await silent.stop();
    topic = (await root.sns.send(new CreateTopicCommand({ Name: "allowed" }))).TopicArn;
    await webRole("web", issuer.host);
    await webRole("silent", silent.host);
    await webRole("tagged", issuer.host, { Action: [ACTION, "sts:TagSession"] });
    await webRole("orders", issuer.host, {
      Action: [ACTION, "sts:TagSession", "sts:SetSourceIdentity"],
      Condition: {
        StringEquals: {
          [`${issuer.host}:sub`]: SUBJECT,
          "aws:RequestTag/team": "orders",
          "sts:SourceIdentity": "runner",
        },
        "ForAllValues:StringEquals": { "aws:TagKeys": ["team"] },
      },
    });
    await webRole("untagged", issuer.host, { Condition: { Null: { "aws:TagKeys": "true" } } });
    await webRole("liked", issuer.host, { Condition: { StringLike: { [`${issuer.host}:sub`]: "repo:shop/*" } } });
    await webRole("elsewhere", "other.example");
    await root.iam.send(
      new CreateRoleCommand({
        RoleName: "denied",
        AssumeRolePolicyDocument: policy(
          { Principal: { Federated: providerArn(issuer.host) }, Action: ACTION },
          { Effect: "Deny", Principal: "*", Action: ACTION },
        ),
      }),
    );
  });
  after(async () => {
    await Promise.all([cloud?.stop(), issuer?.stop(), unknown?.stop()]);
  });

  const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
  const providerArn = (host: string) => `arn:aws:iam::${ACCOUNT}:oidc-provider/${host}`;

  async function webRole(RoleName: string, host: string, more: object = {}): Promise<void> {
    const trust = {
      Principal: { Federated: providerArn(host) },
      Action: ACTION,
      Condition: { StringEquals: { [`${host}:aud`]: AUDIENCE, [`${host}:sub`]: SUBJECT } },
      ...more,
    };
    await root.iam.send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: policy(trust), MaxSessionDuration: 3600 }),
    );
    const allowed = { Action: "sns:Publish", Resource: topic };
    await root.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "own", PolicyDocument: policy(allowed) }));
  }

  const assume = (WebIdentityToken: string, changes: Partial<AssumeRoleWithWebIdentityCommandInput> = {}) =>
    unsigned.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: roleArn("web"),
        RoleSessionName: "session",
        WebIdentityToken,
        ...changes,
      }),
    );

  it("exchanges a valid token for a session that IAM limits to the role", async () => {
    const answer = await assume(await issuer.token());
    assert.equal(answer.SubjectFromWebIdentityToken, SUBJECT);
    assert.equal(answer.Audience, AUDIENCE);
    assert.equal(answer.Provider, providerArn(issuer.host));
    const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/web/session`;
    assert.equal(answer.AssumedRoleUser?.Arn, arn);
    const seconds = (Number(answer.Credentials?.Expiration) - Date.now()) / 1000;
    assert.ok(seconds > 3500 && seconds <= 3600, String(seconds));
    const { sts, sns } = clientsOfSession(cloud, answer);
    assert.equal((await sts.send(new GetCallerIdentityCommand({}))).Arn, arn);
    await sns.send(new PublishCommand({ TopicArn: topic, Message: "allowed" }));
    await assert.rejects(sns.send(new CreateTopicCommand({ Name: "not-allowed" })), /not authorized/);
  });

  it("returns a session of the requested length", async () => {
    const { Credentials } = await assume(await issuer.token(), { DurationSeconds: 900 });
    assert.ok(Number(Credentials?.Expiration) - Date.now() <= 900_000);
  });

  const past = () => Math.floor(Date.now() / 1000) - 60;
  type Token = () => string | Promise<string>;
  const badTokens: readonly (readonly [string, Token, string, RegExp])[] = [
    ["no JWT", () => "garbage", "InvalidIdentityToken", /not a valid JWT/],
    ["the algorithm none", () => issuer.unsigned(), "InvalidIdentityToken", /algorithm none/],
    [
      "a symmetric algorithm keyed with the public key",
      () => issuer.symmetric(),
      "InvalidIdentityToken",
      /algorithm HS256/,
    ],
    [
      "another key under an unknown id",
      () => issuer.token({}, newSigningKey()),
      "InvalidIdentityToken",
      /verification key/,
    ],
    [
      "another key under the right id",
      () => issuer.token({}, { ...newSigningKey(), kid: issuer.key.kid }),
      "InvalidIdentityToken",
      /signature/i,
    ],
    [
      "claims changed after signing",
      async () => {
        const [header, , signature] = (await issuer.token()).split(".");
        const [, claims] = (await issuer.token({ sub: "other" })).split(".");
        return [header, claims, signature].join(".");
      },
      "InvalidIdentityToken",
      /signature/i,
    ],
    ["an expired token", () => issuer.token({ exp: past() }), "ExpiredTokenException", /expired/i],
    ["a token of the future", () => issuer.token({ nbf: past() + 600 }), "InvalidIdentityToken", /not valid yet/],
    ["no expiry", () => issuer.token({ exp: undefined }), "InvalidIdentityToken", /exp/],
    ["no subject", () => issuer.token({ sub: undefined }), "InvalidIdentityToken", /sub/],
    ["another audience", () => issuer.token({ aud: "https://other.example" }), "InvalidIdentityToken", /audience/],
    ["a foreign authorized party", () => issuer.token({ azp: "somebody" }), "InvalidIdentityToken", /audience/],
    [
      "another issuer in the claims",
      () => issuer.token({ iss: "https://other.example" }),
      "InvalidIdentityToken",
      /No OpenIDConnect/,
    ],
    ["an issuer without https", () => issuer.token({ iss: `http://${issuer.host}` }), "InvalidIdentityToken", /https/],
    [
      "an issuer without a provider in the account",
      () => unknown.token(),
      "InvalidIdentityToken",
      /No OpenIDConnect provider/,
    ],
    ["a provider that gives no answer", () => silent.token(), "IDPCommunicationError", /did not answer/],
    [
      "another subject",
      () => issuer.token({ sub: "other" }),
      "AccessDenied",
      /Not authorized to perform sts:AssumeRoleWithWebIdentity/,
    ],
    [
      "tags with more than one value",
      () => issuer.token({ "https://aws.amazon.com/tags": { principal_tags: { team: ["a", "b"] } } }),
      "InvalidIdentityToken",
      /exactly one value/,
    ],
    [
      "tags for a role that allows none",
      () => issuer.token({ "https://aws.amazon.com/tags": { principal_tags: { team: ["a"] } } }),
      "AccessDenied",
      /sts:TagSession/,
    ],
  ];
  for (const [name, token, code, message] of badTokens) {
    it(`refuses ${name}`, async () => {
      await refused(assume(await token()), fullName(code), message);
    });
  }

  const tags = (tag: object) =>
    issuer.token(Object.fromEntries(Object.entries(tag).map(([key, value]) => [TAG + key, value])));
  const badTags: readonly (readonly [string, Token, string, RegExp])[] = [
    ["a tag with several values", () => tags({ team: ["a", "b"] }), "InvalidIdentityToken", /exactly one value/],
    ["a tag that is no text", () => tags({ team: 7 }), "InvalidIdentityToken", /exactly one value/],
    ["a key of 129 characters", () => tags({ ["k".repeat(129)]: "a" }), "ValidationError", /too long/],
    ["a value of 257 characters", () => tags({ team: "v".repeat(257) }), "ValidationError", /too long/],
    ["a character that tags do not have", () => tags({ team: "a*" }), "ValidationError", /characters/],
    ["a key of AWS", () => tags({ "aws:team": "a" }), "ValidationError", /characters/],
    ["keys that differ by case alone", () => tags({ team: "a", Team: "b" }), "ValidationError", /different keys/],
    [
      "the same key in both forms",
      () => issuer.token({ [`${TAG}team`]: "a", "https://aws.amazon.com/tags": { principal_tags: { team: ["b"] } } }),
      "ValidationError",
      /different keys/,
    ],
    [
      "51 tags",
      () => tags(Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, "v"]))),
      "ValidationError",
      /At most 50/,
    ],
    [
      "a transitive key that is no tag",
      () => issuer.token({ [`${TAG}team`]: "a", "https://aws.amazon.com/tags/transitive_tag_keys": ["other"] }),
      "ValidationError",
      /transitive/,
    ],
  ];
  for (const [name, token, code, message] of badTags) {
    it(`refuses ${name}`, async () => {
      await refused(assume(await token(), { RoleArn: roleArn("tagged") }), fullName(code), message);
    });
  }

  it("makes a tag and a source identity of flat claims, and judges the trust by them", async () => {
    const RoleArn = roleArn("orders");
    const claims = { [`${TAG}team`]: "orders", [SOURCE]: "runner" };
    const answer = await assume(await issuer.token(claims), { RoleArn });
    assert.equal(answer.SourceIdentity, "runner");
    const who = (team: string, source: string) => ({
      Action: "sns:Publish",
      Resource: topic,
      Condition: { StringEquals: { "aws:PrincipalTag/team": team, "aws:SourceIdentity": source } },
    });
    const { sns } = clientsOfSession(cloud, answer);
    const publish = async (statement: object) => {
      await root.iam.send(
        new PutRolePolicyCommand({ RoleName: "orders", PolicyName: "own", PolicyDocument: policy(statement) }),
      );
      await sns.send(new PublishCommand({ TopicArn: topic, Message: "flat" }));
    };
    await publish(who("orders", "runner"));
    await assert.rejects(publish(who("catalog", "runner")), /not authorized/);
    await assert.rejects(publish(who("orders", "other")), /not authorized/);
    for (const changes of [
      { [`${TAG}team`]: "catalog" },
      { [`${TAG}team`]: undefined },
      { [`${TAG}more`]: "x" },
      { [SOURCE]: "other" },
    ]) {
      await refused(
        assume(await issuer.token({ ...claims, ...changes }), { RoleArn }),
        "AccessDenied",
        /Not authorized/,
      );
    }
    await assume(await issuer.token(), { RoleArn: roleArn("untagged") });
  });

  it("refuses a source identity that the trust does not allow, or that is none", async () => {
    const to = async (source: unknown, role: string) =>
      assume(await issuer.token({ [SOURCE]: source }), { RoleArn: roleArn(role) });
    await refused(to("runner", "web"), "AccessDenied", /sts:SetSourceIdentity/);
    for (const source of ["x", "with space", "a:b", "s".repeat(65)]) {
      await refused(to(source, "web"), "ValidationError", /source identity/);
    }
    await refused(to(["a", "b"], "web"), "InvalidIdentityTokenException", /exactly one value/);
  });

  const badRequests: readonly (readonly [string, Partial<AssumeRoleWithWebIdentityCommandInput>, string, RegExp])[] = [
    [
      "a role that does not exist",
      { RoleArn: `arn:aws:iam::${ACCOUNT}:role/nobody` },
      "AccessDenied",
      /Not authorized/,
    ],
    [
      "a role that trusts another provider",
      { RoleArn: `arn:aws:iam::${ACCOUNT}:role/elsewhere` },
      "AccessDenied",
      /Not authorized/,
    ],
    ["a role whose trust denies", { RoleArn: `arn:aws:iam::${ACCOUNT}:role/denied` }, "AccessDenied", /Not authorized/],
    ["a session longer than the role's maximum", { DurationSeconds: 3601 }, "ValidationError", /MaxSessionDuration/],
    ["a session shorter than STS gives", { DurationSeconds: 60 }, "ValidationError", /900/],
    ["a session name with a slash", { RoleSessionName: "a/b" }, "ValidationError", /roleSessionName/],
  ];
  for (const [name, changes, code, message] of badRequests) {
    it(`refuses ${name}`, async () => {
      await refused(assume(await issuer.token(), changes), fullName(code), message);
    });
  }

  it("lets a bounded StringLike on the subject through, and nothing else", async () => {
    const RoleArn = roleArn("liked");
    await assume(await issuer.token({ sub: "repo:shop/orders" }), { RoleArn });
    await refused(
      assume(await issuer.token({ sub: "repo:other/orders" }), { RoleArn }),
      "AccessDenied",
      /Not authorized/,
    );
  });

  it("reads the provider's client ids as they are now", async () => {
    const aud = "https://added.example";
    await refused(assume(await issuer.token({ aud })), "InvalidIdentityTokenException", /audience/);
    await root.iam.send(
      new AddClientIDToOpenIDConnectProviderCommand({
        OpenIDConnectProviderArn: providerArn(issuer.host),
        ClientID: aud,
      }),
    );
    await refused(assume(await issuer.token({ aud })), "AccessDenied", /Not authorized/);
  });

  it("makes session tags of the claim, which policies then see", async () => {
    await root.iam.send(
      new PutRolePolicyCommand({
        RoleName: "tagged",
        PolicyName: "own",
        PolicyDocument: policy({
          Action: "sns:Publish",
          Resource: topic,
          Condition: { StringEquals: { "aws:PrincipalTag/team": "orders" } },
        }),
      }),
    );
    const publishAs = async (team: string) => {
      const token = await issuer.token({ "https://aws.amazon.com/tags": { principal_tags: { team: [team] } } });
      const { sns } = clientsOfSession(cloud, await assume(token, { RoleArn: roleArn("tagged") }));
      await sns.send(new PublishCommand({ TopicArn: topic, Message: "tagged" }));
    };
    await publishAs("orders");
    await assert.rejects(publishAs("catalog"), /not authorized/);
  });
});

/** The SDK's names of the errors that the STS API Reference lists; others keep their code. */
function fullName(code: string): string {
  const modelled = ["InvalidIdentityToken", "IDPCommunicationError"];
  return modelled.includes(code) ? `${code}Exception` : code;
}
