import { Identities } from "../../chain/identities";
import { isResourceless } from "../../iam/action-table";
import { AGENT_SETTINGS, agentsOf, DENIED_SETTING } from "../../iam/agents";
import { conditionsOn, isExact } from "../../iam/conditions";
import { parsePolicy, type Statement } from "../../iam/document";
import { hasWildcard, isAnything, matchesAction } from "../../iam/patterns";
import { grants } from "../../iam/trust";
import { soc2 } from "../../kit/frameworks";
import { quote } from "../../kit/message";
import type { Finding, StackRule } from "../../kit/rule";
import { types } from "../../kit/types";

/** What an agent is talked into is bounded by what it may do: so each thing that it may do has a name. */
export const agentPermissions: StackRule = {
  name: "agent-permissions",
  description:
    "An agent's role has no wildcard action, administers nothing, assumes named roles and starts named machines by alias only.",
  severity: "critical",
  framework: soc2("CC6.3"),
  remediationSteps:
    "Name each action and resource; allow states:StartExecution on one machine with states:StateMachineQualifier, and nothing that administers.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
  types: [types.role],
  settings: { ...AGENT_SETTINGS, denied: DENIED_SETTING },
  validateStack(stack, report, settings) {
    const identities = new Identities(stack);
    const denied = settings.texts("denied");
    for (const role of agentsOf(stack, report, settings)) {
      const { policies, unseen } = identities.of(role).identity;
      for (const { label, document } of policies) {
        const parsed = parsePolicy(document);
        if (parsed.kind === "unknown") {
          report.unknown(parsed.unknown);
        }
        for (const statement of parsed.kind === "statements" ? parsed.statements : []) {
          if (statement.open !== undefined) {
            report.unknown(statement.open);
          }
          for (const finding of statement.allows ? flaws(statement, denied) : []) {
            report.finding(role, { at: `${label}, ${statement.label}`, ...finding });
          }
        }
      }
      if (unseen?.endsWith("is not in this stack") === true) {
        report.finding(role, {
          found: `what the agent may do cannot be read: ${unseen}`,
          fix: "Write its permissions in a policy of this stack",
        });
      }
    }
  },
};

function* flaws(statement: Statement, denied: readonly string[]): Generator<Finding> {
  const wild = statement.actions.filter(hasWildcard);
  if (statement.notActions || statement.notResources) {
    yield {
      found: "everything but a list is allowed to an agent (NotAction or NotResource)",
      fix: "Name what it may do",
    };
  }
  if (wild.length > 0) {
    yield { found: `actions are allowed to an agent by wildcard (${quote(wild)})`, fix: "Name each action" };
  }
  const administers = denied.filter((action) => statement.actions.some((pattern) => matchesAction(pattern, action)));
  if (administers.length > 0) {
    yield {
      found: `an agent may administer (${quote(administers)})`,
      fix: "Remove these actions: a person does that",
    };
  }
  const everywhere = statement.actions.filter((action) => !isResourceless(action));
  if (everywhere.length > 0 && statement.resources.some(isAnything)) {
    yield { found: `an agent may act on everything (${quote(everywhere)} on "*")`, fix: "Name the resources" };
  }
  yield* byName(statement, "sts:AssumeRole", "assume", "the roles");
  yield* byName(statement, "states:StartExecution", "start", "the machines");
  if (grants(statement, "states:StartExecution") && statement.unknown.conditions === undefined) {
    yield* byAlias(statement);
  }
}

function* byName(statement: Statement, action: string, verb: string, what: string): Generator<Finding> {
  const open = statement.resources.filter((arn) => hasWildcard(arn) && !isAnything(arn));
  if (grants(statement, action) && open.length > 0) {
    yield { found: `an agent may ${verb} what it is not named for (${quote(open)})`, fix: `Name ${what} in full` };
  }
}

/**
 * The alias is in the condition. AWS checks permission on the machine's own ARN, also where one with an alias is
 * started.
 * https://docs.aws.amazon.com/step-functions/latest/dg/auth-version-alias.html
 */
function* byAlias(statement: Statement): Generator<Finding> {
  const fix = 'compare "states:StateMachineQualifier" with StringEquals and the alias';
  const qualified = statement.resources.filter((arn) => /^arn:[^:]*:states:[^:]*:[^:]*:stateMachine:[^:]+:/.test(arn));
  if (qualified.length > 0) {
    yield {
      found: `an agent is let start an ARN with an alias, which AWS does not check (${quote(qualified)})`,
      fix: `Name the machine alone, and ${fix}`,
    };
  }
  const left = statement.notResources || qualified.length < statement.resources.length;
  if (left && !conditionsOn(statement, "states:StateMachineQualifier").some(isExact)) {
    yield {
      found: "an agent may start whatever version of a machine was saved last",
      fix: fix.replace("compare", "Compare"),
    };
  }
}
