import type { ResourceView } from "../kit/resource-view";
import type { Report } from "../kit/rule";
import { types } from "../kit/types";
import { fieldsOf, listOf, textOf, Unknown, type Value } from "../kit/value";
import { withDenials } from "./denials";
import { type Part, parsePolicy, type Statement } from "./document";

/** Resources that carry permissions of an identity. */
export const IDENTITY_POLICY_TYPES: readonly string[] = [
  types.rolePolicy,
  types.policy,
  types.userPolicy,
  types.groupPolicy,
  types.role,
];

/** One permission statement, and where it is in its resource. */
export interface Permission {
  readonly at: string;
  readonly statement: Statement;
}

/**
 * The permission statements of a resource: `policy`, or a role's `inlinePolicies`.
 */
export function permissionsOf(subject: ResourceView, report: Report): readonly Permission[] {
  return documentsOf(subject, report, statementsAt);
}

/** The same with their conditions, those of Deny statements included: {@link conditionedAt}. */
export function boundedPermissionsOf(subject: ResourceView, report: Report): readonly Permission[] {
  return documentsOf(subject, report, conditionedAt);
}

function documentsOf(
  subject: ResourceView,
  report: Report,
  read: (at: string, value: Value | undefined, report: Report) => readonly Permission[],
): readonly Permission[] {
  if (subject.type !== types.role) {
    return read("policy", subject.get("policy"), report);
  }
  const inline = listOf(subject.get("inlinePolicies"));
  if (inline.length === 0) {
    report.notApplicable("the role has no inlinePolicies");
  }
  return inline.flatMap((each, index) => {
    const name = textOf(fieldsOf(each).name);
    const at = `inlinePolicies[${index}]${name === undefined ? "" : ` (${name})`}`;
    return read(at, each instanceof Unknown ? each : fieldsOf(each).policy, report);
  });
}

/**
 * Statements for a rule on who is let in, and under which conditions, those of the Deny statements included: one for
 * each way through them. What is not known yet is reported; a statement with conditions that are not known yet waits,
 * while a principal or an action that is known is judged by itself.
 */
export function conditionedAt(at: string, value: Value | undefined, report: Report): Permission[] {
  const permissions = statementsAt(at, value, report, ["principals", "actions", "conditions"]);
  const bounded = withDenials(permissions.map(({ statement }) => statement));
  return permissions.flatMap(({ at: place }, index) =>
    (bounded[index] ?? []).flatMap((statement) => {
      if (statement.unknown.conditions !== undefined) {
        report.unknown(statement.unknown.conditions);
        return [];
      }
      return [{ at: place, statement }];
    }),
  );
}

/**
 * The statements of one document, with the place they are at. None if it is absent, not known yet (reported to the
 * engine), or unreadable (the rule `policy-readable` reports that, once). `parts`: what the rule reads of a statement;
 * what is not known yet in them is reported, too. A statement of which the effect is not known waits.
 */
export function statementsAt(
  at: string,
  value: Value | undefined,
  report: Report,
  parts: readonly Part[] = [],
): Permission[] {
  const parsed = parsePolicy(value);
  if (parsed.kind === "statements") {
    return parsed.statements.flatMap((statement) => {
      for (const part of ["sense", ...parts] as const) {
        const unknown = statement.unknown[part];
        if (unknown !== undefined) {
          report.unknown(unknown);
        }
      }
      return statement.unknown.sense === undefined ? [{ at: `${at}, ${statement.label}`, statement }] : [];
    });
  }
  if (parsed.kind === "unknown") {
    report.unknown(parsed.unknown);
  } else {
    report.notApplicable(`${at} holds no document that can be read`);
  }
  return [];
}
