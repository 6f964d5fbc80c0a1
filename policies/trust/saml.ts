import { conditionsOn, isTest, showCondition } from "../iam/conditions";
import type { Condition, Statement } from "../iam/document";
import { hasWildcard } from "../iam/patterns";
import { grants, type TrustFlaw } from "../iam/trust";

/** Hosts at which AWS takes assertions, alone or with a region ahead: one for each partition. */
const SIGN_IN_HOSTS = [
  "signin.aws.amazon.com",
  "signin.amazonaws-us-gov.com",
  "signin.amazonaws.cn",
  "signin.amazonaws-eusc.eu",
];

/** Flaws of a statement that trusts SAML assertions (`sts:AssumeRoleWithSAML`). */
export function samlFlaws(statement: Statement): readonly TrustFlaw[] {
  const trustsSaml = statement.principals.some(({ kind, value }) => kind === "Federated" && isSamlProvider(value));
  if (!grants(statement, "sts:AssumeRoleWithSAML") || !trustsSaml) {
    return [];
  }
  const tests = conditionsOn(statement, "SAML:aud");
  if (tests.some(isSignIn)) {
    return [];
  }
  const found =
    tests.length === 0
      ? 'assertions are accepted for any audience (no condition on "SAML:aud")'
      : `the audience is not an AWS sign-in address (${tests.map(showCondition).join(", ")})`;
  return [{ found, fix: 'Compare "SAML:aud" with StringEquals and "https://signin.aws.amazon.com/saml"' }];
}

export function isSamlProvider(value: string): boolean {
  return value.includes(":saml-provider/");
}

/** The key holds the address to which the assertion was sent. */
function isSignIn(test: Condition): boolean {
  const wild = isTest(test, ["stringlike"]);
  return (
    (wild || isTest(test, ["stringequals", "stringequalsignorecase"])) &&
    test.values.every((value) => isAtSignIn(value) && (wild || !hasWildcard(value)))
  );
}

/** The host in full, or with a wildcard for the region; what follows the host is free. */
function isAtSignIn(address: string): boolean {
  const host = /^https:\/\/([^/]+)\//.exec(address.toLowerCase())?.[1] ?? "";
  return SIGN_IN_HOSTS.some(
    (end) => host === end || (host.endsWith(`.${end}`) && /^[a-z0-9*?-]+$/.test(host.slice(0, -end.length - 1))),
  );
}
