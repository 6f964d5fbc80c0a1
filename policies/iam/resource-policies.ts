import type { Finding, Report } from "../kit/rule";
import type { Subject } from "../kit/subject";
import type { Statement } from "./document";
import { statementsAt } from "./identity-policies";
import { hasWildcard } from "./patterns";
import { conditionsOn, isEverybody, isExact } from "./trust";

/** Keys that bound "everybody" to an account, an organisation or one source. */
const bounds = [
  "aws:sourceaccount",
  "aws:sourceowner",
  "aws:principalaccount",
  "aws:principalorgid",
  "aws:principalarn",
];

/** True if a statement lets in everybody, or a service for anybody's account, without a condition that bounds it. */
export function isPublic(statement: Statement): boolean {
  const everybody = statement.principals.some(isEverybody) || statement.notPrincipals;
  return statement.allows && everybody && !isBounded(statement);
}

function isBounded(statement: Statement): boolean {
  return (
    bounds.some((key) => conditionsOn(statement, key).some(isExact)) ||
    conditionsOn(statement, "aws:sourcearn").some(
      ({ quantifier, ifExists, values }) =>
        quantifier !== "forallvalues" &&
        !ifExists &&
        values.length > 0 &&
        values.every(
          (value) => /^[^:]*:[^:]*:[^:*?]+:[^:]*:\d{12}:/.test(value) || /^arn:[^:]*:s3:::[^*?]+$/.test(value),
        ),
    )
  );
}

/** Account ids that a statement lets in by name. */
export function accountsIn(statement: Statement): readonly string[] {
  if (!statement.allows) {
    return [];
  }
  return statement.principals.flatMap(({ kind, value }) => {
    const account = kind === "AWS" ? (/^(\d{12})$|^arn:[^:]*:(?:iam|sts)::(\d{12}):/.exec(value) ?? []) : [];
    return [account[1] ?? account[2]].filter((each) => each !== undefined);
  });
}

/** Findings about who a topic's or a queue's policy lets in. `accounts`: other accounts that may be let in. */
export function opennessFindings(
  subject: Subject,
  report: Report,
  at: string,
  accounts: readonly string[],
): readonly Finding[] {
  const findings: Finding[] = [];
  for (const { at: place, statement } of statementsAt(at, subject.get(at), report)) {
    if (isPublic(statement)) {
      findings.push({
        at: place,
        found: "everybody is let in (Principal *)",
        mend: 'Name the principals, or compare "aws:SourceAccount" with StringEquals and the id of the account',
      });
    }
    const own = statement.resources.map((arn) => arn.split(":")[4] ?? "").filter((id) => /^\d{12}$/.test(id));
    const others = accountsIn(statement).filter((id) => own.length > 0 && !own.includes(id) && !accounts.includes(id));
    if (others.length > 0 && !statement.resources.every(hasWildcard)) {
      findings.push({
        at: place,
        found: `another account is let in (${[...new Set(others)].join(", ")})`,
        mend: "Remove it, or add it to the rule's accounts",
      });
    }
  }
  return findings;
}
