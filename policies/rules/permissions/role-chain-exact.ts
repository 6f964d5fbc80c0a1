import type { Identity } from "../../chain/identities";
import { taskRolesOf } from "../../chain/task-roles";
import { named } from "../../evaluator/principal";
import { any } from "../../evaluator/truth";
import { type Principal, parsePolicy } from "../../iam/document";
import { grants, isEverybody, isWholeAccount } from "../../iam/trust";
import { soc2 } from "../../kit/frameworks";
import { quote } from "../../kit/message";
import type { StackRule } from "../../kit/rule";
import { types } from "../../kit/types";

/**
 * Another caller that may become a task's role acts as that task, unverified; it may be meant, so this rule is advisory
 * by default.
 */
export const roleChainExact: StackRule = {
  name: "role-chain-exact",
  description: "A role that Tasks run as trusts no role or user other than the roles of their machines.",
  severity: "medium",
  framework: soc2("CC6.3"),
  remediationSteps: "Give the other caller a role of its own, and let the task role trust the machine's role alone.",
  url: "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html",
  level: "advisory",
  types: [types.machine],
  validateStack(stack, report) {
    for (const { role, machineRoles } of taskRolesOf(stack)) {
      const parsed = parsePolicy(role.subject.get("assumeRolePolicy"));
      const machines = [...machineRoles.values()];
      for (const statement of parsed.kind === "statements" ? parsed.statements : []) {
        if (grants(statement, "sts:AssumeRole") && statement.unknown.principals !== undefined) {
          report.unknown(statement.unknown.principals);
        }
        const others = statement.principals.filter((one) => isOther(one, machines)).map(({ value }) => value);
        if (grants(statement, "sts:AssumeRole") && others.length > 0) {
          const labels = machines.map(({ label }) => label).sort();
          report.finding(role.subject, {
            at: `assumeRolePolicy, ${statement.label}`,
            found: `${others.map(quote).join(", ")} may become it in addition to ${labels.join(", ")}, whose Tasks run as it`,
            fix: "Give each caller a role of its own, or make an exception",
          });
        }
      }
    }
  },
};

/**
 * A role, a user or a session that is none of the machines'; who trusts a whole account or everybody has another
 * finding.
 */
function isOther(principal: Principal, machines: readonly Identity[]): boolean {
  return (
    principal.kind === "AWS" &&
    !isEverybody(principal) &&
    !isWholeAccount(principal) &&
    any(machines.map(({ caller }) => named({ AWS: principal.value }, caller).itself)) === false
  );
}
