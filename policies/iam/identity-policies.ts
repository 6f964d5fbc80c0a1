import type { Report } from "../kit/rule";
import type { Subject } from "../kit/subject";
import { types } from "../kit/types";
import { fieldsOf, listOf, textOf, type Value } from "../kit/value";
import { parsePolicy, type Statement } from "./document";

/** Resources that carry permissions of an identity. */
export const identityPolicyTypes: readonly string[] = [
  types.rolePolicy,
  types.policy,
  types.userPolicy,
  types.groupPolicy,
  types.role,
];

/** One permission statement, and where it stands in its resource. */
export interface Permission {
  readonly at: string;
  readonly statement: Statement;
}

/**
 * The permission statements of a resource: `policy`, or a role's `inlinePolicies`. A policy that is not known yet is told
 * to the engine; one that is malformed is a finding, since nobody can say what it allows.
 */
export function permissionsOf(subject: Subject, report: Report): readonly Permission[] {
  if (subject.type !== types.role) {
    return statementsAt(subject, "policy", subject.get("policy"), report);
  }
  const inline = listOf(subject.get("inlinePolicies"));
  if (inline.length === 0) {
    report.notApplicable("the role has no inlinePolicies");
  }
  return inline.flatMap((each, index) => {
    const name = textOf(fieldsOf(each).name);
    const at = `inlinePolicies[${index}]${name === undefined ? "" : ` (${name})`}`;
    return statementsAt(subject, at, fieldsOf(each).policy, report);
  });
}

/** The statements of one document, with the place they stand at. */
export function statementsAt(subject: Subject, at: string, value: Value | undefined, report: Report): Permission[] {
  const parsed = parsePolicy(value);
  switch (parsed.kind) {
    case "statements":
      return parsed.statements.map((statement) => ({ at: `${at}, ${statement.label}`, statement }));
    case "unknown":
      report.unknown(parsed.unknown);
      return [];
    case "malformed":
      report.finding(subject, { at, found: `the policy document ${parsed.why}`, mend: "Write it as an IAM policy" });
      return [];
    default:
      return [];
  }
}
