import { type PolicyDocument, type PolicyStatement, policyDocument } from "../../core/policy-document";
import type { Problem } from "../../core/problem";
import { type SessionTrust, withSession } from "./session";

/**
 * Issuer, audience and subject of the tokens that a role trusts. STS tests only `aud`, `sub` and `amr`, not a groups
 * claim.
 */
export interface OidcTrust {
  /** ARN of the IAM OIDC provider. */
  readonly providerArn: string;
  /** Issuer URL, `https://...`. */
  readonly issuer: string;
  /** Exact audience. */
  readonly audience: string;
  /** Exact subject, or a prefix of it that ends with a separator (`:`, `/`, `|` or `#`). */
  readonly subject: { readonly equals: string } | { readonly prefix: string };
  /** Tags and source identity that the tokens state. @default none */
  readonly session?: SessionTrust | undefined;
}

/**
 * Trust in the tokens of one OIDC issuer for one audience and one subject.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
 */
export function oidcTrust(trust: OidcTrust): PolicyDocument {
  const problems = oidcTrustProblems(trust);
  if (problems.length > 0) {
    throw new Error(problems.map((p) => `OIDC trust, ${p.place}: ${p.message} ${p.fix}`).join("\n"));
  }
  const host = issuerKey(trust.issuer);
  const audience = { [`${host}:aud`]: trust.audience };
  const subject = `${host}:sub`;
  const statement: PolicyStatement = {
    Effect: "Allow",
    Principal: { Federated: trust.providerArn },
    Action: ["sts:AssumeRoleWithWebIdentity"],
    Condition:
      "equals" in trust.subject
        ? { StringEquals: { ...audience, [subject]: trust.subject.equals } }
        : { StringEquals: audience, StringLike: { [subject]: `${trust.subject.prefix}*` } },
  };
  return policyDocument([withSession(statement, trust.session ?? {})]);
}

/** Name of an issuer in IAM's condition keys and in the provider's ARN: its URL without the scheme. */
export function issuerKey(issuer: string): string {
  return issuer.replace(/^https:\/\//, "");
}

/** Problems of an OIDC trust. */
export function oidcTrustProblems({ issuer, audience, subject }: Omit<OidcTrust, "providerArn">): Problem[] {
  const problems: Problem[] = [];
  if (!/^https:\/\/[^\s/?#*]+(\/[^\s?#*]*)?$/.test(issuer)) {
    problems.push({
      place: "issuer",
      message: `"${issuer}" is not an https URL.`,
      fix: "Write the issuer as https://host/path.",
    });
  }
  if (audience === "" || /[*?\s]/.test(audience)) {
    problems.push({
      place: "audience",
      message: `"${audience}" is not one exact audience.`,
      fix: "Write the exact audience.",
    });
  }
  if ("equals" in subject) {
    if (subject.equals === "" || /[*?\s]/.test(subject.equals)) {
      problems.push({
        place: "subject",
        message: `"${subject.equals}" is not one exact subject.`,
        fix: "Write the exact subject.",
      });
    }
  } else if (!/^[^*?\s]+[:/|#]$/.test(subject.prefix)) {
    problems.push({
      place: "subject",
      message: `prefix "${subject.prefix}" is not complete: another subject could continue it.`,
      fix: "End the prefix with its separator (: / | or #), without wildcards.",
    });
  }
  return problems;
}
