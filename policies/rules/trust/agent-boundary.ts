import { Identities, type Identity } from "../../chain/identities";
import { evaluate, type Policy } from "../../evaluator/evaluate";
import { MANY, Text } from "../../evaluator/text";
import { AGENT_SETTINGS, agentsOf, DENIED_SETTING, isAgent } from "../../iam/agents";
import { parsePolicy } from "../../iam/document";
import { soc2 } from "../../kit/frameworks";
import { quote } from "../../kit/message";
import type { StackRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { isPresent, unknownIn } from "../../kit/value";

/**
 * A boundary holds also against what is attached to the role tomorrow; one that is shared grows with the needs of
 * others.
 */
export const agentBoundary: StackRule = {
  name: "agent-boundary",
  description:
    "An agent's role has a boundary of its own, which lets it change no identities, administer no keys and delete no evidence.",
  severity: "critical",
  framework: soc2("CC6.1"),
  remediationSteps:
    "Give the role a permissions boundary that only agents have, with a Deny of these actions on every resource.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
  types: [types.role],
  settings: { ...AGENT_SETTINGS, denied: DENIED_SETTING },
  validateStack(stack, report, settings) {
    const agents = agentsOf(stack, report, settings);
    const identities = new Identities(stack);
    const others = new Map(
      stack
        .ofType(types.role)
        .filter((role) => isAgent(role, settings) === false)
        .map((role) => [boundaryOf(identities.of(role)), role]),
    );
    for (const subject of agents) {
      const value = subject.get("permissionsBoundary");
      const at = "permissionsBoundary";
      if (!isPresent(value)) {
        report.finding(subject, {
          at,
          found: "the agent has no upper bound",
          fix: "Set it to the ARN of the agents' boundary",
        });
        continue;
      }
      const identity = identities.of(subject);
      const sharing = others.get(boundaryOf(identity));
      if (boundaryOf(identity) !== undefined && sharing !== undefined) {
        report.finding(subject, {
          at,
          found: `the agent shares its boundary with ${sharing.label}, which is no agent's`,
          fix: "Give agents a boundary of their own",
        });
      }
      const own = identity.boundary?.policies[0];
      // What is in another stack is for `agent-boundary-proven`.
      const unknown = unknownIn(own === undefined ? value : own.document);
      if (unknown !== undefined) {
        report.unknown(unknown);
        continue;
      }
      const readable = parsePolicy(own?.document).kind === "statements";
      const left = settings.texts("denied").filter((action) => readable && leaves(identity, action));
      if (left.length > 0) {
        report.finding(subject, {
          at,
          found: `the boundary, ${own?.label}, leaves the agent ${quote(left)}`,
          fix: 'Deny them there on Resource "*", without a condition',
        });
      }
    }
  },
};

/**
 * What distinguishes boundaries: the policy of the stack, or the reason why it is not one of it, which names its ARN.
 */
function boundaryOf({ boundary }: Identity): string | undefined {
  return boundary?.policies[0]?.label ?? boundary?.unseen;
}

const EVERYTHING: Policy = {
  label: "whatever may be attached",
  document: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] },
};

/** True unless an action is out of reach on every resource, whatever is attached to the role. */
function leaves({ caller, boundary }: Identity, action: string): boolean {
  const asked = { caller, action, resource: new Text(MANY) };
  return evaluate(asked, { identity: { policies: [EVERYTHING] }, boundary }).kind !== "denied";
}
