import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { grants, isEverybody, isWholeAccount } from "../../../policies/iam/trust";
import { oidcFlaws } from "../../../policies/trust/oidc";
import { samlFlaws } from "../../../policies/trust/saml";
import { serviceFlaws } from "../../../policies/trust/service";
import { statement } from "./statement";

const account = "111122223333";
const oidc = (Condition: object, more: object = {}, provider = "id.example") =>
  oidcFlaws(
    statement({
      Action: "sts:AssumeRoleWithWebIdentity",
      Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${provider}` },
      Condition,
      ...more,
    }),
  ).map(({ found }) => found);
const aud = { "id.example:aud": "app" };
const sub = { "id.example:sub": "me" };
const gh = "token.actions.githubusercontent.com";
const WORKFLOW = "shop/ci/.github/workflows/deploy.yml@refs/heads/main";
const github = (Condition: object) =>
  oidc({ StringEquals: { [`${gh}:aud`]: "sts.amazonaws.com" }, ...Condition }, {}, gh);

describe("iam/trust", () => {
  it("knows what a statement grants, by name or through a wildcard", () => {
    assert.ok(grants(statement({ Action: ["sts:TagSession", "sts:Assume*"] }), "sts:AssumeRole"));
    assert.ok(!grants(statement({ Action: ["sts:TagSession"] }), "sts:AssumeRole"));
    assert.ok(!grants(statement({ Effect: "Deny", Action: "*" }), "sts:AssumeRole"));
    assert.ok(grants(statement({ NotAction: ["sts:TagSession", "s3:*"] }), "sts:AssumeRole"));
    assert.ok(!grants(statement({ NotAction: ["sts:TagSession", "sts:assume*"] }), "sts:AssumeRole"));
    assert.ok(!grants(statement({ Effect: "Deny", NotAction: "s3:*" }), "sts:AssumeRole"));
  });

  describe("OIDC", () => {
    it("asks only where tokens of an OIDC provider are let in", () => {
      assert.deepEqual(oidc({ StringEquals: { ...aud, ...sub } }), []);
      assert.deepEqual(oidc({}, { Action: "sts:AssumeRole" }), []);
      assert.deepEqual(oidc({}, { Effect: "Deny" }), []);
      assert.deepEqual(oidc({}, { Principal: { Federated: `arn:aws:iam::${account}:saml-provider/okta` } }), []);
      assert.deepEqual(oidc({}, { Principal: { AWS: account, Service: "states.amazonaws.com" } }), []);
      assert.equal(oidc({}).length, 2);
    });

    it("reads the provider without regard to case", () => {
      assert.deepEqual(oidc({ StringEquals: { ...aud, ...sub } }, {}, "ID.example"), []);
    });

    it("wants one exact audience among the tests of it", () => {
      assert.deepEqual(oidc({ StringEquals: { ...aud, ...sub }, StringLike: { "id.example:aud": "a*" } }), []);
      assert.deepEqual(oidc({ StringEquals: sub, StringLike: { "id.example:aud": "a*" }, StringNotEquals: aud }), [
        'the audience is not exact (stringlike ["a*"], stringnotequals ["app"])',
      ]);
      assert.deepEqual(oidc({ StringEquals: { ...sub, "id.example:aud": ["app", "b*"] } }), [
        'the audience is not exact (stringequals ["app","b*"])',
      ]);
      assert.deepEqual(oidc({ StringEquals: { ...sub, "id.example:aud": "" } }), [
        'the audience is not exact (stringequals [""])',
      ]);
    });

    const subjects: readonly (readonly [object, boolean])[] = [
      [{ StringEquals: sub }, true],
      [{ StringLike: { "id.example:sub": "system:serviceaccount:orders:*" } }, true],
      [{ StringLike: { "id.example:sub": ["me", "team/*", "pool|*", "x#*"] } }, true],
      [{ StringLike: { "id.example:sub": ["me", "*"] } }, false],
      [{ StringLike: { "id.example:sub": "team*" } }, false],
      [{ StringLike: { "id.example:sub": "team/*x" } }, false],
      [{ StringLike: { "id.example:sub": "*/*" } }, false],
      [{ StringLike: { "id.example:sub": "a*b/*" } }, false],
      [{ StringLike: { "id.example:sub": "?:*" } }, false],
      [{ StringLikeIfExists: { "id.example:sub": "team/*" } }, false],
      [{ "ForAllValues:StringLike": { "id.example:sub": "team/*" } }, false],
      [{ StringLike: { "id.example:sub": [] } }, false],
      [{ StringLike: { "id.example:sub": "*" }, StringEquals: sub }, true],
      [{ StringLike: { "id.example:sub": "team/*" }, StringNotEquals: sub }, true],
    ];
    for (const [condition, bounded] of subjects) {
      it(`${bounded ? "takes" : "does not take"} ${JSON.stringify(condition)} for a bound of the subject`, () => {
        const flaws = oidc({ ...condition, StringEquals: { ...aud, ...("StringEquals" in condition ? sub : {}) } });
        assert.equal(flaws.length, bounded ? 0 : 1);
      });
    }

    it("shows the tests of a subject that is not bounded", () => {
      const flaws = oidc({
        StringEquals: aud,
        "ForAllValues:StringLikeIfExists": { "id.example:sub": "*" },
        StringLike: { "id.example:sub": "a*" },
      });
      assert.deepEqual(flaws, [
        'the subject is not bounded (forallvalues:stringlikeifexists ["*"], stringlike ["a*"])',
      ]);
    });

    it("lets Cognito name people by how they signed in, and nobody else", () => {
      const cognito = "cognito-identity.amazonaws.com";
      const pool = (amr: unknown, provider = cognito) =>
        oidc(
          {
            StringEquals: { [`${provider}:aud`]: "eu-central-1:pool" },
            "ForAnyValue:StringLike": { [`${provider}:amr`]: amr },
          },
          {},
          provider,
        ).length;
      assert.equal(pool("authenticated"), 0);
      assert.equal(pool([]), 1);
      assert.equal(pool("authenticated", "id.example"), 1);
      const tested = oidc(
        {
          StringEquals: { [`${cognito}:aud`]: "eu-central-1:pool", [`${cognito}:amr`]: [] },
          "ForAnyValue:StringLike": { [`${cognito}:amr`]: "authenticated" },
        },
        {},
        cognito,
      );
      assert.deepEqual(tested, []);
    });

    const repositories: readonly (readonly [object, boolean])[] = [
      [{ StringLike: { [`${gh}:sub`]: "repo:shop/orders:*" } }, true],
      [{ StringLike: { [`${gh}:sub`]: ["repo:shop/orders:ref:refs/heads/main", "repo:shop/site:*"] } }, true],
      [{ StringLike: { [`${gh}:sub`]: ["repo:shop/orders:*", "repo:shop/*"] } }, false],
      [{ StringLike: { [`${gh}:sub`]: "repo:shop/*" } }, false],
      [{ StringLike: { [`${gh}:sub`]: "repo:shop/orders:" } }, true],
      [{ StringLike: { [`${gh}:sub`]: "repo:shop/orders*" } }, false],
      [{ StringLike: { [`${gh}:sub`]: "repo:shop@1/orders@2:*" } }, true],
      [{ StringLike: { [`${gh}:sub`]: "repo:shop@1/*" } }, false],
      [{ StringLike: { [`${gh}:sub`]: "repository_id:123:environment:*" } }, true],
      [{ StringLike: { [`${gh}:sub`]: "repository_owner:shop:*" } }, false],
      [{ StringLike: { [`${gh}:sub`]: "job_workflow_ref:shop/ci/.github/workflows/deploy.yml@*" } }, true],
      [{ StringLike: { [`${gh}:sub`]: "job_workflow_ref:shop/*" } }, false],
      [{ StringEqualsIgnoreCase: { [`${gh}:sub`]: "repo:Shop/Orders:environment:production" } }, true],
      [{ STRINGEQUALSIGNORECASE: { [`${gh}:SUB`]: "repo:Shop/Orders:environment:production" } }, true],
      [{ StringNotEqualsIgnoreCase: { [`${gh}:sub`]: "repo:Shop/Orders:environment:production" } }, false],
      [{ StringEqualsIgnoreCaseIfExists: { [`${gh}:sub`]: "repo:Shop/Orders:environment:production" } }, false],
      [{ StringEqualsIgnoreCase: { [`${gh}:sub`]: "repo:Shop/*" } }, false],
      [{ StringLike: { [`${gh}:sub`]: "repo:shop/*", [`${gh}:job_workflow_ref`]: WORKFLOW } }, true],
      [{ StringLike: { [`${gh}:job_workflow_ref`]: WORKFLOW } }, true],
      [{ StringLike: { [`${gh}:sub`]: "repo:shop/*", [`${gh}:job_workflow_ref`]: "shop/*" } }, false],
      [
        { StringLike: { [`${gh}:sub`]: "repo:shop/*", [`${gh}:job_workflow_ref`]: "*/deploy.yml@refs/heads/main" } },
        false,
      ],
      [
        { StringLike: { [`${gh}:sub`]: "repo:shop/*" }, StringNotEquals: { [`${gh}:job_workflow_ref`]: WORKFLOW } },
        false,
      ],
      [{ StringLike: { [`${gh}:sub`]: "repo:shop/*", [`${gh}:repository`]: "shop/orders" } }, true],
      [{ StringLike: { [`${gh}:sub`]: "repo:shop/*", [`${gh}:actor`]: "ada" } }, false],
      [{ StringLike: { [`${gh}:sub`]: "repo:shop/*", [`${gh}:ref`]: "refs/heads/main" } }, false],
      [{ StringLike: { [`${gh}:repository`]: "shop/orders", [`${gh}:ref`]: "refs/heads/main" } }, true],
      [{ StringLike: { [`${gh}:sub`]: "x repo:shop/orders:*" } }, false],
      [{ StringLike: { [`${gh}:sub`]: "repo:shop/?:*" } }, false],
      [{ StringLike: { [`${gh}:repository_id`]: "123", [`${gh}:environment`]: "production" } }, true],
      [{ StringLike: { [`${gh}:repository_id`]: "123" } }, false],
      [{ StringLike: { [`${gh}:repository_id`]: "123", [`${gh}:environment`]: "*" } }, false],
      [{ StringLike: { [`${gh}:repository_id`]: "1", [`${gh}:environment`]: "p", [`${gh}:sub`]: "*" } }, true],
    ];
    for (const [condition, bounded] of repositories) {
      it(`${bounded ? "takes" : "does not take"} ${JSON.stringify(condition)} for one repository`, () =>
        assert.equal(github(condition).length, bounded ? 0 : 1));
    }

    it("takes an exact subject of GitHub whatever its template, unless the template names no owner", () => {
      const exact = (value: unknown) =>
        oidc({ StringEquals: { [`${gh}:aud`]: "a", [`${gh}:sub`]: value } }, {}, gh).length;
      assert.equal(exact("repo:shop/orders:ref:refs/heads/main"), 0);
      assert.equal(exact("job_workflow_ref:shop/ci/.github/workflows/deploy.yml@refs/heads/main"), 0);
      assert.equal(exact("repository_owner_id:7:environment:production"), 0);
      assert.equal(exact("environment:production:repository_id:123"), 0);
      assert.equal(exact("repo:shop/orders"), 0);
      assert.equal(exact("environment:production"), 1);
      assert.equal(exact(["repo:shop/orders:ref:refs/heads/main", "ref:refs/heads/main"]), 1);
      assert.equal(exact("repo:shop/*"), 1);
    });

    it("reads the subject of an enterprise's own issuer of GitHub alike", () => {
      const own = `${gh}/shop`;
      const subject = (value: string) =>
        oidc({ StringEquals: { [`${own}:aud`]: "a" }, StringLike: { [`${own}:sub`]: value } }, {}, own).length;
      assert.equal(subject("repo:shop/orders:*"), 0);
      assert.equal(subject("repo:shop/*"), 1);
    });

    it("reads audience and subject of the providers that have other claims", () => {
      const of = (provider: string, Condition: object) =>
        oidcFlaws(
          statement({ Action: "sts:AssumeRoleWithWebIdentity", Principal: { Federated: provider }, Condition }),
        ).map(({ found }) => found);
      const amazon = "www.amazon.com";
      assert.deepEqual(of(amazon, { StringEquals: { [`${amazon}:app_id`]: "a", [`${amazon}:user_id`]: "u" } }), []);
      assert.deepEqual(of(amazon, { StringEquals: { [`${amazon}:aud`]: "a", [`${amazon}:user_id`]: "u" } }), [
        `tokens of "${amazon}" are accepted for any audience (no condition on "${amazon}:app_id")`,
      ]);
      assert.deepEqual(
        of(amazon, { StringEquals: { [`${amazon}:app_id`]: "a" }, StringLike: { [`${amazon}:user_id`]: "*" } }),
        ['the subject is not bounded (stringlike ["*"])'],
      );
      const facebook = "graph.facebook.com";
      assert.deepEqual(of(facebook, { StringEquals: { [`${facebook}:app_id`]: "a", [`${facebook}:id`]: "u" } }), []);
      assert.equal(
        of(facebook, { StringEquals: { [`${facebook}:app_id`]: "a", [`${facebook}:user_id`]: "u" } }).length,
        1,
      );
      const google = "accounts.google.com";
      assert.deepEqual(of(google, { StringEquals: { [`${google}:oaud`]: "a", [`${google}:sub`]: "u" } }), []);
      assert.deepEqual(of(google, { StringEquals: { [`${google}:aud`]: "a", [`${google}:sub`]: "u" } }), []);
      assert.equal(of(google, { StringEquals: { [`${google}:app_id`]: "a", [`${google}:sub`]: "u" } }).length, 1);
      assert.equal(of("constructor", {}).length, 2);
    });

    it("does not take a repository and an environment for a subject elsewhere", () => {
      const condition = { [`${gh}:repository_id`]: "123", [`${gh}:environment`]: "production" };
      assert.equal(oidc({ StringEquals: { ...aud, ...condition } }).length, 1);
    });
  });

  describe("SAML", () => {
    const address = "https://signin.aws.amazon.com/saml";
    const saml = (Condition: object, more: object = {}) =>
      samlFlaws(
        statement({
          Action: "sts:AssumeRoleWithSAML",
          Principal: { Federated: `arn:aws:iam::${account}:saml-provider/okta` },
          Condition,
          ...more,
        }),
      ).map(({ found }) => found);
    const none = 'assertions are accepted for any audience (no condition on "SAML:aud")';

    it("asks only where assertions are let in", () => {
      assert.deepEqual(saml({}), [none]);
      assert.deepEqual(saml({}, { Action: "sts:AssumeRole" }), []);
      assert.deepEqual(saml({}, { Effect: "Deny" }), []);
      assert.deepEqual(saml({}, { Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/x` } }), []);
      assert.deepEqual(saml({}, { Principal: { AWS: `arn:aws:iam::${account}:saml-provider/okta` } }), []);
      const both = {
        Federated: [`arn:aws:iam::${account}:oidc-provider/x`, `arn:aws:iam::${account}:saml-provider/y`],
      };
      assert.deepEqual(saml({}, { Principal: both }), [none]);
    });

    const addresses: readonly (readonly [operator: string, value: unknown, signsIn: boolean])[] = [
      ["StringEquals", "https://signin.aws.amazon.com/saml", true],
      ["StringEqualsIgnoreCase", "https://SignIn.aws.amazon.com/saml", true],
      ["StringEquals", "https://eu-west-1.signin.aws.amazon.com/saml/acs/SAMLSP1", true],
      ["StringEquals", "https://signin.amazonaws-us-gov.com/saml", true],
      ["StringEquals", "https://cn-north-1.signin.amazonaws.cn/saml", true],
      ["StringLike", ["https://signin.aws.amazon.com/saml", "https://*.signin.aws.amazon.com/saml"], true],
      ["StringLike", "https://eu-*.signin.aws.amazon.com/saml", true],
      ["StringLike", "https://signin.aws.amazon.com/saml*", true],
      ["StringEquals", "https://*.signin.aws.amazon.com/saml", false],
      ["StringLike", "https://*/saml", false],
      ["StringLike", "https://*.amazon.com/saml", false],
      ["StringLike", "https://signin.aws.amazon.com*", false],
      ["StringLike", "https://*.signin.aws.amazon.com*/saml", false],
      ["StringLike", ["https://*.signin.aws.amazon.com/saml", "*"], false],
      ["StringEquals", "https://evil.example/saml", false],
      ["StringEquals", "https://evil.example/signin.aws.amazon.com/saml", false],
      ["StringEquals", "https://signin.aws.amazon.com.evil.example/saml", false],
      ["StringEquals", "https://signin.aws.amazon.com@evil.example/saml", false],
      ["StringEquals", "https://evilsignin.aws.amazon.com/saml", false],
      ["StringEquals", "http://signin.aws.amazon.com/saml", false],
      ["StringEquals", "signin.aws.amazon.com/saml", false],
      ["StringLikeIfExists", "https://*.signin.aws.amazon.com/saml", false],
      ["StringNotLike", "https://*.signin.aws.amazon.com/saml", false],
      ["ForAllValues:StringEquals", "https://signin.aws.amazon.com/saml", false],
    ];
    for (const [operator, value, signsIn] of addresses) {
      it(`${signsIn ? "takes" : "does not take"} ${operator} ${JSON.stringify(value)} for AWS sign-in`, () =>
        assert.equal(saml({ [operator]: { "SAML:aud": value } }).length, signsIn ? 0 : 1));
    }

    it("wants the address at which AWS signs in", () => {
      assert.deepEqual(saml({ StringEquals: { "SAML:aud": address } }), []);
      assert.deepEqual(saml({ StringEquals: { "SAML:aud": "https://eu-central-1.signin.aws.amazon.com/saml/x" } }), []);
      for (const value of ["https://*/saml", `x${address}`, "urn:x", [address, "urn:x"]]) {
        const shown = JSON.stringify([value].flat());
        assert.deepEqual(saml({ StringEquals: { "SAML:aud": value } }), [
          `the audience is not an AWS sign-in address (stringequals ${shown})`,
        ]);
      }
      const two = { StringNotEquals: { "SAML:aud": "a" }, StringEqualsIfExists: { "SAML:aud": address } };
      assert.deepEqual(saml(two), [
        `the audience is not an AWS sign-in address (stringequalsifexists ["${address}"], stringnotequals ["a"])`,
      ]);
    });
  });

  describe("services", () => {
    const flaws = (Condition: object, more: object = {}) =>
      serviceFlaws(statement({ Principal: { Service: "states.amazonaws.com" }, Condition, ...more }), [
        "states.amazonaws.com",
      ]).length;
    const arn = `arn:aws:states:eu-central-1:${account}:stateMachine:orders`;

    it("asks only about the services of the list", () => {
      assert.equal(flaws({}), 1);
      assert.equal(flaws({}, { Principal: { Service: "STATES.amazonaws.com" } }), 1);
      assert.equal(flaws({}, { Principal: { Service: "states.eu-west-1.amazonaws.com" } }), 1);
      assert.equal(flaws({}, { Principal: { Service: "ec2.eu-west-1.amazonaws.com" } }), 0);
      assert.equal(flaws({}, { Principal: { Service: "ec2.amazonaws.com" } }), 0);
      assert.equal(flaws({}, { Principal: { AWS: "states.amazonaws.com" } }), 0);
      assert.equal(flaws({}, { Effect: "Deny" }), 0);
    });

    const conditions: readonly (readonly [object, boolean])[] = [
      [{ StringEquals: { "aws:SourceAccount": account } }, true],
      [{ StringEquals: { "aws:SourceOrgID": "o-1" } }, true],
      [{ "ForAnyValue:StringLike": { "aws:SourceOrgPaths": "o-1/r-1/ou-1-1/*" } }, true],
      [{ "ForAllValues:StringLike": { "aws:SourceOrgPaths": "o-1/r-1/ou-1-1/*" } }, false],
      [{ "ForAnyValue:StringNotLike": { "aws:SourceOrgPaths": "o-1/r-1/ou-1-1/*" } }, false],
      [{ "ForAnyValue:StringLike": { "aws:SourceOrgPaths": "*/ou-1-1/*" } }, false],
      [{ StringNotEquals: { "aws:SourceAccount": account } }, false],
      [{ StringEquals: { "aws:PrincipalAccount": account } }, false],
      [{ StringEquals: { "aws:SourceArn": arn } }, true],
      [{ StringLike: { "aws:SourceArn": `arn:aws:states:*:${account}:*` } }, true],
      [{ ArnEquals: { "aws:SourceArn": arn } }, true],
      [{ ArnLike: { "aws:SourceArn": arn } }, true],
      [{ ArnLike: { "aws:SourceArn": [arn, "arn:aws:states:*:*:*"] } }, false],
      [{ ArnLike: { "aws:SourceArn": `arn:aws:states:*:${account}0:*` } }, false],
      [{ ArnLike: { "aws:SourceArn": `arn:aws:states:*:0${account}:*` } }, false],
      [{ ArnLike: { "aws:SourceArn": "*" } }, false],
      [{ ArnNotLike: { "aws:SourceArn": arn } }, false],
      [{ ArnLikeIfExists: { "aws:SourceArn": arn } }, false],
      [{ StringEquals: { "aws:PrincipalTag/x": account } }, false],
    ];
    for (const [condition, named] of conditions) {
      it(`${named ? "takes" : "does not take"} ${JSON.stringify(condition)} for an account`, () =>
        assert.equal(flaws(condition), named ? 0 : 1));
    }
  });

  describe("principals", () => {
    it("are everybody", () => {
      for (const kind of ["*", "AWS", "CanonicalUser"]) {
        assert.ok(isEverybody({ kind, value: "*" }), kind);
      }
      assert.ok(isEverybody({ kind: "AWS", value: "**" }));
      for (const kind of ["Service", "Federated"]) {
        assert.ok(!isEverybody({ kind, value: "*" }), kind);
      }
      assert.ok(!isEverybody({ kind: "AWS", value: "a*" }));
      assert.ok(!isEverybody({ kind: "AWS", value: "*a" }));
    });

    it("are a whole account", () => {
      assert.ok(isWholeAccount({ kind: "AWS", value: account }));
      assert.ok(isWholeAccount({ kind: "AWS", value: `arn:aws-cn:iam::${account}:root` }));
      for (const value of [
        `${account}0`,
        `0${account}`,
        `xarn:aws:iam::${account}:root`,
        `arn:aws:iam::${account}:root/a`,
      ]) {
        assert.ok(!isWholeAccount({ kind: "AWS", value }), value);
      }
      assert.ok(!isWholeAccount({ kind: "Service", value: account }));
    });
  });
});
