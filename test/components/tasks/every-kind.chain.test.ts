import assert from "node:assert/strict";
import { policyJson } from "../../../components/core/policy-document";
import { childMachine } from "../../../components/definitions/child/definition";
import { machineStatements } from "../../../components/iam/machine-permissions";
import { roleTrust, serviceTrust } from "../../../components/iam/trust/aws";
import { type Task, taskPermissions } from "../../../components/tasks/index";
import { types } from "../../../policies/kit/types";
import { roleChain } from "../../../policies/rules/permissions/role-chain";
import { roleChainProven } from "../../../policies/rules/permissions/role-chain-proven";
import { messagesOf, type Sample } from "../../policies/judge";
import { blueprintOf, names } from "../definitions/samples";
import { USAGES } from "./every-kind";

/** What an app of this task is made of, as the policy pack sees it at preview. */
function stackOf(task: Task, without?: string): Sample[] {
  const spec = blueprintOf({ one: { task, timeoutSeconds: 400 } }).apps.one ?? assert.fail();
  const { definition, needs } = childMachine({ names, app: "one", spec });
  const { machine, machineRole, taskRole } = names.app("one");
  const { account } = names.scope;
  const rights = taskPermissions(task, names.scope, machine.arn)
    .map((one) => ({ ...one, Action: one.Action.filter((action) => action !== without) }))
    .filter(({ Action }) => Action.length > 0);
  const role = (name: string, trust: object, statements: Parameters<typeof policyJson>[0]): Sample[] => [
    { type: types.role, name, props: { name, assumeRolePolicy: JSON.stringify(trust) } },
    ...(statements.length === 0
      ? []
      : [{ type: types.rolePolicy, name, props: { role: name, policy: policyJson(statements) } }]),
  ];
  return [
    ...role(
      machineRole.name,
      serviceTrust({ service: "states.amazonaws.com", account, sourceArns: [machine.arn] }),
      machineStatements(needs)
        .map((one) => ({ ...one, Action: one.Action.filter((action) => action !== without) }))
        .filter(({ Action }) => Action.length > 0),
    ),
    ...(task.kind === "http" ? [] : role(taskRole.name, roleTrust(machineRole.arn), rights)),
    {
      type: types.machine,
      name: "one",
      props: {
        name: machine.name,
        arn: machine.arn,
        roleArn: machineRole.arn,
        definition: JSON.stringify(definition),
      },
    },
  ];
}

/** The action that starts each kind of work. */
const FIRST: Partial<Record<Task["kind"], string>> = {
  lambda: "lambda:InvokeFunction",
  ecs: "ecs:RunTask",
  codebuild: "codebuild:StartBuild",
  glue: "glue:StartJobRun",
  http: "states:InvokeHTTPEndpoint",
};

describe("role chains of every kind of task at preview", () => {
  for (const { what, task } of USAGES) {
    it(`are not broken: ${what}`, () => {
      assert.deepEqual(messagesOf(roleChain, stackOf(task)), []);
    });

    const first = FIRST[task.kind];
    if (first === undefined) {
      continue;
    }
    it(`are proven, and found broken where ${first} is missing: ${what}`, () => {
      assert.deepEqual(messagesOf(roleChainProven, stackOf(task)), []);
      const found = messagesOf(roleChain, stackOf(task, first));
      assert.equal(found.length, 1, found.join("\n"));
      assert.ok(found[0]?.includes(`-> ${first})`), found[0]);
    });
  }

  it("are proven for a parameter by its path", () => {
    const { task } = USAGES.find(({ what }) => what === "sdk: a parameter by its path") ?? assert.fail();
    assert.deepEqual(messagesOf(roleChainProven, stackOf(task)), []);
  });

  for (const action of ["iam:PassRole", "ecs:StopTask", "ecs:DescribeTasks"]) {
    it(`are found broken where ${action} is missing`, () => {
      const { task } = USAGES.find(({ what }) => what.includes("with roles")) ?? assert.fail();
      const found = messagesOf(roleChain, stackOf(task, action));
      assert.ok(found.length > 0 && found.every((one) => one.includes(`-> ${action})`)), found.join("\n"));
    });
  }
});
