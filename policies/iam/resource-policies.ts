import { accountOf } from "../kit/identity";
import type { ResourceView } from "../kit/resource-view";
import type { Finding, Report } from "../kit/rule";
import { isPresent, textOf, Unknown, type Value } from "../kit/value";
import { boundsOf, isBounded } from "./bounding-keys";
import type { Statement } from "./document";
import { conditionedAt } from "./identity-policies";
import { isEverybody } from "./trust";

/** True if a statement lets in everybody, or a service for anybody's account, without a condition that bounds it. */
export function isPublic(statement: Statement): boolean {
  return (isForEverybody(statement) || servicesOf(statement).length > 0) && statement.allows && !isBounded(statement);
}

function isForEverybody({ principals, notPrincipals }: Statement): boolean {
  return principals.some(isEverybody) || notPrincipals;
}

/** Services act for every account. https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html */
function servicesOf({ principals }: Statement): readonly string[] {
  return principals.filter(({ kind }) => kind === "Service").map(({ value }) => value);
}

/** Account ids that a statement lets in by name: as principals, or as what bounds everybody or a service. */
export function accountsIn(statement: Statement): readonly string[] {
  if (!statement.allows) {
    return [];
  }
  const named = statement.principals
    .filter(({ kind }) => kind === "AWS")
    .flatMap(({ value }) => accountOfPrincipal(value) ?? []);
  const bounded = isForEverybody(statement) || servicesOf(statement).length > 0;
  const [first = [], ...others] = boundsOf(statement, ["caller", "source"])
    .map(({ accounts }) => accounts)
    .filter((accounts) => bounded && accounts.length > 0);
  // All conditions have to hold, so that only an account that each of them names comes in.
  return [...named, ...first.filter((id) => others.every((accounts) => accounts.includes(id)))];
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
      findings.push(isForEverybody(statement) ? everybody(place) : anyAccount(place, servicesOf(statement)));
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

const BOUND = 'compare "aws:SourceAccount" with StringEquals and the id of the account';

function everybody(at: string): Finding {
  return { at, found: "everybody is let in (Principal *)", fix: `Name the principals, or ${BOUND}` };
}

function anyAccount(at: string, services: readonly string[]): Finding {
  const names = services.map((service) => `"${service}"`).join(", ");
  return {
    at,
    found: `${names} may act here for any account (no condition on "aws:SourceAccount")`,
    fix: BOUND.replace("c", "C"),
  };
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
