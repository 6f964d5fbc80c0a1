import { conditionsOn, isExact, isTest, showCondition } from "../iam/conditions";
import type { Condition, Statement } from "../iam/document";
import { isAnything } from "../iam/patterns";
import { grants, type TrustFlaw } from "../iam/trust";
import { githubSubject, isGithub } from "./github";
import { isSamlProvider } from "./saml";
import { namesSubject } from "./subjects";

/** The claims that say for whom a token is and whom it is about. */
export interface ProviderClaims {
  readonly audience: readonly string[];
  readonly subject: readonly string[];
}

const USUAL: ProviderClaims = { audience: ["aud"], subject: ["sub"] };

/**
 * Providers whose tokens carry other claims.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
const OTHERS: Readonly<Record<string, ProviderClaims>> = {
  "www.amazon.com": { audience: ["app_id"], subject: ["user_id"] },
  "graph.facebook.com": { audience: ["app_id"], subject: ["id"] },
  // A token that an app hands to its server has the app as `aud` (`azp`) and the server as `oaud`.
  "accounts.google.com": { audience: ["aud", "oaud"], subject: ["sub"] },
};

/** The first of each is the one that a message names. */
export function claimsOf(provider: string): ProviderClaims {
  return Object.hasOwn(OTHERS, provider) ? (OTHERS[provider] ?? USUAL) : USUAL;
}

/** `id.example` of `arn:aws:iam::1:oidc-provider/ID.example`: what its condition keys begin with, in lower case. */
export function providerOf(principal: string): string {
  return principal.split(":oidc-provider/").at(-1)?.toLowerCase() ?? "";
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
    .filter(({ kind, value }) => kind === "Federated" && !isSamlProvider(value))
    .flatMap(({ value }) => {
      const provider = providerOf(value);
      return [...audienceFlaws(statement, provider), ...subjectFlaws(statement, provider, exactGithub)];
    });
}

function audienceFlaws(statement: Statement, provider: string): readonly TrustFlaw[] {
  const { audience } = claimsOf(provider);
  const key = `${provider}:${audience[0]}`;
  const fix = `Compare "${key}" with StringEquals and the exact audience`;
  const tests = testsOn(statement, provider, audience);
  if (tests.length === 0) {
    return [{ found: `tokens of "${provider}" are accepted for any audience (no condition on "${key}")`, fix }];
  }
  return tests.some(isExact)
    ? []
    : [{ found: `the audience is not exact (${tests.map(showCondition).join(", ")})`, fix }];
}

const COGNITO = "cognito-identity.amazonaws.com";

function subjectFlaws(statement: Statement, provider: string, exactGithub: boolean): readonly TrustFlaw[] {
  const { subject } = claimsOf(provider);
  const key = `${provider}:${subject[0]}`;
  const tests = testsOn(statement, provider, subject);
  if (isGithub(provider)) {
    return githubSubject(statement, provider, exactGithub);
  }
  if (provider === COGNITO && conditionsOn(statement, `${provider}:amr`).some(namesSignIn)) {
    // A Cognito identity pool names its people by the audience (the pool) and how they signed in.
    return [];
  }
  const fix = `Compare "${key}" with StringEquals and the exact subject, or with StringLike and a complete prefix`;
  if (tests.length === 0) {
    return [{ found: `tokens of "${provider}" are accepted for any subject (no condition on "${key}")`, fix }];
  }
  const bounded = tests.some(
    (test) => isExact(test) || (isTest(test, ["stringlike"]) && test.values.every(namesSubject)),
  );
  return bounded ? [] : [{ found: `the subject is not bounded (${tests.map(showCondition).join(", ")})`, fix }];
}

function namesSignIn(test: Condition): boolean {
  return isTest(test) && !test.values.some(isAnything);
}

function testsOn(statement: Statement, provider: string, claims: readonly string[]): readonly Condition[] {
  return claims.flatMap((claim) => conditionsOn(statement, `${provider}:${claim}`));
}
