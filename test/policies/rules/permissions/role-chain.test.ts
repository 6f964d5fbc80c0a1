import { types } from "../../../../policies/kit/types";
import { roleChain } from "../../../../policies/rules/permissions/role-chain";
import { cases } from "../../cases";
import { type Sample, unknown } from "../../judge";
import { type Asl, plain, withStates } from "../../machines";
import { allow, changed, compliant, compliantStack, document, machineWith, serviceTrust } from "../../samples";
import { swap } from "../../variants";

const account = "111122223333";
const functionArn = `arn:aws:lambda:eu-central-1:${account}:function:orders`;
const taskArn = `arn:aws:iam::${account}:role/orders-task`;
const machineRoleArn = `arn:aws:iam::${account}:role/orders-machine`;
const publish = allow("sns:Publish", `arn:aws:sns:eu-central-1:${account}:failures`);
const assume = allow("sts:AssumeRole", taskArn);

/** The compliant stack whose machine's role has these permissions. */
const machinePolicy = (...statements: readonly object[]) =>
  swap(compliant.rolePolicy, changed(compliant.rolePolicy, { policy: document(...statements) }));
/** The same for the task role. */
const taskPolicy = (...statements: readonly object[]) =>
  swap(compliant.taskRolePolicy, changed(compliant.taskRolePolicy, { policy: document(...statements) }));
const boundary = (...statements: readonly object[]) =>
  swap(compliant.boundary, changed(compliant.boundary, { policy: document(...statements) }));
const trust = (...statements: readonly object[]) =>
  swap(compliant.taskRole, changed(compliant.taskRole, { assumeRolePolicy: document(...statements) }));
/** A stack whose task role trusts the account: then the machine's role needs a permission of its own. */
const inAccount = (samples: readonly Sample[]) =>
  samples.map((each) =>
    each === compliant.taskRole
      ? changed(each, {
          assumeRolePolicy: document({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: account } }),
        })
      : each,
  );
const machineTrust = (statement: object) =>
  swap(compliant.role, changed(compliant.role, { assumeRolePolicy: document(statement) }));
const machine = (states: { [name: string]: Asl }) => swap(compliant.machine, machineWith(withStates(plain(), states)));

const one = 'StateMachine "orders", link 1 (Step Functions -> role "orders-machine")';
const two = 'StateMachine "orders", state "Run", link 2 (role "orders-machine" -> role "orders-task")';
const three = 'StateMachine "orders", state "Run", link 3 (role "orders-task" -> lambda:InvokeFunction)';
const asked = `sts:AssumeRole for states.amazonaws.com and arn:aws:states:eu-central-1:${account}:stateMachine:orders`;

const childArn = `arn:aws:states:eu-central-1:${account}:stateMachine:child`;
const child: Asl = {
  Resource: "arn:aws:states:::states:startExecution",
  Arguments: { StateMachineArn: `${childArn}:live` },
};

const more: Sample = { type: types.policy, name: "more", props: { name: "more", policy: document(assume) } };
const attachment = {
  type: types.rolePolicyAttachment,
  name: "more",
  props: { policyArn: `arn:aws:iam::${account}:policy/more` },
};

/** `Run` starts the alias `live` of another machine; the task role may start this one. */
const starting = (alias: string) => {
  const start = allow("states:StartExecution", childArn);
  const mine = { ...start, Condition: { StringEquals: { "states:StateMachineQualifier": alias } } };
  const documents = new Map<Sample, string>([
    [compliant.taskRolePolicy, document(mine)],
    [compliant.boundary, document(assume, publish, start)],
  ]);
  return machine({ Run: child }).map((each) => {
    const policy = documents.get(each);
    return policy === undefined ? each : changed(each, { policy });
  });
};

cases(roleChain, [
  {
    it: "link 1: finds a role that does not trust Step Functions",
    sample: machineTrust({ ...serviceTrust, Principal: { Service: "lambda.amazonaws.com" } }),
    messages: [
      `${one}: role "orders-machine" does not trust ${asked}: Role "orders-machine", assumeRolePolicy, Statement 1 is for other principals. Allow exactly that principal in its assumeRolePolicy.`,
    ],
  },
  {
    it: "link 1: finds a trust in machines of another account, and in another machine",
    sample: machineTrust({
      ...serviceTrust,
      Condition: { StringEquals: { "aws:SourceAccount": "444455556666" } },
    }),
    messages: [
      `${one}: role "orders-machine" does not trust ${asked}: Role "orders-machine", assumeRolePolicy, Statement 1 requires StringEquals aws:SourceAccount ["444455556666"]. Correct the condition in its assumeRolePolicy.`,
    ],
  },
  {
    it: "link 1: finds a trust in another machine",
    sample: machineTrust({
      ...serviceTrust,
      Condition: { ArnLike: { "aws:SourceArn": `arn:aws:states:*:${account}:stateMachine:other` } },
    }),
    messages: [
      `${one}: role "orders-machine" does not trust ${asked}: Role "orders-machine", assumeRolePolicy, Statement 1 requires ArnLike aws:SourceArn ["arn:aws:states:*:${account}:stateMachine:other"]. Correct the condition in its assumeRolePolicy.`,
    ],
  },
  {
    it: "link 2: finds a machine's role that may not assume the task role",
    sample: inAccount(machinePolicy(publish)),
    messages: [
      `${two}: no policy of role "orders-machine" allows sts:AssumeRole on ${taskArn}. Allow it in a policy of the role.`,
    ],
  },
  {
    it: "link 2: finds one that may assume another role",
    sample: inAccount(machinePolicy(publish, { Sid: "Chain", ...allow("sts:AssumeRole", `${taskArn}-2`) })),
    messages: [
      `${two}: no policy of role "orders-machine" allows sts:AssumeRole on ${taskArn}: RolePolicy "orders-machine", policy, Statement 2 (Chain) is for other resources. Name this resource in the statement, or correct what the state requests.`,
    ],
  },
  {
    it: "link 2: takes a trust that names the machine's role itself for its permission, in one account",
    sample: machinePolicy(publish),
    messages: [],
  },
  {
    it: "link 2: finds a boundary that leaves out what such a trust gives",
    sample: machinePolicy(publish).map((each) =>
      each === compliant.boundary
        ? changed(each, { policy: document(publish, allow("lambda:InvokeFunction", functionArn)) })
        : each,
    ),
    messages: [
      `${two}: the permissions boundary of role "orders-machine" leaves out sts:AssumeRole on ${taskArn}. Allow it in the boundary, too.`,
    ],
  },
  {
    it: "link 2: finds a role of another account that the machine's role may not assume",
    sample: machine({ Run: { Credentials: { RoleArn: taskArn.replace(account, "444455556666") } } }).map((each) =>
      each === compliant.rolePolicy ? changed(each, { policy: document(publish) }) : each,
    ),
    messages: [
      `${two}: no policy of role "orders-machine" allows sts:AssumeRole on ${taskArn.replace(account, "444455556666")}. Allow it in a policy of the role.`,
    ],
  },
  {
    it: "link 2: finds a task role that is named without its path",
    sample: compliantStack.map((each: Sample) =>
      each === compliant.taskRole
        ? { ...changed(each, { path: "/team/" }), provider: { allowedAccountIds: `["${account}"]` } }
        : each,
    ),
    messages: [
      `${two}: sts:AssumeRole on ${taskArn} finds no role: role "orders-task" has another path, and its ARN is arn:aws:iam::${account}:role/team/orders-task. Name it by that ARN.`,
    ],
  },
  {
    it: "link 1: finds the machine's role named without its path",
    sample: compliantStack.map((each: Sample) =>
      each === compliant.role ? changed(each, { path: "/team/", arn: machineRoleArn.replace("/", "/team/") }) : each,
    ),
    messages: [
      `${one}: sts:AssumeRole on ${machineRoleArn} finds no role: role "orders-machine" has another path, and its ARN is ${machineRoleArn.replace("/", "/team/")}. Name it by that ARN.`,
    ],
  },
  {
    it: "link 2: finds an explicit deny beside the allow",
    sample: machinePolicy(publish, assume, { ...assume, Sid: "NoChain", Effect: "Deny", Resource: "*" }),
    messages: [
      `${two}: RolePolicy "orders-machine", policy, Statement 3 (NoChain) denies sts:AssumeRole on ${taskArn}. Take it out of that statement, or do without it.`,
    ],
  },
  {
    it: "links 2 and 3: finds a boundary that leaves out what the roles may do",
    sample: boundary(publish),
    messages: [
      `${two}: the permissions boundary of role "orders-machine" leaves out sts:AssumeRole on ${taskArn}. Allow it in the boundary, too.`,
      `${three}: the permissions boundary of role "orders-task" leaves out lambda:InvokeFunction on ${functionArn}. Allow it in the boundary, too.`,
    ],
  },
  {
    it: "link 2: finds a task role that trusts another role",
    sample: trust({ ...assume, Resource: undefined, Principal: { AWS: `${machineRoleArn}-2` } }),
    messages: [
      `${two}: role "orders-task" does not trust sts:AssumeRole for role "orders-machine": Role "orders-task", assumeRolePolicy, Statement 1 is for other principals. Allow exactly that principal in its assumeRolePolicy.`,
    ],
  },
  {
    it: "link 2: finds a trust that waits for an external id that Step Functions does not send",
    sample: trust({
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { AWS: machineRoleArn },
      Condition: { StringEquals: { "sts:ExternalId": "secret" } },
    }),
    messages: [
      `${two}: role "orders-task" does not trust sts:AssumeRole for role "orders-machine": Role "orders-task", assumeRolePolicy, Statement 1 requires StringEquals sts:ExternalId ["secret"]. Correct the condition in its assumeRolePolicy.`,
    ],
  },
  {
    it: "link 2: takes a trust in the machine by its ARN as external id, and in the account",
    sample: trust({
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { AWS: account },
      Condition: {
        StringEquals: { "sts:ExternalId": `arn:aws:states:eu-central-1:${account}:stateMachine:orders` },
        ArnEquals: { "aws:PrincipalArn": machineRoleArn },
      },
    }),
    messages: [],
  },
  {
    it: "link 2: finds a trust that denies the machine's role",
    sample: trust(
      { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: machineRoleArn } },
      { Effect: "Deny", Action: "sts:*", Principal: { AWS: machineRoleArn }, Sid: "Closed" },
    ),
    messages: [
      `${two}: Role "orders-task", assumeRolePolicy, Statement 2 (Closed) denies sts:AssumeRole for role "orders-machine". Take it out of that statement, or do without it.`,
    ],
  },
  {
    it: "link 3: finds a task role that may not do what the task does",
    sample: taskPolicy(allow("lambda:GetFunction", functionArn)),
    messages: [
      `${three}: no policy of role "orders-task" allows lambda:InvokeFunction on ${functionArn}. Allow it in a policy of the role.`,
    ],
  },
  {
    it: "link 3: finds one that may do it elsewhere",
    sample: taskPolicy(allow("lambda:InvokeFunction", `${functionArn}-2`)),
    messages: [
      `${three}: no policy of role "orders-task" allows lambda:InvokeFunction on ${functionArn}: RolePolicy "orders-task", policy, Statement 1 is for other resources. Name this resource in the statement, or correct what the state requests.`,
    ],
  },
  {
    it: "link 3: finds a task role without policies, and names several states once",
    sample: [
      ...machine({ Run: { Next: "Again", End: false }, Again: { ...(plain().States as { Run: Asl }).Run } }).filter(
        (each) => each !== compliant.taskRolePolicy,
      ),
    ],
    messages: [
      `StateMachine "orders", states "Again", "Run", link 3 (role "orders-task" -> lambda:InvokeFunction): no policy of role "orders-task" allows lambda:InvokeFunction on ${functionArn}. Allow it in a policy of the role.`,
    ],
  },
  {
    it: "link 3: finds an alias that the role may not start",
    sample: starting("next"),
    messages: [
      `StateMachine "orders", state "Run", link 3 (role "orders-task" -> states:StartExecution): no policy of role "orders-task" allows states:StartExecution on ${childArn}: RolePolicy "orders-task", policy, Statement 1 requires StringEquals states:StateMachineQualifier ["next"]. Correct the condition, or what the state requests.`,
    ],
  },
  { it: "link 3: takes the alias that it may start", sample: starting("live"), messages: [] },
  {
    it: "link 3: finds a topic's policy that refuses the machine's role",
    sample: swap(
      compliant.topicPolicy,
      changed(compliant.topicPolicy, {
        policy: document({
          Sid: "NotThisOne",
          Effect: "Deny",
          Principal: { AWS: machineRoleArn },
          Action: "sns:Publish",
          Resource: "*",
        }),
      }),
    ),
    messages: [
      `StateMachine "orders", state "Notify", link 3 (role "orders-machine" -> sns:Publish): TopicPolicy "failures", policy, Statement 1 (NotThisOne) denies sns:Publish on arn:aws:sns:eu-central-1:${account}:failures. Take it out of that statement, or do without it.`,
    ],
  },
  {
    it: "without Credentials, asks the machine's own role",
    sample: machine({ Run: { Credentials: null } }).map((each) =>
      each === compliant.rolePolicy ? changed(each, { policy: document(publish) }) : each,
    ),
    messages: [
      `StateMachine "orders", state "Run", link 3 (role "orders-machine" -> lambda:InvokeFunction): no policy of role "orders-machine" allows lambda:InvokeFunction on ${functionArn}. Allow it in a policy of the role.`,
    ],
  },
  {
    it: "leaves alone a role that is computed in the run",
    sample: machine({ Run: { Credentials: { RoleArn: "{% $role %}" } } }),
    messages: [],
  },
  {
    it: "leaves alone what a deployment has still to tell",
    sample: compliantStack.map((each: Sample) =>
      each === compliant.rolePolicy || each === compliant.taskRolePolicy ? changed(each, { policy: unknown }) : each,
    ),
    messages: [],
  },
  {
    it: "reads inline policies",
    sample: inAccount(machinePolicy(publish)).map((each) =>
      each === compliant.role ? changed(each, { inlinePolicies: [{ name: "chain", policy: document(assume) }] }) : each,
    ),
    messages: [],
  },
  {
    it: "reads managed policies of the stack that are attached",
    sample: [
      ...inAccount(machinePolicy(publish)),
      more,
      { ...attachment, props: { ...attachment.props, role: "orders-machine" } },
    ],
    messages: [],
  },
  {
    it: "reads none that is attached to another role",
    sample: [
      ...inAccount(machinePolicy(publish)),
      more,
      { ...attachment, props: { ...attachment.props, role: "orders-task" } },
    ],
    messages: [
      `${two}: no policy of role "orders-machine" allows sts:AssumeRole on ${taskArn}. Allow it in a policy of the role.`,
    ],
  },
  {
    it: "has nothing to say of a malformed definition or trust",
    sample: [
      ...swap(compliant.machine, changed(compliant.machine, { definition: "{" })),
      changed(compliant.taskRole, { name: "x", assumeRolePolicy: "{" }),
    ],
    messages: [],
  },
]);
