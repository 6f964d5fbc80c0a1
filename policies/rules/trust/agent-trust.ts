import { AGENT_SETTINGS, isAgent } from "../../iam/agents";
import { conditionsOn, isExact } from "../../iam/conditions";
import type { Principal, Statement } from "../../iam/document";
import { conditionedAt } from "../../iam/identity-policies";
import { isEverybody, isWholeAccount } from "../../iam/trust";
import { soc2 } from "../../kit/frameworks";
import { quote } from "../../kit/message";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { Unknown } from "../../kit/value";
import { claimsOf, providerOf } from "../../trust/oidc";
import { isSamlProvider } from "../../trust/saml";

/** A caller that can become the agent acts in its name, and its record says so. */
export const agentTrust: ResourceRule = {
  name: "agent-trust",
  description:
    "An agent's role trusts exactly one kind of caller: a named role, one subject of an identity provider, or one source of a service.",
  severity: "critical",
  framework: soc2("CC6.1"),
  remediationSteps:
    "Name the role by its ARN; compare aud and sub of a token with StringEquals; compare aws:SourceArn where a service acts.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
  types: [types.role],
  settings: AGENT_SETTINGS,
  validate(role, report, settings) {
    const agent = isAgent(role, settings);
    if (agent instanceof Unknown) {
      report.unknown(agent);
      return;
    }
    if (!agent) {
      report.notApplicable("the role is not tagged as an agent's");
      return;
    }
    for (const { at, statement } of conditionedAt("assumeRolePolicy", role.get("assumeRolePolicy"), report)) {
      for (const principal of statement.allows ? statement.principals : []) {
        const flaw = flawOf(principal, statement);
        if (flaw !== undefined) {
          report.finding(role, { at, found: `the agent ${flaw.found}`, fix: flaw.fix });
        }
      }
      if (statement.allows && statement.notPrincipals) {
        report.finding(role, {
          at,
          found: "the agent trusts everybody but a list (NotPrincipal)",
          fix: "Name one role",
        });
      }
    }
  },
};

function flawOf(principal: Principal, statement: Statement): { found: string; fix: string } | undefined {
  const { kind, value } = principal;
  if (kind === "Service") {
    return conditionsOn(statement, "aws:SourceArn").some(isExact)
      ? undefined
      : {
          found: `is let to any use of ${quote(value)}`,
          fix: 'Compare "aws:SourceArn" with ArnEquals and the one source',
        };
  }
  if (kind === "Federated") {
    return federated(value, statement);
  }
  // An account, or everybody, with the one role in a condition says the same.
  const narrowed = (isEverybody(principal) || isWholeAccount(principal)) && conditionsOn(statement, "aws:PrincipalArn");
  return isRole(value) || (narrowed || []).some((test) => isExact(test) && test.values.every(isRole))
    ? undefined
    : { found: `trusts ${quote(value)}, which is no role`, fix: "Name one role by its ARN" };
}

function isRole(arn: string): boolean {
  return /^arn:[a-z-]+:iam::\d{12}:role\/[^*?]+$/.test(arn);
}

function federated(provider: string, statement: Statement): { found: string; fix: string } | undefined {
  if (isSamlProvider(provider)) {
    return {
      found: `trusts sign-ins of people (${quote(provider)})`,
      fix: "Give the agent an OIDC client of its own",
    };
  }
  const name = providerOf(provider);
  const { audience, subject } = claimsOf(name);
  const isOpen = (claims: readonly string[]) =>
    !claims.some((claim) => conditionsOn(statement, `${name}:${claim}`).some(isExact));
  const open = [audience, subject].filter(isOpen).map(([claim]) => claim ?? "");
  return open.length === 0
    ? undefined
    : {
        found: `accepts tokens of ${quote(name)} without one exact ${open.join(" and ")}`,
        fix: `Compare ${open.map((claim) => `"${name}:${claim}"`).join(" and ")} with StringEquals and one value`,
      };
}
