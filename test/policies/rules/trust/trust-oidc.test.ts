import { trustOidc } from "../../../../policies/rules/trust/trust-oidc";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { changed, compliant } from "../../samples";
import { gh, github, oidc, trust } from "../../variants";

cases(trustOidc, [
  {
    it: "finds a trust without conditions",
    sample: trust(oidc({})),
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1: tokens of "id.example" are accepted for any audience (no condition on "id.example:aud"). Compare "id.example:aud" with StringEquals and the exact audience.',
      'Role "orders-machine", assumeRolePolicy, Statement 1: tokens of "id.example" are accepted for any subject (no condition on "id.example:sub"). Compare "id.example:sub" with StringEquals and the exact subject, or with StringLike and a complete prefix.',
    ],
  },
  {
    it: "finds an audience that is missing",
    sample: trust(oidc({ StringEquals: { "id.example:sub": "ci" } })),
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1: tokens of "id.example" are accepted for any audience (no condition on "id.example:aud"). Compare "id.example:aud" with StringEquals and the exact audience.',
    ],
  },
  {
    it: "finds an audience with a wildcard",
    sample: trust(oidc({ StringLike: { "id.example:aud": "*" }, StringEquals: { "id.example:sub": "ci" } })),
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1: the audience is not exact (stringlike ["*"]). Compare "id.example:aud" with StringEquals and the exact audience.',
    ],
  },
  {
    it: "finds conditions that hold where the claim is missing",
    sample: trust(oidc({ "ForAllValues:StringEquals": { "id.example:aud": "a", "id.example:sub": "ci" } })),
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1: the audience is not exact (forallvalues:stringequals ["a"]). Compare "id.example:aud" with StringEquals and the exact audience.',
      'Role "orders-machine", assumeRolePolicy, Statement 1: the subject is not bounded (forallvalues:stringequals ["ci"]). Compare "id.example:sub" with StringEquals and the exact subject, or with StringLike and a complete prefix.',
    ],
  },
  {
    it: "finds conditions that are left out where the claim is missing",
    sample: trust(oidc({ StringEqualsIfExists: { "id.example:aud": "a", "id.example:sub": "ci" } })),
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1: the audience is not exact (stringequalsifexists ["a"]). Compare "id.example:aud" with StringEquals and the exact audience.',
      'Role "orders-machine", assumeRolePolicy, Statement 1: the subject is not bounded (stringequalsifexists ["ci"]). Compare "id.example:sub" with StringEquals and the exact subject, or with StringLike and a complete prefix.',
    ],
  },
  {
    it: "finds a subject that is not bounded",
    sample: trust(oidc({ StringEquals: { "id.example:aud": "a" }, StringLike: { "id.example:sub": "0oa*" } })),
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1: the subject is not bounded (stringlike ["0oa*"]). Compare "id.example:sub" with StringEquals and the exact subject, or with StringLike and a complete prefix.',
    ],
  },
  {
    it: "takes a complete prefix",
    sample: trust(
      oidc({
        StringEquals: { "id.example:aud": "a" },
        StringLike: { "id.example:sub": "system:serviceaccount:orders:*" },
      }),
    ),
    messages: [],
  },
  ...[
    "project_path:acme/*:ref_type:branch:ref:main",
    "project_path:acme/*",
    "system:serviceaccount:*:api",
    "system:*",
    "organization:acme:*",
    "org/1111/project/*",
    "pulumi:deploy:org:*",
    "repo:acme/*",
    "repo:acme/shop*",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM
    "repo:acme/${aws:PrincipalTag/repo}:*",
  ].map((sub) => ({
    it: `finds a subject that leaves open which thing of a provider it is: ${sub}`,
    sample: trust(oidc({ StringEquals: { "id.example:aud": "a" }, StringLike: { "id.example:sub": sub } })),
    messages: [
      `Role "orders-machine", assumeRolePolicy, Statement 1: the subject is not bounded (stringlike ["${sub}"]). Compare "id.example:sub" with StringEquals and the exact subject, or with StringLike and a complete prefix.`,
    ],
  })),
  ...[
    "project_path:acme/tools/shop:ref_type:*:ref:main",
    "organization:acme:project:shop:workspace:*:run_phase:apply",
    "org/1111/project/2222/user/*/vcs-origin/github.com/acme/shop/vcs-ref/refs/heads/main",
    "pulumi:deploy:org:acme:project:shop:*",
    "space:prod:stack:net:run_type:*:scope:write",
    "repo:acme/shop:*",
    "{repository}:{environment}:*",
  ].map((sub) => ({
    it: `takes a subject that names one thing, and leaves open what follows: ${sub}`,
    sample: trust(oidc({ StringEquals: { "id.example:aud": "a" }, StringLike: { "id.example:sub": sub } })),
    messages: [],
  })),
  {
    it: "takes an exact subject, in any spelling of the key",
    sample: trust(oidc({ StringEquals: { "ID.example:AUD": ["a", "b"], "id.example:Sub": "ci" } })),
    messages: [],
  },
  {
    it: "finds conditions on another provider's claims",
    sample: trust(oidc({ StringEquals: { "other.example:aud": "a", "other.example:sub": "ci" } })),
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1: tokens of "id.example" are accepted for any audience (no condition on "id.example:aud"). Compare "id.example:aud" with StringEquals and the exact audience.',
      'Role "orders-machine", assumeRolePolicy, Statement 1: tokens of "id.example" are accepted for any subject (no condition on "id.example:sub"). Compare "id.example:sub" with StringEquals and the exact subject, or with StringLike and a complete prefix.',
    ],
  },
  {
    it: "finds a GitHub trust for all repositories of an organisation",
    sample: trust(
      github({ StringEquals: { [`${gh}:aud`]: "sts.amazonaws.com" }, StringLike: { [`${gh}:sub`]: "repo:org/*" } }),
    ),
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1: the subject is not bounded (stringlike ["repo:org/*"]). Compare "sub" with "repo:<organisation>/<name>:..." complete, or both "repository_id" and "environment" exactly.',
    ],
  },
  {
    it: "finds a GitHub trust for one repository's number alone",
    sample: trust(github({ StringEquals: { [`${gh}:aud`]: "sts.amazonaws.com", [`${gh}:repository_id`]: "1" } })),
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1: tokens of "token.actions.githubusercontent.com" are accepted for any subject (no condition on "token.actions.githubusercontent.com:sub"). Compare "sub" with "repo:<organisation>/<name>:..." complete, or both "repository_id" and "environment" exactly.',
    ],
  },
  {
    it: "takes a GitHub repository, by name or by number and environment",
    sample: [
      trust(
        github({
          StringEquals: { [`${gh}:aud`]: "sts.amazonaws.com" },
          StringLike: { [`${gh}:sub`]: "repo:org/shop:ref:refs/heads/*" },
        }),
      ),
      trust(
        github({
          StringEquals: {
            [`${gh}:aud`]: "sts.amazonaws.com",
            [`${gh}:repository_id`]: "1",
            [`${gh}:environment`]: "prod",
          },
        }),
      ),
    ],
    messages: [],
  },
  {
    it: "finds a GitHub subject with a wildcard where that is asked for, and takes one without",
    sample: ["repo:org/shop:*", "repo:org/shop:ref:refs/heads/main"].map((sub) =>
      trust(github({ StringEquals: { [`${gh}:aud`]: "sts.amazonaws.com" }, StringLike: { [`${gh}:sub`]: sub } })),
    ),
    config: { exactGithub: true },
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1: the subject is not bounded (stringlike ["repo:org/shop:*"]). Compare "sub" with "repo:<organisation>/<name>:..." complete, without a wildcard, or both "repository_id" and "environment" exactly.',
    ],
  },
  {
    it: "finds a GitHub subject with a variable that the token answers",
    sample: trust(
      github({
        StringEquals: { [`${gh}:aud`]: "sts.amazonaws.com" },
        StringLike: { [`${gh}:sub`]: `repo:org/\${${gh}:environment}:*` },
      }),
    ),
    messages: [
      `Role "orders-machine", assumeRolePolicy, Statement 1: the subject is not bounded (stringlike ["repo:org/\${${gh}:environment}:*"]). Compare "sub" with "repo:<organisation>/<name>:..." complete, or both "repository_id" and "environment" exactly.`,
    ],
  },
  {
    it: "takes a Cognito identity pool with how people signed in",
    sample: trust({
      Effect: "Allow",
      Principal: { Federated: "cognito-identity.amazonaws.com" },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: { "cognito-identity.amazonaws.com:aud": "pool" },
        "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" },
      },
    }),
    messages: [],
  },
  ...[
    { "ForAnyValue:StringNotLike": "unauthenticated" },
    { "ForAllValues:StringLike": "authenticated" },
    { StringLikeIfExists: "authenticated" },
    { "ForAnyValue:StringLike": "*" },
  ].map((test) => ({
    it: `finds a Cognito identity pool without how people signed in: ${JSON.stringify(test)}`,
    sample: trust({
      Effect: "Allow",
      Principal: { Federated: "cognito-identity.amazonaws.com" },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: { "cognito-identity.amazonaws.com:aud": "pool" },
        ...Object.fromEntries(
          Object.entries(test).map(([operator, value]) => [operator, { "cognito-identity.amazonaws.com:amr": value }]),
        ),
      },
    }),
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1: tokens of "cognito-identity.amazonaws.com" are accepted for any subject (no condition on "cognito-identity.amazonaws.com:sub"). Compare "cognito-identity.amazonaws.com:sub" with StringEquals and the exact subject, or with StringLike and a complete prefix.',
    ],
  })),
  {
    it: "finds it through a wildcard action",
    sample: trust({
      Effect: "Allow",
      Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/id.example" },
      Action: "sts:*",
    }),
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1: tokens of "id.example" are accepted for any audience (no condition on "id.example:aud"). Compare "id.example:aud" with StringEquals and the exact audience.',
      'Role "orders-machine", assumeRolePolicy, Statement 1: tokens of "id.example" are accepted for any subject (no condition on "id.example:sub"). Compare "id.example:sub" with StringEquals and the exact subject, or with StringLike and a complete prefix.',
    ],
  },
  {
    it: "finds it where NotAction does not leave it out",
    sample: trust({
      ...oidc({ StringEquals: { "id.example:sub": "ci" } }),
      Action: undefined,
      NotAction: "sts:TagSession",
    }),
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1: tokens of "id.example" are accepted for any audience (no condition on "id.example:aud"). Compare "id.example:aud" with StringEquals and the exact audience.',
    ],
  },
  {
    it: "waits for a condition that is not known yet",
    sample: changed(compliant.role, {
      assumeRolePolicy: { Statement: [oidc({ StringEquals: { "id.example:aud": "a", "id.example:sub": unknown } })] },
    }),
    messages: [],
    advisory:
      "string value at .assumeRolePolicy.Statement.0.Condition.StringEquals.id.example:sub can't be known during preview",
  },
  {
    it: "waits for a provider that is not known yet",
    sample: changed(compliant.role, {
      assumeRolePolicy: { Statement: [{ ...github({}), Principal: { Federated: [unknown] } }] },
    }),
    messages: [],
    advisory: "string value at .assumeRolePolicy.Statement.0.Principal.Federated.0 can't be known during preview",
  },
  {
    it: "finds a provider that is known next to one that is not",
    sample: changed(compliant.role, {
      assumeRolePolicy: {
        Statement: [
          {
            ...oidc({ StringEquals: { "id.example:aud": "a" } }),
            Principal: { Federated: [unknown, "arn:aws:iam::111122223333:oidc-provider/id.example"] },
          },
        ],
      },
    }),
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1: tokens of "id.example" are accepted for any subject (no condition on "id.example:sub"). Compare "id.example:sub" with StringEquals and the exact subject, or with StringLike and a complete prefix.',
    ],
    advisory: "string value at .assumeRolePolicy.Statement.0.Principal.Federated.0 can't be known during preview",
  },
  {
    it: "waits for an effect that is not known yet",
    sample: changed(compliant.role, { assumeRolePolicy: { Statement: [{ ...oidc({}), Effect: unknown }] } }),
    messages: [],
    advisory: "string value at .assumeRolePolicy.Statement.0.Effect can't be known during preview",
  },
  {
    it: "says that the trust is not known yet",
    sample: changed(compliant.role, { assumeRolePolicy: unknown }),
    messages: [],
    advisory: "string value at .assumeRolePolicy can't be known during preview",
  },
]);
