import { roleChainExact } from "../../../../policies/rules/permissions/role-chain-exact";
import { cases } from "../../cases";
import { type Sample, unknown } from "../../judge";
import { type Asl, plain, withStates } from "../../machines";
import { changed, compliant, compliantStack, document, machineWith } from "../../samples";
import { swap } from "../../variants";

const arn = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const machineRoleArn = arn("orders-machine");
const trust = (principal: unknown, extra: object = {}) =>
  swap(
    compliant.taskRole,
    changed(compliant.taskRole, {
      assumeRolePolicy: document({ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole", ...extra }),
    }),
  );
const found = (others: string, machines = 'role "orders-machine"') =>
  `Role "orders-task", assumeRolePolicy, Statement 1: ${others} may become it in addition to ${machines}, whose Tasks run as it. Give each caller a role of its own, or make an exception.`;
const other: Sample = {
  ...changed(compliant.machine, { name: "other", arn: undefined, roleArn: arn("other") }),
  name: "other",
};
const otherRole: Sample = { ...changed(compliant.role, { name: "other" }), name: "other" };

cases(roleChainExact, [
  {
    it: "finds another role beside the machine's",
    sample: trust({ AWS: [machineRoleArn, arn("ci")] }),
    messages: [found(`"${arn("ci")}"`)],
  },
  {
    it: "finds users, sessions and roles of other accounts, in one statement once",
    sample: trust({
      AWS: [
        "arn:aws:iam::111122223333:user/x",
        machineRoleArn,
        "arn:aws:sts::111122223333:assumed-role/x/y",
        machineRoleArn.replace("1111", "9999"),
      ],
    }),
    messages: [
      found(
        `"arn:aws:iam::111122223333:user/x", "arn:aws:sts::111122223333:assumed-role/x/y", "${machineRoleArn.replace("1111", "9999")}"`,
      ),
    ],
  },
  {
    it: "takes a session of the machine's role for it",
    sample: trust({ AWS: [machineRoleArn, "arn:aws:sts::111122223333:assumed-role/orders-machine/x"] }),
    messages: [],
  },
  {
    it: "leaves accounts, everybody, services and identity providers to the rules that are about them",
    sample: trust({
      AWS: [machineRoleArn, "*", "111122223333"],
      Service: "ecs-tasks.amazonaws.com",
      Federated: "arn:aws:iam::111122223333:oidc-provider/id.example",
    }),
    messages: [],
  },
  {
    it: "leaves alone a statement that denies",
    sample: trust({ AWS: [arn("ci")] }, { Effect: "Deny" }),
    messages: [],
  },
  {
    it: "leaves alone a statement that does not let anybody assume it",
    sample: trust({ AWS: [arn("ci")] }, { Action: "sts:TagSession" }),
    messages: [],
  },
  {
    it: "lets every machine in whose Tasks run as the role",
    sample: [...trust({ AWS: [machineRoleArn, arn("other")] }), other, otherRole],
    messages: [],
  },
  {
    it: "names them all",
    sample: [...trust({ AWS: [machineRoleArn, arn("other"), arn("ci")] }), other, otherRole],
    messages: [found(`"${arn("ci")}"`, 'role "orders-machine", role "other"')],
  },
  {
    it: "leaves alone a role that no Task names, and one that a run computes",
    sample: swap(
      compliant.machine,
      machineWith(withStates(plain(), { Run: { Credentials: { RoleArn: "{% $role %}" } } as Asl })),
    ).map((each: Sample) =>
      each === compliant.taskRole
        ? changed(each, { assumeRolePolicy: document({ Effect: "Allow", Principal: { AWS: arn("ci") }, Action: "*" }) })
        : each,
    ),
    messages: [],
  },
  {
    it: "has nothing to say of a trust or a definition that is not known, or malformed",
    sample: [
      ...swap(compliant.taskRole, changed(compliant.taskRole, { assumeRolePolicy: unknown })),
      { ...changed(compliant.machine, { definition: "{" }), name: "malformed" },
      { ...changed(compliant.machine, { definition: unknown }), name: "unknown" },
    ],
    messages: [],
  },
  {
    it: "has nothing to say where the machine's role is not in the stack",
    sample: compliantStack.filter((each) => each !== compliant.role),
    messages: [],
  },
]);
