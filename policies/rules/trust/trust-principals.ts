import { statementsAt } from "../../iam/identity-policies";
import { isEverybody, isWholeAccount } from "../../iam/trust";
import { soc2 } from "../../kit/frameworks";
import { quote } from "../../kit/message";
import { readPolicy } from "../../kit/policy-document";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";
import type { Fields } from "../../kit/value";
import { type Reach, reachOf } from "../../trust/strangers";

/** What a principal says by itself counts as far as no condition narrows it: `aws:PrincipalArn` names one as well. */
export const trustPrincipals: ResourceRule = {
  name: "trust-principals",
  description:
    "A role trusts nobody and no account as a whole: each principal is a role, a service or an identity provider.",
  severity: "critical",
  framework: soc2("CC6.1"),
  remediationSteps: "Name the exact role, service or identity provider that may assume the role.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
  types: [types.role],
  validate(role, report) {
    const written = readPolicy(role.get("assumeRolePolicy"));
    const trust = written.kind === "document" ? written : { version: undefined, items: [] };
    for (const [index, { at, statement }] of statementsAt("assumeRolePolicy", role.get("assumeRolePolicy"), report, [
      "principals",
    ]).entries()) {
      const wide = statement.principals.filter((principal) => isEverybody(principal) || isWholeAccount(principal));
      const shown: readonly (readonly [shown: string, principal: Fields])[] = [
        ...wide.map(({ value }) => [`Principal ${quote(value)}`, { Principal: { AWS: value } }] as const),
        ...(statement.notPrincipals ? [["NotPrincipal with Allow", {}] as const] : []),
      ];
      for (const [name, principal] of statement.allows ? shown : []) {
        const reach = reachOf(trust, index, principal);
        if (reach === "unknown" && statement.open !== undefined) {
          report.unknown(statement.open);
        } else if (reach !== "nobody") {
          const who = statement.notPrincipals ? "everybody but a list is trusted" : WHO[reach];
          report.finding(role, {
            at,
            found: `${who} (${name})`,
            fix: "Name the exact role, service or identity provider",
          });
        }
      }
    }
  },
};

const WHO: Readonly<Record<Exclude<Reach, "nobody">, string>> = {
  everybody: "everybody is trusted",
  account: "a whole account is trusted",
  unknown: "everybody may be trusted",
};
