import assert from "node:assert/strict";
import {
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleWithWebIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { GITHUB_AUDIENCE, GITHUB_ISSUER, type GithubTrust, githubTrust } from "../../../components/iam/trust/github";
import type { EmbeddedAws } from "../../../sandbox/aws";
import { ACCOUNT, type Clients, clientsOf, policy, refused, startTestCloud } from "../../helpers/embedded-aws";
import { startTokenIssuer, type TokenIssuer } from "../../helpers/token-issuer";

const HOST = GITHUB_ISSUER.replace("https://", "");
const PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/${HOST}`;
const TRUST: GithubTrust = {
  repository: "acme/billing",
  ownerId: "123456",
  repositoryId: "456789",
  environment: "prod",
};
const CLASSIC = "repo:acme/billing:environment:prod";
const IMMUTABLE = "repo:acme@123456/billing@456789:environment:prod";

describe("jobs of GitHub Actions at STS", () => {
  let cloud: EmbeddedAws;
  let root: Clients;
  let github: TokenIssuer;

  before(async function () {
    this.timeout(60_000);
    github = await startTokenIssuer(HOST);
    cloud = await startTestCloud({ hosts: { [HOST]: github.url } });
    root = clientsOf(cloud);
    await root.iam.send(
      new CreateOpenIDConnectProviderCommand({ Url: GITHUB_ISSUER, ClientIDList: [GITHUB_AUDIENCE] }),
    );
    await trusting("deployer", TRUST);
    await trusting("previewer", { ...TRUST, environment: "prod-preview" });
    await trusting("classic", { repository: "acme/billing", repositoryId: "456789", environment: "prod" });
    await trusting("template", { ...TRUST, subjects: ["repository_id:456789:workflow:deploy"] });
  });
  after(async () => {
    await Promise.all([cloud?.stop(), github?.stop()]);
  });

  const trusting = (RoleName: string, trust: GithubTrust) => {
    const AssumeRolePolicyDocument = JSON.stringify(githubTrust(PROVIDER, trust));
    return root.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  };

  /** A job's token, exchanged for a session of a role. */
  async function job(role: string, sub: string, claims: Readonly<Record<string, unknown>> = {}) {
    const WebIdentityToken = await github.token({
      sub,
      aud: GITHUB_AUDIENCE,
      repository: "acme/billing",
      repository_id: "456789",
      repository_owner_id: "123456",
      environment: "prod",
      ...claims,
    });
    const sts = new STSClient({ endpoint: cloud.endpoint, region: cloud.region, maxAttempts: 1 });
    const RoleArn = `arn:aws:iam::${ACCOUNT}:role/${role}`;
    return await sts.send(new AssumeRoleWithWebIdentityCommand({ RoleArn, RoleSessionName: "job", WebIdentityToken }));
  }
  const previewing = { environment: "prod-preview" };

  for (const [what, role, sub, claims] of [
    ["the classic subject", "deployer", CLASSIC, {}],
    ["the immutable subject", "deployer", IMMUTABLE, {}],
    ["the classic subject of a preview", "previewer", "repo:acme/billing:environment:prod-preview", previewing],
    [
      "the immutable subject of a preview",
      "previewer",
      "repo:acme@123456/billing@456789:environment:prod-preview",
      previewing,
    ],
    ["the classic subject where no owner's id is set", "classic", CLASSIC, {}],
    ["a template's own subject", "template", "repository_id:456789:workflow:deploy", {}],
  ] as const) {
    it(`lets a job in by ${what}`, async () => {
      assert.equal((await job(role, sub, claims)).SubjectFromWebIdentityToken, sub);
    });
  }

  for (const [what, role, sub, claims] of [
    ["another owner's id", "deployer", "repo:acme@123457/billing@456789:environment:prod", {}],
    ["another repository's id in the subject", "deployer", "repo:acme@123456/billing@456780:environment:prod", {}],
    ["a repository of the same name with another id", "deployer", CLASSIC, { repository_id: "456780" }],
    ["a token without the repository's id", "deployer", CLASSIC, { repository_id: undefined }],
    ["a job of another environment", "deployer", IMMUTABLE, previewing],
    ["a previewing job at the deploying role", "deployer", "repo:acme/billing:environment:prod-preview", previewing],
    ["a job without an environment", "deployer", "repo:acme/billing:pull_request", { environment: undefined }],
    ["the immutable subject where no owner's id is set", "classic", IMMUTABLE, {}],
    ["GitHub's own subject where a template is set", "template", CLASSIC, {}],
  ] as const) {
    it(`refuses ${what}`, async () => {
      await refused(job(role, sub, claims), "AccessDenied", /Not authorized/);
    });
  }

  const aud = { [`${HOST}:aud`]: GITHUB_AUDIENCE };
  const document = (condition: object) =>
    policy({ Principal: { Federated: PROVIDER }, Action: "sts:AssumeRoleWithWebIdentity", Condition: condition });
  const message =
    /must evaluate, using StringEquals, StringLike or StringEqualsIgnoreCase, .*:sub or .*:job_workflow_ref/;

  for (const [what, condition] of [
    ["no subject", { StringEquals: { ...aud, [`${HOST}:repository_id`]: "456789" } }],
    ["every subject", { StringEquals: aud, StringLike: { [`${HOST}:sub`]: "*" } }],
    ["every subject before others", { StringEquals: aud, StringLike: { [`${HOST}:sub`]: ["*", CLASSIC] } }],
    ["a subject that is only excluded", { StringEquals: aud, StringNotEquals: { [`${HOST}:sub`]: CLASSIC } }],
  ] as const) {
    it(`IAM refuses a role that trusts GitHub with ${what}`, async () => {
      const AssumeRolePolicyDocument = document(condition);
      await refused(
        root.iam.send(new CreateRoleCommand({ RoleName: "open", AssumeRolePolicyDocument })),
        "MalformedPolicyDocumentException",
        message,
      );
      const change = new UpdateAssumeRolePolicyCommand({
        RoleName: "classic",
        PolicyDocument: AssumeRolePolicyDocument,
      });
      await refused(root.iam.send(change), "MalformedPolicyDocumentException", message);
    });
  }

  it("IAM takes a trust bounded by the workflow instead of the subject", async () => {
    const workflow = { [`${HOST}:job_workflow_ref`]: "acme/billing/.github/workflows/up.yml@refs/heads/main" };
    const AssumeRolePolicyDocument = document({ StringEquals: { ...aud, ...workflow } });
    await root.iam.send(new CreateRoleCommand({ RoleName: "workflow", AssumeRolePolicyDocument }));
  });
});
