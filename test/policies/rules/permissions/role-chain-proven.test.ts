import { types } from "../../../../policies/kit/types";
import { roleChainProven } from "../../../../policies/rules/permissions/role-chain-proven";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { type Asl, plain, withStates } from "../../machines";
import { allow, changed, compliant, compliantStack, document, machineWith } from "../../samples";
import { swap } from "../../variants";

const account = "111122223333";
const taskArn = `arn:aws:iam::${account}:role/orders-task`;
const functionArn = `arn:aws:lambda:eu-central-1:${account}:function:orders`;
const fix = "Write it so that it is known at preview, or rehearse the machine before it takes traffic.";
const machine = (states: { [name: string]: Asl }) => swap(compliant.machine, machineWith(withStates(plain(), states)));
const three = 'StateMachine "orders", state "Run", link 3 (role "orders-task" -> lambda:InvokeFunction)';

cases(roleChainProven, [
  {
    it: "names a task role that is not in the stack",
    sample: compliantStack.filter((each) => each !== compliant.taskRole),
    messages: [
      `StateMachine "orders", state "Run", link 2 (role "orders-machine" -> role "orders-task"): whether sts:AssumeRole on ${taskArn} is allowed cannot be said: role ${taskArn} is not in this stack: neither its trust nor what it may do is seen. ${fix}`,
    ],
  },
  {
    it: "names the machine's role where it is not in the stack",
    sample: compliantStack.filter((each) => each !== compliant.role),
    messages: [
      `StateMachine "orders", link 1 (Step Functions -> the machine's role): whether sts:AssumeRole is allowed cannot be said: role arn:aws:iam::${account}:role/orders-machine is not in this stack. ${fix}`,
    ],
  },
  {
    it: "names a task role of another path, where it is not known whether it is of the account",
    sample: swap(compliant.taskRole, changed(compliant.taskRole, { path: "/team/" })),
    messages: [
      `StateMachine "orders", state "Run", link 2 (role "orders-machine" -> role "orders-task"): whether sts:AssumeRole on ${taskArn} is allowed cannot be said: role ${taskArn} is not in this stack: neither its trust nor what it may do is seen. ${fix}`,
    ],
  },
  {
    it: "says once that a trust outside the stack may let in a machine's role without a permission of its own",
    sample: compliantStack
      .filter((each) => each !== compliant.taskRole)
      .map((each) =>
        each === compliant.rolePolicy
          ? changed(each, { policy: document(allow("sns:Publish", `arn:aws:sns:eu-central-1:${account}:failures`)) })
          : each,
      ),
    messages: [
      `StateMachine "orders", state "Run", link 2 (role "orders-machine" -> role "orders-task"): whether sts:AssumeRole on ${taskArn} is allowed cannot be said: role ${taskArn} is not in this stack: neither its trust nor what it may do is seen. ${fix}`,
    ],
  },
  {
    it: "cannot say whose rights count for http:invoke with Credentials, which AWS does not document",
    sample: machine({
      Run: {
        Type: "Task",
        Resource: "arn:aws:states:::http:invoke",
        Credentials: { RoleArn: taskArn },
        Arguments: {
          ApiEndpoint: "https://api.example.com",
          Method: "GET",
          InvocationConfig: { ConnectionArn: `arn:aws:events:eu-central-1:${account}:connection/api/1` },
        },
        End: true,
      },
    }),
    messages: [
      `StateMachine "orders", state "Run", link 3 (role "orders-machine" -> the task): whether what the task does is allowed cannot be said: AWS documents the rights of http:invoke for the machine's role and does not say that Credentials apply. ${fix}`,
    ],
  },
  {
    it: "names a boundary that is not in the stack",
    sample: compliantStack
      .filter((each) => each !== compliant.boundary)
      .map((each) => (each === compliant.role ? changed(each, { permissionsBoundary: undefined }) : each)),
    messages: [
      `${three}: whether lambda:InvokeFunction on ${functionArn} is allowed cannot be said: policy arn:aws:iam::${account}:policy/boundary is not in this stack. ${fix}`,
    ],
  },
  {
    it: "names a boundary that is there under another path only",
    sample: swap(compliant.boundary, changed(compliant.boundary, { path: "/team/" })).map((each) =>
      each === compliant.role ? changed(each, { permissionsBoundary: undefined }) : each,
    ),
    messages: [
      `${three}: whether lambda:InvokeFunction on ${functionArn} is allowed cannot be said: policy arn:aws:iam::${account}:policy/boundary is not in this stack. ${fix}`,
    ],
  },
  {
    it: "names a managed policy of AWS",
    sample: [
      ...compliantStack,
      {
        type: types.rolePolicyAttachment,
        name: "basic",
        props: { role: "orders-task", policyArn: "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess" },
      },
    ],
    messages: [
      `${three}: whether lambda:InvokeFunction on ${functionArn} is allowed cannot be said: policy arn:aws:iam::aws:policy/job-function/ViewOnlyAccess is not in this stack. ${fix}`,
    ],
  },
  {
    it: "takes a topic's policy for the one that is attached to it, and not for its own, which a preview does not know",
    sample: swap(compliant.topic, changed(compliant.topic, { policy: unknown })),
    messages: [],
  },
  {
    it: "says nothing of a policy that AWS gives, which a preview does not know",
    sample: swap(compliant.topic, changed(compliant.topic, { policy: unknown })).filter(
      (each) => each !== compliant.topicPolicy,
    ),
    messages: [],
  },
  {
    it: "names a topic's own policy that is computed and not known yet",
    sample: swap(compliant.topic, {
      ...changed(compliant.topic, { policy: unknown }),
      from: { policy: ["key"] },
    }).filter((each) => each !== compliant.topicPolicy),
    messages: [
      `StateMachine "orders", state "Notify", link 3 (role "orders-machine" -> sns:Publish): whether sns:Publish on arn:aws:sns:eu-central-1:${account}:failures is allowed cannot be said: Topic "failures", policy is not known yet. ${fix}`,
    ],
  },
  {
    it: "names a policy that is not known yet",
    sample: swap(compliant.taskRolePolicy, changed(compliant.taskRolePolicy, { policy: unknown })),
    messages: [
      `${three}: whether lambda:InvokeFunction on ${functionArn} is allowed cannot be said: RolePolicy "orders-task", policy is not known yet. ${fix}`,
    ],
  },
  {
    it: "names a part of a policy that is not known yet",
    sample: swap(
      compliant.taskRolePolicy,
      changed(compliant.taskRolePolicy, {
        policy: { Version: "2012-10-17", Statement: [allow("lambda:InvokeFunction", unknown)] },
      }),
    ),
    messages: [
      `${three}: whether lambda:InvokeFunction on ${functionArn} is allowed cannot be said: RolePolicy "orders-task", policy, Statement 1: Resource is not known yet. ${fix}`,
    ],
  },
  {
    it: "names a policy of which it is not known whose it is",
    sample: [
      ...compliantStack,
      { type: types.rolePolicy, name: "stray", props: { role: unknown, policy: document(allow("s3:GetObject", "*")) } },
    ],
    messages: [
      `StateMachine "orders", state "Notify", link 3 (role "orders-machine" -> sns:Publish): whether sns:Publish on arn:aws:sns:eu-central-1:${account}:failures is allowed cannot be said: RolePolicy "stray" may belong to it: its role is not known yet. ${fix}`,
      `StateMachine "orders", state "Run", link 2 (role "orders-machine" -> role "orders-task"): whether sts:AssumeRole on ${taskArn} is allowed cannot be said: RolePolicy "stray" may belong to it: its role is not known yet. ${fix}`,
      `${three}: whether lambda:InvokeFunction on ${functionArn} is allowed cannot be said: RolePolicy "stray" may belong to it: its role is not known yet. ${fix}`,
    ],
  },
  {
    it: "names a role that is computed in the run",
    sample: machine({ Run: { Credentials: { RoleArn: "{% $role %}" } } }),
    messages: [
      `StateMachine "orders", state "Run", link 2 (role "orders-machine" -> the task's role): whether sts:AssumeRole is allowed cannot be said: Credentials.RoleArn is computed in the run. ${fix}`,
    ],
  },
  {
    it: "names a function that is computed in the run",
    sample: machine({ Run: { Arguments: { FunctionName: "{% $function %}" } } }),
    messages: [
      `${three}: whether lambda:InvokeFunction on <?> is allowed cannot be said: RolePolicy "orders-task", policy, Statement 1: "<?>" is not known in full. ${fix}`,
    ],
  },
  {
    it: "names an integration of which it does not know what it needs",
    sample: machine({ Run: { Resource: "arn:aws:states:::aws-sdk:newservice:doIt" } }),
    messages: [
      `StateMachine "orders", state "Run", link 3 (role "orders-task" -> the task): whether what the task does is allowed cannot be said: which permission aws-sdk:newservice:doIt needs is not known. ${fix}`,
    ],
  },
  {
    it: "names a condition operator that it does not know",
    sample: swap(
      compliant.taskRolePolicy,
      changed(compliant.taskRolePolicy, {
        policy: document(
          allow("lambda:InvokeFunction", functionArn, { Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } }),
        ),
      }),
    ),
    messages: [
      `${three}: whether lambda:InvokeFunction on ${functionArn} is allowed cannot be said: RolePolicy "orders-task", policy, Statement 1: the condition operator IpAddress is not known. ${fix}`,
    ],
  },
  {
    it: "names a function in another account, whose side is not seen",
    sample: machine({
      Run: { Arguments: { FunctionName: functionArn.replace(account, "444455556666") } },
    }).map((each) =>
      each === compliant.taskRolePolicy || each === compliant.boundary
        ? changed(each, {
            policy: document(
              allow("lambda:InvokeFunction", functionArn.replace(account, "444455556666")),
              allow(["sts:AssumeRole"], taskArn),
              allow("sns:Publish", `arn:aws:sns:eu-central-1:${account}:failures`),
            ),
          })
        : each,
    ),
    messages: [
      `${three}: whether lambda:InvokeFunction on ${functionArn.replace(account, "444455556666")} is allowed cannot be said: ${functionArn.replace(account, "444455556666")} is in another account, whose side is not seen. ${fix}`,
    ],
  },
  {
    it: "says so of a definition that is not known yet",
    sample: swap(compliant.machine, changed(compliant.machine, { definition: unknown })),
    messages: [
      'StateMachine "orders", definition: whether its role chains hold cannot be said: the definition is not known yet. Build it from plain values, so that a preview can read it.',
    ],
  },
  {
    it: "leaves a chain that is broken to role-chain",
    sample: compliantStack.filter((each) => each !== compliant.taskRolePolicy),
    messages: [],
  },
]);
