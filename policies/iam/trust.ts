import { readServiceName } from "../evaluator/service-name";
import { isBounded } from "./bounding-keys";
import { conditionsOn, isExact, isTest, showCondition } from "./conditions";
import type { Principal, Statement } from "./document";
import { hasWildcard, matchesAction } from "./patterns";

/** What is wrong with a trust statement. */
export interface TrustFlaw {
  readonly found: string;
  readonly fix: string;
}

/** True if the statement allows an action: by name, through a wildcard, or by not leaving it out (NotAction). */
export function grants(statement: Statement, action: string): boolean {
  const named = (patterns: readonly string[]) => patterns.some((pattern) => matchesAction(pattern, action));
  return statement.allows && (named(statement.actions) || (statement.notActions && !named(statement.actionsBut)));
}

/**
 * Flaws of a statement that trusts tokens of an OIDC provider (`sts:AssumeRoleWithWebIdentity`). `exactGithub`: behind
 * the name of a repository a wildcard stands for every branch and every pull request, which a pattern may not do then.
 */
export function oidcFlaws(statement: Statement, exactGithub = false): readonly TrustFlaw[] {
  if (!grants(statement, "sts:AssumeRoleWithWebIdentity")) {
    return [];
  }
  return statement.principals
    .filter(({ kind, value }) => kind === "Federated" && !value.includes(":saml-provider/"))
    .flatMap(({ value }) => {
      const provider = value.split(":oidc-provider/").at(-1)?.toLowerCase() ?? "";
      return [...audienceFlaws(statement, provider), ...subjectFlaws(statement, provider, exactGithub)];
    });
}

function audienceFlaws(statement: Statement, provider: string): readonly TrustFlaw[] {
  const fix = `Compare "${provider}:aud" with StringEquals and the exact audience`;
  const tests = conditionsOn(statement, `${provider}:aud`);
  if (tests.length === 0) {
    return [
      { found: `tokens of "${provider}" are accepted for any audience (no condition on "${provider}:aud")`, fix },
    ];
  }
  if (tests.some(isExact)) {
    return [];
  }
  return [{ found: `the audience is not exact (${tests.map(showCondition).join(", ")})`, fix }];
}

const GITHUB = "token.actions.githubusercontent.com";
const COGNITO = "cognito-identity.amazonaws.com";

function subjectFlaws(statement: Statement, provider: string, exactGithub: boolean): readonly TrustFlaw[] {
  const tests = conditionsOn(statement, `${provider}:sub`);
  if (provider === COGNITO && conditionsOn(statement, `${provider}:amr`).some(({ values }) => values.length > 0)) {
    // A Cognito identity pool names its people by the audience (the pool) and how they signed in.
    return [];
  }
  if (provider === GITHUB && tests.length === 0 && namesRepository(statement)) {
    return [];
  }
  const fix =
    provider === GITHUB
      ? `Compare "sub" with "repo:<organisation>/<name>:..." complete${exactGithub ? ", without a wildcard" : ""}, or both "repository_id" and "environment" exactly`
      : `Compare "${provider}:sub" with StringEquals and the exact subject, or with StringLike and a complete prefix`;
  if (tests.length === 0) {
    return [{ found: `tokens of "${provider}" are accepted for any subject (no condition on "${provider}:sub")`, fix }];
  }
  const isRepository = (value: string) => isWholeRepository(value) && !(exactGithub && hasWildcard(value));
  const bounded = provider === GITHUB ? isRepository : hasCompletePrefix;
  if (tests.some((test) => isExact(test) && (provider !== GITHUB || test.values.every(isWholeRepository)))) {
    return [];
  }
  if (tests.some((test) => isTest(test, ["stringlike"]) && test.values.every(bounded))) {
    return [];
  }
  return [{ found: `the subject is not bounded (${tests.map(showCondition).join(", ")})`, fix }];
}

function namesRepository(statement: Statement): boolean {
  return ["repository_id", "environment"].every((claim) => conditionsOn(statement, `${GITHUB}:${claim}`).some(isExact));
}

/** `repo:org/name:...`: no wildcard before the second colon, and something behind it. */
function isWholeRepository(value: string): boolean {
  return /^repo:[^*?/:]+\/[^*?/:]+:.+$/.test(value);
}

/** Wildcard only as the last character, behind a separator: `system:serviceaccount:orders:*`. */
function hasCompletePrefix(value: string): boolean {
  return !hasWildcard(value) || (/[^*?][:/|#]\*$/.test(value) && !hasWildcard(value.slice(0, -1)));
}

/** Flaws of a statement that trusts SAML assertions (`sts:AssumeRoleWithSAML`). */
export function samlFlaws(statement: Statement): readonly TrustFlaw[] {
  const trustsSaml = statement.principals.some(({ kind, value }) => kind === "Federated" && isSaml(value));
  if (!grants(statement, "sts:AssumeRoleWithSAML") || !trustsSaml) {
    return [];
  }
  const tests = conditionsOn(statement, "saml:aud");
  if (tests.some((test) => isExact(test) && test.values.every((value) => /^https:\/\/[^*?]+\/saml/.test(value)))) {
    return [];
  }
  const found =
    tests.length === 0
      ? 'assertions are accepted for any audience (no condition on "SAML:aud")'
      : `the audience is not an AWS sign-in address (${tests.map(showCondition).join(", ")})`;
  return [{ found, fix: 'Compare "SAML:aud" with StringEquals and "https://signin.aws.amazon.com/saml"' }];
}

function isSaml(value: string): boolean {
  return value.includes(":saml-provider/");
}

/** Flaws of a statement that trusts AWS services which act for many accounts. */
export function serviceFlaws(statement: Statement, services: readonly string[]): readonly TrustFlaw[] {
  if (!statement.allows || isBounded(statement, ["source"])) {
    return [];
  }
  const listed = new Set(services.map((service) => readServiceName(service).name));
  return statement.principals
    .filter(({ kind, value }) => kind === "Service" && listed.has(readServiceName(value).name))
    .map(({ value }) => ({
      found: `"${value}" may act here for any account (no condition on "aws:SourceAccount")`,
      fix: 'Compare "aws:SourceAccount" with StringEquals and the id of this account',
    }));
}

/** Principals in a trust statement that are no one in particular. */
export function principalFlaws(statement: Statement): readonly TrustFlaw[] {
  if (!statement.allows) {
    return [];
  }
  const flaws = statement.principals.flatMap((principal): TrustFlaw[] => {
    if (isEverybody(principal)) {
      return [{ found: `everybody is trusted (Principal ${JSON.stringify(principal.value)})`, fix: NAME_ONE }];
    }
    return isWholeAccount(principal)
      ? [{ found: `a whole account is trusted (Principal ${JSON.stringify(principal.value)})`, fix: NAME_ONE }]
      : [];
  });
  if (statement.notPrincipals) {
    flaws.push({ found: "everybody but a list is trusted (NotPrincipal with Allow)", fix: NAME_ONE });
  }
  return flaws;
}

const NAME_ONE = "Name the exact role, service or identity provider";

/** `*`, however it is written. */
export function isEverybody({ kind, value }: Principal): boolean {
  return kind !== "Service" && kind !== "Federated" && /^\*+$/.test(value);
}

/** An account as a whole: its id, or `arn:aws:iam::<id>:root`. */
export function isWholeAccount({ kind, value }: Principal): boolean {
  return kind === "AWS" && (/^\d{12}$/.test(value) || /^arn:[^:]*:iam::\d{12}:root$/.test(value));
}
