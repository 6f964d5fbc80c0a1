import { types } from "../../../../policies/kit/types";
import { agentPermissions } from "../../../../policies/rules/trust/agent-permissions";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { allow, changed, compliant, compliantStack, document } from "../../samples";
import { swap } from "../../variants";

const allows = (...statements: readonly object[]) =>
  swap(compliant.agentPolicy, changed(compliant.agentPolicy, { policy: document(...statements) }));
const arn = (kind: string) => `arn:aws:states:eu-central-1:111122223333:${kind}`;
const live = { Condition: { StringEquals: { "states:StateMachineQualifier": "live" } } };
const at = 'Role "release-agent", RolePolicy "release-agent", policy, Statement 1';

cases(agentPermissions, [
  {
    it: "finds actions by wildcard, and what they administer",
    sample: allows(allow(["states:Describe*", "iam:CreateR*"], arn("execution:orders:*"))),
    messages: [
      `${at}: actions are allowed to an agent by wildcard (["states:Describe*","iam:CreateR*"]). Name each action.`,
      `${at}: an agent may administer (["iam:CreateRole"]). Remove these actions: a person does that.`,
    ],
  },
  {
    it: "finds administration of one key, and of what is configured",
    sample: allows(allow(["kms:ScheduleKeyDeletion", "dynamodb:DeleteTable"], "arn:aws:kms:eu-central-1:1:key/x")),
    config: { denied: ["kms:ScheduleKeyDeletion", "dynamodb:DeleteTable"] },
    messages: [
      `${at}: an agent may administer (["kms:ScheduleKeyDeletion","dynamodb:DeleteTable"]). Remove these actions: a person does that.`,
    ],
  },
  {
    it: "finds everything but a list",
    sample: allows({ Effect: "Allow", NotAction: "iam:*", Resource: arn("stateMachine:orders") }),
    messages: [
      `${at}: everything but a list is allowed to an agent (NotAction or NotResource). Name what it may do.`,
      `${at}: an agent may start whatever version of a machine was saved last. Compare "states:StateMachineQualifier" with StringEquals and the alias.`,
    ],
  },
  {
    it: "finds every resource",
    sample: allows(allow(["sqs:SendMessage", "states:ListStateMachines"], "*")),
    messages: [`${at}: an agent may act on everything (["sqs:SendMessage"] on "*"). Name the resources.`],
  },
  {
    it: "finds roles that are not named",
    sample: allows(allow("sts:AssumeRole", "arn:aws:iam::111122223333:role/orders-*")),
    messages: [
      `${at}: an agent may assume what it is not named for (["arn:aws:iam::111122223333:role/orders-*"]). Name the roles in full.`,
    ],
  },
  {
    it: "finds machines that are not named",
    sample: allows(allow("states:StartExecution", arn("stateMachine:orders*"), live)),
    messages: [
      `${at}: an agent may start what it is not named for (["${arn("stateMachine:orders*")}"]). Name the machines in full.`,
    ],
  },
  {
    it: "finds a machine without its alias, and an alias with a wildcard",
    sample: allows(
      allow("states:StartExecution", arn("stateMachine:orders")),
      allow("states:StartExecution", arn("stateMachine:orders"), {
        Condition: { StringLike: { "states:StateMachineQualifier": "*" } },
      }),
    ),
    messages: [1, 2].map(
      (number) =>
        `${at.replace("1", String(number))}: an agent may start whatever version of a machine was saved last. Compare "states:StateMachineQualifier" with StringEquals and the alias.`,
    ),
  },
  {
    it: "finds an alias in the ARN, with the condition and without it, alone and beside a machine's own",
    sample: allows(
      allow("states:StartExecution", arn("stateMachine:orders:live"), live),
      allow("states:StartExecution", [arn("stateMachine:orders:live"), arn("stateMachine:orders")]),
    ),
    messages: [
      `${at}: an agent is let start an ARN with an alias, which AWS does not check (["${arn("stateMachine:orders:live")}"]). Name the machine alone, and compare "states:StateMachineQualifier" with StringEquals and the alias.`,
      `${at.replace("1", "2")}: an agent is let start an ARN with an alias, which AWS does not check (["${arn("stateMachine:orders:live")}"]). Name the machine alone, and compare "states:StateMachineQualifier" with StringEquals and the alias.`,
      `${at.replace("1", "2")}: an agent may start whatever version of a machine was saved last. Compare "states:StateMachineQualifier" with StringEquals and the alias.`,
    ],
  },
  {
    it: "waits for tags that are not known yet",
    sample: swap(compliant.agent, changed(compliant.agent, { tags: unknown })),
    messages: [],
    advisory: "string value at .tags can't be known during preview",
  },
  {
    it: "takes the alias in the condition, a named role, and a Deny",
    sample: allows(
      allow("states:StartExecution", arn("stateMachine:orders"), live),
      allow("sts:AssumeRole", "arn:aws:iam::111122223333:role/orders-reader"),
      { Effect: "Deny", Action: "*", Resource: "*" },
    ),
    messages: [],
  },
  {
    it: "finds permissions that cannot be read",
    sample: [
      ...compliantStack,
      {
        type: types.rolePolicyAttachment,
        name: "aws",
        props: { role: "release-agent", policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
      },
    ],
    messages: [
      'Role "release-agent": what the agent may do cannot be read: policy arn:aws:iam::aws:policy/ReadOnlyAccess is not in this stack. Write its permissions in a policy of this stack.',
    ],
  },
  {
    it: "reads inline policies",
    sample: swap(
      compliant.agent,
      changed(compliant.agent, {
        inlinePolicies: [{ policy: document(allow("*", arn("stateMachine:orders"), live)) }],
      }),
    ),
    config: { denied: [] },
    messages: [
      'Role "release-agent", Role "release-agent", inlinePolicies[0], Statement 1: actions are allowed to an agent by wildcard (["*"]). Name each action.',
    ],
  },
  {
    it: "waits for a policy that is not known yet",
    sample: swap(compliant.agentPolicy, changed(compliant.agentPolicy, { policy: unknown })),
    messages: [],
    advisory: "string value at .policy can't be known during preview",
  },
  {
    it: "leaves alone what cannot be read, and other roles",
    sample: [
      ...swap(compliant.agentPolicy, changed(compliant.agentPolicy, { policy: "{" })),
      { type: types.rolePolicy, name: "free", props: { role: "orders-task", policy: document(allow("s3:*", "*")) } },
    ],
    messages: [],
  },
]);
