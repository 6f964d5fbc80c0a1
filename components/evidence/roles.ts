import { evidenceNames } from "../core/evidence-names";
import type { EnvironmentNames, Named } from "../core/names";
import type { PolicyStatement } from "../core/policy-document";
import { startByAlias } from "../iam/statements";

/** A role and what it may do. */
interface RolePlan {
  readonly role: Named;
  readonly statements: readonly PolicyStatement[];
}

/** Roles of an environment's evidence: of the machine that writes records, and of the rule that starts it. */
export function evidenceRoles(plan: {
  readonly names: EnvironmentNames;
  /** Absent where no evidence is kept. */
  readonly evidence?: { readonly statements: readonly PolicyStatement[] } | undefined;
}): RolePlan[] {
  const { machineRole, ruleRole } = evidenceNames(plan.names);
  return plan.evidence === undefined
    ? []
    : [
        { role: machineRole, statements: plan.evidence.statements },
        { role: ruleRole, statements: ruleStatements(plan.names) },
      ];
}

/** What the rule's role may do: start the machine that writes records, by its alias. */
export function ruleStatements(names: EnvironmentNames): readonly PolicyStatement[] {
  return [startByAlias("StartRecord", [evidenceNames(names).machine.arn])];
}
