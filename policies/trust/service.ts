import { readServiceName } from "../evaluator/service-name";
import { isBounded } from "../iam/bounding-keys";
import type { Statement } from "../iam/document";
import type { TrustFlaw } from "../iam/trust";

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
