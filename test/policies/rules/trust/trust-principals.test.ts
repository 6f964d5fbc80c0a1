import { trustPrincipals } from "../../../../policies/rules/trust/trust-principals";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { changed, compliant } from "../../samples";
import { trust } from "../../variants";

const assume = { Effect: "Allow", Action: "sts:AssumeRole" };
const ROOT = { AWS: "arn:aws:iam::111122223333:root" };
const DEPLOYER = "arn:aws:iam::111122223333:role/deployer";
const SSO = "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Deploy_*";
const everybody = 'everybody is trusted (Principal "*")';
const account = 'a whole account is trusted (Principal "arn:aws:iam::111122223333:root")';

const narrowed: readonly (readonly [principal: unknown, condition: object])[] = [
  [ROOT, { ArnLike: { "aws:PrincipalArn": SSO } }],
  [ROOT, { StringLike: { "aws:PrincipalArn": [SSO, DEPLOYER] } }],
  [ROOT, { ArnEquals: { "aws:PrincipalArn": DEPLOYER } }],
  [{ AWS: "111122223333" }, { StringEqualsIfExists: { "AWS:PrincipalARN": DEPLOYER } }],
  [ROOT, { StringEquals: { "aws:PrincipalTag/team": "orders" } }],
  [ROOT, { StringLike: { "aws:userid": "AROAEXAMPLEEXAMPLE123:*" } }],
  [ROOT, { StringEquals: { "aws:username": "ada" } }],
  [{ AWS: "*" }, { StringEquals: { "aws:PrincipalArn": DEPLOYER } }],
  ["*", { ArnLike: { "aws:PrincipalArn": SSO } }],
  ["*", { StringEquals: { "aws:SourceAccount": "111122223333" } }],
];

const open: readonly (readonly [principal: unknown, condition: object, found: string])[] = [
  [ROOT, { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/*" } }, account],
  [ROOT, { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:user/*" } }, account],
  [ROOT, { StringLike: { "aws:PrincipalArn": [DEPLOYER, "*"] } }, account],
  [ROOT, { ArnNotEquals: { "aws:PrincipalArn": DEPLOYER } }, account],
  [ROOT, { Null: { "aws:PrincipalArn": "false" } }, account],
  [ROOT, { StringEquals: { "sts:ExternalId": "orders" } }, account],
  [ROOT, { Bool: { "aws:MultiFactorAuthPresent": "true" } }, account],
  [ROOT, { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }, account],
  [ROOT, { StringEquals: { "aws:PrincipalAccount": "111122223333" } }, account],
  [ROOT, { StringEqualsIfExists: { "aws:username": "ada" } }, account],
  ["*", { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/deployer" } }, everybody],
  ["*", { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::1111*:role/deployer" } }, everybody],
  ["*", { StringEquals: { "aws:PrincipalTag/team": "orders" } }, everybody],
  ["*", { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }, everybody],
  ["*", { StringEquals: { "sts:ExternalId": "orders" } }, everybody],
  ["*", { StringEquals: { "aws:PrincipalAccount": "111122223333" } }, 'a whole account is trusted (Principal "*")'],
];

cases(trustPrincipals, [
  {
    it: "finds everybody, in both spellings",
    sample: trust(
      { Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" },
      { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" },
    ),
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1: everybody is trusted (Principal "*"). Name the exact role, service or identity provider.',
      'Role "orders-machine", assumeRolePolicy, Statement 2: everybody is trusted (Principal "*"). Name the exact role, service or identity provider.',
    ],
  },
  {
    it: "finds an account as a whole, in both spellings",
    sample: trust({
      Sid: "Root",
      Effect: "Allow",
      Principal: { AWS: ["arn:aws:iam::111122223333:root", "999988887777"] },
      Action: "sts:AssumeRole",
    }),
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1 (Root): a whole account is trusted (Principal "arn:aws:iam::111122223333:root"). Name the exact role, service or identity provider.',
      'Role "orders-machine", assumeRolePolicy, Statement 1 (Root): a whole account is trusted (Principal "999988887777"). Name the exact role, service or identity provider.',
    ],
  },
  {
    it: "finds NotPrincipal",
    sample: trust({
      Effect: "Allow",
      NotPrincipal: { AWS: "arn:aws:iam::111122223333:role/x" },
      Action: "sts:AssumeRole",
    }),
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1: everybody but a list is trusted (NotPrincipal with Allow). Name the exact role, service or identity provider.',
    ],
  },
  {
    it: "takes one role, and a Deny for everybody",
    sample: trust(
      { Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:role/x" }, Action: "sts:AssumeRole" },
      { Effect: "Deny", Principal: "*", Action: "sts:AssumeRole" },
    ),
    messages: [],
  },
  ...narrowed.map(([principal, condition]) => ({
    it: `takes ${JSON.stringify(principal)} where ${JSON.stringify(condition)} lets nobody else in`,
    sample: trust({ ...assume, Principal: principal, Condition: condition }),
    messages: [],
  })),
  ...open.map(([principal, condition, found]) => ({
    it: `finds ${JSON.stringify(principal)} in spite of ${JSON.stringify(condition)}`,
    sample: trust({ ...assume, Principal: principal, Condition: condition }),
    messages: [
      `Role "orders-machine", assumeRolePolicy, Statement 1: ${found}. Name the exact role, service or identity provider.`,
    ],
  })),
  {
    it: "takes an account where a Deny refuses everybody else",
    sample: trust(
      { ...assume, Principal: ROOT },
      { ...assume, Effect: "Deny", Principal: "*", Condition: { ArnNotEquals: { "aws:PrincipalArn": DEPLOYER } } },
    ),
    messages: [],
  },
  {
    it: "finds an account where a Deny refuses others under one more condition only",
    sample: trust(
      { ...assume, Principal: ROOT },
      {
        ...assume,
        Effect: "Deny",
        Principal: "*",
        Condition: { ArnNotEquals: { "aws:PrincipalArn": DEPLOYER }, Bool: { "aws:MultiFactorAuthPresent": "false" } },
      },
    ),
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1: a whole account is trusted (Principal "arn:aws:iam::111122223333:root"). Name the exact role, service or identity provider.',
    ],
  },
  {
    it: "takes an account that may only tag a session",
    sample: trust({ ...assume, Principal: ROOT, Action: "sts:TagSession" }),
    messages: [],
  },
  {
    it: "waits for a role in a condition that is not known yet",
    sample: changed(compliant.role, {
      assumeRolePolicy: {
        Statement: [{ ...assume, Principal: ROOT, Condition: { ArnEquals: { "aws:PrincipalArn": unknown } } }],
      },
    }),
    messages: [],
    advisory:
      "string value at .assumeRolePolicy.Statement.0.Condition.ArnEquals.aws:PrincipalArn can't be known during preview",
  },
  {
    it: "finds an account whose external id is not known yet, as it names nobody",
    sample: changed(compliant.role, {
      assumeRolePolicy: {
        Statement: [{ ...assume, Principal: ROOT, Condition: { StringEquals: { "sts:ExternalId": unknown } } }],
      },
    }),
    messages: [
      'Role "orders-machine", assumeRolePolicy, Statement 1: a whole account is trusted (Principal "arn:aws:iam::111122223333:root"). Name the exact role, service or identity provider.',
    ],
  },
  {
    it: "leaves a document that cannot be read to policy-readable",
    sample: changed(compliant.role, { assumeRolePolicy: '{"Statement":7}' }),
    messages: [],
  },
]);
