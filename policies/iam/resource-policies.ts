import { accountOf } from "../chain/home";
import type { ResourceView } from "../kit/resource-view";
import type { Finding, Report } from "../kit/rule";
import { isPresent, textOf, Unknown, type Value } from "../kit/value";
import { conditionsOn, isExact } from "./conditions";
import type { Statement } from "./document";
import { conditionedAt } from "./identity-policies";
import { isEverybody } from "./trust";

/** Keys that bound "everybody" to an account, an organisation or one source. */
const BOUNDS = [
  "aws:sourceaccount",
  "aws:sourceowner",
  "aws:principalaccount",
  "aws:principalorgid",
  "aws:principalarn",
];

/** Those of them that hold, or begin with, an account. */
const ACCOUNT_KEYS = ["aws:sourceaccount", "aws:sourceowner", "aws:principalaccount", "aws:principalarn"];

/** True if a statement lets in everybody, or a service for anybody's account, without a condition that bounds it. */
export function isPublic(statement: Statement): boolean {
  const everybody = statement.principals.some(isEverybody) || statement.notPrincipals;
  return statement.allows && everybody && !isBounded(statement);
}

function isBounded(statement: Statement): boolean {
  return (
    BOUNDS.some((key) => conditionsOn(statement, key).some(isExact)) ||
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

/** Account ids that a statement lets in by name: as principals, or as what bounds everybody. */
export function accountsIn(statement: Statement): readonly string[] {
  if (!statement.allows) {
    return [];
  }
  const named = statement.principals.filter(({ kind }) => kind === "AWS").map(({ value }) => accountOfPrincipal(value));
  const everybody = statement.principals.some(isEverybody) || statement.notPrincipals;
  const bounding = statement.conditions.filter(({ key }) => everybody && ACCOUNT_KEYS.includes(key)).filter(isExact);
  return [...named, ...bounding.flatMap(({ values }) => values.map(accountOfPrincipal))].filter(
    (each) => each !== undefined,
  );
}

function accountOfPrincipal(value: string): string | undefined {
  const [, id, inArn] = /^(\d{12})$|^arn:[^:]*:(?:iam|sts)::(\d{12}):/.exec(value) ?? [];
  return id ?? inArn;
}

/** Findings about who a topic's or a queue's policy lets in. `accounts`: other accounts that may be let in. */
export function opennessFindings(
  subject: ResourceView,
  report: Report,
  at: string,
  accounts: readonly string[],
): readonly Finding[] {
  const findings: Finding[] = [];
  for (const { at: place, statement } of conditionedAt(at, subject.get(at), report)) {
    if (isPublic(statement)) {
      findings.push({
        at: place,
        found: "everybody is let in (Principal *)",
        fix: 'Name the principals, or compare "aws:SourceAccount" with StringEquals and the id of the account',
      });
    }
    const named = accountsIn(statement).filter((id) => !accounts.includes(id));
    const own = ownAccounts(subject, statement);
    const others = own.length === 0 ? [] : named.filter((id) => !own.includes(id));
    const where = placeOf(subject);
    if (own.length === 0 && named.length > 0 && where instanceof Unknown) {
      report.unknown(where);
    }
    if (others.length > 0) {
      findings.push({
        at: place,
        found: `another account is let in (${[...new Set(others)].join(", ")})`,
        fix: "Remove it, or add it to the rule's accounts",
      });
    }
  }
  return findings;
}

/**
 * The account of what carries the policy: by its ARN or URL, its provider, or else the resources that the statement
 * spells out.
 */
function ownAccounts(subject: ResourceView, statement: Statement): readonly string[] {
  const own = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):|^https:\/\/[^/]+\/(\d{12})\//.exec(textOf(placeOf(subject)) ?? "");
  const known = own?.[1] ?? own?.[2] ?? accountOf(subject);
  return known === undefined
    ? statement.resources.map((arn) => arn.split(":")[4] ?? "").filter((id) => /^\d{12}$/.test(id))
    : [known];
}

/** What says where a topic or a queue, or what its policy belongs to, is. */
function placeOf(subject: ResourceView): Value | undefined {
  return ["arn", "queueUrl", "url"].map((key) => subject.get(key)).find(isPresent);
}
