/** Who asks for a role, and what the request carries. */
export type TrustRequest =
  /** AssumeRole by the role `caller`, tagged `team: orders`. */
  | { readonly by: "role"; readonly externalId?: string }
  /** CreateStateMachine with the machine `orders`. */
  | { readonly by: "states" }
  /** AssumeRoleWithWebIdentity with a token of {@link ISSUER}. */
  | { readonly by: "token"; readonly sub?: string; readonly amr?: readonly string[] }
  /** AssumeRoleWithSAML with an assertion of {@link SAML_PROVIDER}. */
  | { readonly by: "assertion" };

/** One trust, one request, and what AWS answers by its documentation. */
export interface TrustCase {
  readonly it: string;
  readonly statements: readonly object[];
  readonly request: TrustRequest;
  readonly allowed: boolean;
}

export const ACCOUNT = "123456789012";
export const REGION = "us-east-1";
export const ISSUER = "issuer.example";
export const AUDIENCE = "https://audience.example";
export const SUBJECT = "team/orders/ada";
export const OIDC_PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER}`;
export const SAML_PROVIDER = `arn:aws:iam::${ACCOUNT}:saml-provider/people`;
export const SAML_ADDRESS = "https://signin.aws.amazon.com/saml";
export const CALLER = `arn:aws:iam::${ACCOUNT}:role/caller`;
export const MACHINE = `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:orders`;
/** Actions of a request, by who makes it. */
export const ACTIONS = {
  role: "sts:AssumeRole",
  states: "sts:AssumeRole",
  token: "sts:AssumeRoleWithWebIdentity",
  assertion: "sts:AssumeRoleWithSAML",
} as const;

type Row = readonly [allowed: boolean, principal: unknown, condition: object, more?: Partial<TrustRequest>];

const ROOT = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
const OTHER = `arn:aws:iam::${ACCOUNT}:role/other`;
const sts = (value: string) => ({ "sts:ExternalId": value });
const arn = (value: unknown) => ({ "aws:PrincipalArn": value });

const ROLES: readonly Row[] = [
  [true, { AWS: CALLER }, {}],
  [false, { AWS: OTHER }, {}],
  [true, { AWS: [OTHER, CALLER] }, {}],
  [true, ROOT, {}],
  [true, { AWS: ACCOUNT }, {}],
  [false, { AWS: "arn:aws:iam::210987654321:root" }, {}],
  [true, "*", {}],
  [false, { Service: "states.amazonaws.com" }, {}],
  [false, { Federated: OIDC_PROVIDER }, {}],
  [true, ROOT, { StringEquals: arn(CALLER) }],
  [true, ROOT, { ArnEquals: arn(CALLER) }],
  [true, ROOT, { arnlike: arn(`arn:aws:iam::${ACCOUNT}:role/call*`) }],
  [false, ROOT, { ArnLike: arn(`arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/*`) }],
  [false, ROOT, { StringEquals: arn(`arn:aws:iam::${ACCOUNT}:role/call*`) }],
  [false, ROOT, { ArnNotEquals: arn(CALLER) }],
  [true, ROOT, { ArnNotLike: arn([OTHER, `${OTHER}s`]) }],
  [false, ROOT, { ArnNotLike: arn([OTHER, CALLER]) }],
  [true, ROOT, { StringEqualsIgnoreCase: arn(CALLER.toUpperCase()) }],
  [false, ROOT, { StringEquals: arn(CALLER.toUpperCase()) }],
  [true, ROOT, { StringEqualsIfExists: arn(CALLER) }],
  [false, ROOT, { StringEqualsIfExists: arn(OTHER) }],
  [false, ROOT, { Null: arn("true") }],
  [true, ROOT, { Null: arn("false") }],
  [true, "*", { StringEquals: { "aws:PrincipalAccount": ACCOUNT } }],
  [false, "*", { StringEquals: { "aws:PrincipalAccount": "210987654321" } }],
  [true, ROOT, { StringEquals: { "aws:PrincipalTag/team": "orders" } }],
  [false, ROOT, { StringEquals: { "aws:PrincipalTag/team": "billing" } }],
  [false, ROOT, { StringEquals: { "aws:PrincipalTag/other": "orders" } }],
  [true, ROOT, { StringNotEquals: { "aws:PrincipalTag/other": "orders" } }],
  [true, { AWS: CALLER }, { StringEquals: sts("a") }, { externalId: "a" }],
  [false, { AWS: CALLER }, { StringEquals: sts("a") }, { externalId: "b" }],
  [false, { AWS: CALLER }, { StringEquals: sts("a") }],
  [true, { AWS: CALLER }, { StringEqualsIfExists: sts("a") }],
  [true, { AWS: CALLER }, { StringNotEquals: sts("a") }],
  [true, { AWS: CALLER }, { "ForAllValues:StringEquals": sts("a") }],
  [false, { AWS: CALLER }, { "ForAnyValue:StringEquals": sts("a") }],
  [true, { AWS: CALLER }, { "ForAnyValue:StringLike": sts("a*") }, { externalId: "abc" }],
  [true, { AWS: CALLER }, { Null: sts("true") }],
  [false, { AWS: CALLER }, { Null: sts("false") }],
  [false, { AWS: CALLER }, { StringEquals: { "aws:SourceAccount": ACCOUNT } }],
];

const source = (value: unknown) => ({ "aws:SourceArn": value });
const STATES: readonly Row[] = [
  [true, { Service: "states.amazonaws.com" }, {}],
  [true, { Service: "STATES.amazonaws.com" }, {}],
  [true, { Service: `states.${REGION}.amazonaws.com` }, {}],
  [false, { Service: "states.eu-west-1.amazonaws.com" }, {}],
  [true, { Service: ["states.eu-west-1.amazonaws.com", `states.${REGION}.amazonaws.com`] }, {}],
  [false, { Service: `lambda.${REGION}.amazonaws.com` }, {}],
  [false, { Service: "lambda.amazonaws.com" }, {}],
  [false, { AWS: ACCOUNT }, {}],
  [true, { Service: "states.amazonaws.com" }, { StringEquals: { "aws:SourceAccount": ACCOUNT } }],
  [false, { Service: "states.amazonaws.com" }, { StringEquals: { "aws:SourceAccount": "210987654321" } }],
  [false, { Service: "states.amazonaws.com" }, { StringNotEquals: { "aws:SourceAccount": ACCOUNT } }],
  [true, { Service: "states.amazonaws.com" }, { ArnEquals: source(MACHINE) }],
  [true, { Service: "states.amazonaws.com" }, { ArnLike: source(`arn:aws:states:*:${ACCOUNT}:*`) }],
  [false, { Service: "states.amazonaws.com" }, { ArnLike: source(`arn:aws:states:eu-west-1:${ACCOUNT}:*`) }],
  [false, { Service: "states.amazonaws.com" }, { ArnLike: source(`${MACHINE}:*`) }],
  [false, { Service: "states.amazonaws.com" }, { StringEquals: source("*") }],
  [false, { Service: "states.amazonaws.com" }, { StringEquals: sts(MACHINE) }],
  [true, { Service: "states.amazonaws.com" }, { Bool: { "aws:PrincipalIsAWSService": "true" } }],
];

const sub = (value: unknown) => ({ [`${ISSUER}:sub`]: value });
const TOKENS: readonly Row[] = [
  [true, { Federated: OIDC_PROVIDER }, {}],
  [false, { Federated: `${OIDC_PROVIDER}/other` }, {}],
  [false, { AWS: ACCOUNT }, {}],
  [true, { Federated: OIDC_PROVIDER }, { StringEquals: { [`${ISSUER}:aud`]: AUDIENCE, ...sub(SUBJECT) } }],
  [false, { Federated: OIDC_PROVIDER }, { StringEquals: { [`${ISSUER}:aud`]: "other" } }],
  [true, { Federated: OIDC_PROVIDER }, { StringLike: sub("team/orders/*") }],
  [false, { Federated: OIDC_PROVIDER }, { StringLike: sub("team/billing/*") }],
  [false, { Federated: OIDC_PROVIDER }, { StringEquals: sub("team/orders/*") }],
  [true, { Federated: OIDC_PROVIDER }, { STRINGEQUALS: { [`${ISSUER.toUpperCase()}:SUB`]: SUBJECT } }],
  [false, { Federated: OIDC_PROVIDER }, { StringEquals: sub(SUBJECT.toUpperCase()) }],
  [true, { Federated: OIDC_PROVIDER }, { StringEqualsIgnoreCase: sub(SUBJECT.toUpperCase()) }],
  [false, { Federated: OIDC_PROVIDER }, { StringNotEqualsIgnoreCase: sub(SUBJECT.toUpperCase()) }],
  [false, { Federated: OIDC_PROVIDER }, { StringEquals: { [`${ISSUER}:nothing`]: "a" } }],
  [true, { Federated: OIDC_PROVIDER }, { StringEqualsIfExists: { [`${ISSUER}:nothing`]: "a" } }],
  [
    true,
    { Federated: OIDC_PROVIDER },
    { "ForAnyValue:StringEquals": { [`${ISSUER}:amr`]: "mfa" } },
    { amr: ["pwd", "mfa"] },
  ],
  [
    false,
    { Federated: OIDC_PROVIDER },
    { "ForAllValues:StringEquals": { [`${ISSUER}:amr`]: "mfa" } },
    { amr: ["pwd", "mfa"] },
  ],
  [false, { Federated: OIDC_PROVIDER }, { StringEquals: { "SAML:aud": SAML_ADDRESS } }],
];

const aud = (value: unknown) => ({ "SAML:aud": value });
const ASSERTIONS: readonly Row[] = [
  [true, { Federated: SAML_PROVIDER }, {}],
  [false, { Federated: OIDC_PROVIDER }, {}],
  [true, { Federated: SAML_PROVIDER }, { StringEquals: aud(SAML_ADDRESS) }],
  [true, { Federated: SAML_PROVIDER }, { StringEquals: { "saml:AUD": SAML_ADDRESS } }],
  [true, { Federated: SAML_PROVIDER }, { StringLike: aud(["https://*.signin.aws.amazon.com/saml", SAML_ADDRESS]) }],
  [false, { Federated: SAML_PROVIDER }, { StringLike: aud("https://*.signin.aws.amazon.com/saml") }],
  [false, { Federated: SAML_PROVIDER }, { StringEquals: aud("https://evil.example/saml") }],
  [false, { Federated: SAML_PROVIDER }, { StringNotEquals: aud(SAML_ADDRESS) }],
  [true, { Federated: SAML_PROVIDER }, { StringEquals: { "SAML:sub": "ada@example.com" } }],
  [false, { Federated: SAML_PROVIDER }, { StringEquals: { "SAML:sub": "eve@example.com" } }],
];

function cases(by: TrustRequest["by"], rows: readonly Row[]): readonly TrustCase[] {
  return rows.map(([allowed, Principal, Condition, more]) => ({
    it: `${by} ${allowed ? "in" : "out"}: ${JSON.stringify({ Principal, Condition, ...more })}`,
    statements: [{ Principal, Action: ACTIONS[by], Condition }],
    request: { by, ...more } as TrustRequest,
    allowed,
  }));
}

const caller = { Principal: { AWS: CALLER }, Action: "sts:AssumeRole" };

/** Trusts and requests that policy pack and embedded cloud judge alike. */
export const TRUST_CASES: readonly TrustCase[] = [
  ...cases("role", ROLES),
  ...cases("states", STATES),
  ...cases("token", TOKENS),
  ...cases("assertion", ASSERTIONS),
  ...(
    [
      ["a Deny for everybody else lets the caller in", { ArnNotEquals: arn(CALLER) }, true],
      ["a Deny for the caller keeps it out", { ArnEquals: arn(CALLER) }, false],
      ["a Deny on another action lets the caller in", {}, true, "sts:TagSession"],
      ["a Deny for everybody keeps the caller out", {}, false],
    ] as const
  ).map(([it, Condition, allowed, Action = "sts:*"]) => ({
    it,
    statements: [caller, { Effect: "Deny", Principal: "*", Action, Condition }],
    request: { by: "role" } as const,
    allowed,
  })),
  {
    it: "an action by wildcard lets the caller in",
    statements: [{ ...caller, Action: "sts:Assume*" }],
    request: { by: "role" },
    allowed: true,
  },
  {
    it: "another action lets nobody in",
    statements: [{ ...caller, Action: "sts:TagSession" }],
    request: { by: "role" },
    allowed: false,
  },
];
