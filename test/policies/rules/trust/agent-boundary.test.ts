import { types } from "../../../../policies/kit/types";
import { agentBoundary } from "../../../../policies/rules/trust/agent-boundary";
import { cases } from "../../cases";
import { type Sample, unknown } from "../../judge";
import { allow, changed, compliant, compliantStack, document } from "../../samples";
import { swap } from "../../variants";

const agent = (props: Readonly<Record<string, unknown>>) => swap(compliant.agent, changed(compliant.agent, props));
const boundary = (...statements: readonly object[]) =>
  swap(compliant.agentBoundary, changed(compliant.agentBoundary, { policy: document(...statements) }));
const central = { permissionsBoundary: "arn:aws:iam::111122223333:policy/central" };
const start = allow("states:StartExecution", "arn:aws:states:eu-central-1:111122223333:stateMachine:orders");

cases(agentBoundary, [
  {
    it: "finds an agent without a boundary",
    sample: agent({ permissionsBoundary: undefined }),
    messages: [
      'Role "release-agent", permissionsBoundary: the agent has no upper bound. Set it to the ARN of the agents\' boundary.',
    ],
  },
  {
    it: "finds an agent that shares the boundary of others",
    sample: agent({ permissionsBoundary: "arn:aws:iam::111122223333:policy/boundary" }),
    messages: [
      'Role "release-agent", permissionsBoundary: the agent shares its boundary with Role "orders-task", which is no agent\'s. Give agents a boundary of their own.',
    ],
  },
  {
    it: "finds one that shares a boundary from outside the stack",
    sample: agent(central).map((each) => (each === compliant.taskRole ? changed(each, central) : each)),
    messages: [
      'Role "release-agent", permissionsBoundary: the agent shares its boundary with Role "orders-task", which is no agent\'s. Give agents a boundary of their own.',
    ],
  },
  {
    it: "finds a boundary that lets in everything",
    sample: boundary(allow("*", "*")),
    config: { denied: ["iam:CreateRole", "kms:ScheduleKeyDeletion"] },
    messages: [
      'Role "release-agent", permissionsBoundary: the boundary, Policy "agents", policy, leaves the agent ["iam:CreateRole","kms:ScheduleKeyDeletion"]. Deny them there on Resource "*", without a condition.',
    ],
  },
  {
    it: "finds one that denies on some resources or under a condition only",
    sample: boundary(
      allow(["iam:CreateRole", "kms:DisableKey"], "*"),
      { Effect: "Deny", Action: "iam:*", Resource: "arn:aws:iam::111122223333:role/admin" },
      {
        Effect: "Deny",
        Action: "kms:*",
        Resource: "*",
        Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } },
      },
    ),
    messages: [
      'Role "release-agent", permissionsBoundary: the boundary, Policy "agents", policy, leaves the agent ["iam:CreateRole","kms:DisableKey"]. Deny them there on Resource "*", without a condition.',
    ],
  },
  {
    it: "finds one that allows it on one resource",
    sample: boundary(start, allow("iam:PutRolePolicy", "arn:aws:iam::111122223333:role/orders-task")),
    messages: [
      'Role "release-agent", permissionsBoundary: the boundary, Policy "agents", policy, leaves the agent ["iam:PutRolePolicy"]. Deny them there on Resource "*", without a condition.',
    ],
  },
  { it: "takes one that leaves it out", sample: boundary(start), messages: [] },
  {
    it: "takes agents by the tag and value that are configured, and by the provider's default tags",
    sample: [
      changed(compliant.role, { permissionsBoundary: undefined, tags: { Kind: "Bot" } }),
      {
        ...changed(compliant.taskRole, { permissionsBoundary: undefined, tags: {} }),
        provider: { defaultTags: JSON.stringify({ tags: { kind: "bot" } }) },
      },
    ],
    config: { tag: "kind", value: "bot" },
    messages: [
      'Role "orders-machine", permissionsBoundary: the agent has no upper bound. Set it to the ARN of the agents\' boundary.',
      'Role "orders-task", permissionsBoundary: the agent has no upper bound. Set it to the ARN of the agents\' boundary.',
    ],
  },
  {
    it: "waits for a boundary that is not known yet",
    sample: swap(compliant.agentBoundary, changed(compliant.agentBoundary, { policy: unknown })),
    messages: [],
    advisory: "string value at .policy can't be known during preview",
  },
  {
    it: "waits for the ARN of a boundary",
    sample: agent({ permissionsBoundary: unknown }),
    messages: [],
    advisory: "string value at .permissionsBoundary can't be known during preview",
  },
  {
    it: "waits for tags",
    sample: agent({ tags: unknown }),
    messages: [],
    advisory: "string value at .tags can't be known during preview",
  },
  {
    it: "leaves a boundary of another stack to agent-boundary-proven",
    sample: agent(central),
    messages: [],
  },
  {
    it: "leaves alone a boundary that cannot be read",
    sample: swap(compliant.agentBoundary, changed(compliant.agentBoundary, { policy: "{" })),
    messages: [],
  },
  {
    it: "leaves other roles alone",
    sample: [{ type: types.role, name: "plain", props: { tags: { actor: "person" } } } satisfies Sample],
    messages: [],
  },
  { it: "takes a boundary of its own", sample: compliantStack, messages: [] },
]);
