import assert from "node:assert/strict";
import { parseBlueprint } from "../../../components/blueprint/parse";

/** Problems of an app that does this, one text each: place, message and fix. */
function problemsOf(task: object): string[] {
  const parsed = parseBlueprint({ name: "shop", apps: { a: { task } } });
  return "problems" in parsed
    ? parsed.problems.map(({ place, message, fix }) => `${place.replace("apps.a.task", "")}: ${message} | ${fix}`)
    : [];
}

const network = { subnets: ["subnet-0a1b2c3d"], securityGroups: ["sg-0a1b2c3d"] };
const ecs = { kind: "ecs", cluster: "c", taskDefinition: "t", container: "c", network };
const codebuild = { kind: "codebuild", project: "release" };
const glue = { kind: "glue", job: "backfill" };
const sdk = {
  kind: "sdk",
  service: "dynamodb",
  action: "putItem",
  arguments: { TableName: "t" },
  resources: ["arn:aws:dynamodb:{{region}}:{{account}}:table/t"],
};

describe("a task in a blueprint", () => {
  for (const [what, task, expected] of [
    [
      "ecs: a mistyped key",
      { ...ecs, taskDefintion: "x" },
      /^\.taskDefintion: unknown key .*did you mean "taskDefinition"/,
    ],
    [
      "ecs: a mistyped key of the network",
      { ...ecs, network: { ...network, subnet: "x" } },
      /^\.network\.subnet: unknown key .*"subnets"/,
    ],
    ["ecs: no container", { ...ecs, container: undefined }, /^\.container: is missing/],
    [
      "ecs: the task definition of another service",
      { ...ecs, taskDefinition: "arn:aws:ecs:eu-central-1:1:service/x" },
      /^\.taskDefinition: .* is not <family>, <family>:<revision>/,
    ],
    ["ecs: revision 0", { ...ecs, taskDefinition: "t:0" }, /^\.taskDefinition: /],
    [
      "ecs: a name with a wildcard",
      { ...ecs, cluster: "*" },
      /^\.cluster: "\*" is not the name or the ARN of a cluster/,
    ],
    ["ecs: an unknown placeholder", { ...ecs, cluster: "{{stage}}" }, /^\.cluster: /],
    [
      "ecs: Fargate without a network",
      { kind: "ecs", cluster: "c", taskDefinition: "t", container: "c" },
      /^\.network: is missing, and a Fargate task needs .*"launchType": "EC2"/,
    ],
    [
      "ecs: an id that is not a subnet",
      { ...ecs, network: { ...network, subnets: ["vpc-1"] } },
      /^\.network\.subnets\[0\]: "vpc-1" is not the id of a subnet/,
    ],
    ["ecs: no subnet", { ...ecs, network: { ...network, subnets: [] } }, /^\.network\.subnets: /],
    ["ecs: another launch type", { ...ecs, launchType: "SPOT" }, /^\.launchType: "SPOT" is not "FARGATE" or "EC2"/],
    [
      "ecs: a secret among the variables",
      { ...ecs, environment: { DB_PASSWORD: "x" } },
      /^\.environment\.DB_PASSWORD: "DB_PASSWORD" looks like a secret.*valueFrom/,
    ],
    [
      "ecs: a variable that the run sets",
      { ...ecs, environment: { CONTEXT: "x" } },
      /^\.environment\.CONTEXT: .*set by the run itself/,
    ],
    [
      "ecs: a variable name that no shell accepts",
      { ...ecs, environment: { "a-b": "x" } },
      /^\.environment\.a-b: "a-b" is not a name of letters, digits and _/,
    ],
    [
      "ecs: an expression as a value",
      { ...ecs, environment: { A: "{% $x %}" } },
      /^\.environment\.A: .*is not plain text/,
    ],
    ["ecs: an expression in a command", { ...ecs, command: ["{% $x %}"] }, /^\.command\[0\]: .*is not plain text/],
    ["ecs: any role", { ...ecs, taskRole: "*" }, /^\.taskRole: "\*" is not the name or the ARN of a role/],
    ["codebuild: no project", { kind: "codebuild" }, /^\.project: is missing/],
    [
      "codebuild: an ARN",
      { ...codebuild, project: "arn:aws:codebuild:eu-central-1:1:project/x" },
      /^\.project: .*is not the name of a CodeBuild project/,
    ],
    [
      "codebuild: a secret among the variables",
      { ...codebuild, environment: { apiKey: "x" } },
      /^\.environment\.apiKey: .*secrets-manager/,
    ],
    [
      "codebuild: a version with a blank",
      { ...codebuild, sourceVersion: "a b" },
      /^\.sourceVersion: .*is not a commit/,
    ],
    ["glue: a job with a wildcard", { ...glue, job: "back*" }, /^\.job: "back\*" is not the name of a Glue job/],
    [
      "glue: an argument that Glue reserves",
      { ...glue, arguments: { JOB_NAME: "x" } },
      /^\.arguments\.JOB_NAME: .*set by the run itself/,
    ],
    [
      "glue: a secret among the arguments",
      { ...glue, arguments: { access_key: "x" } },
      /^\.arguments\.access_key: .*under the job's role/,
    ],
    [
      "sdk: a service in another spelling",
      { ...sdk, service: "DynamoDB" },
      /^\.service: "DynamoDB" is not a service in Step Functions' spelling/,
    ],
    [
      "sdk: an action in another spelling",
      { ...sdk, action: "PutItem" },
      /^\.action: "PutItem" is not an action of an API, starting with a lowercase letter/,
    ],
    [
      "sdk: a member in another spelling",
      { ...sdk, arguments: { tableName: "t" } },
      /^\.arguments\.tableName: "tableName" is not a member.*starting with a capital letter/,
    ],
    ["sdk: no resource", { ...sdk, resources: [] }, /^\.resources: /],
    ["sdk: every resource", { ...sdk, resources: ["*"] }, /^\.resources\[0\]: "\*" is too broad/],
    [
      "sdk: every table",
      { ...sdk, resources: ["arn:aws:dynamodb:eu-central-1:123456789012:table/*"] },
      /^\.resources\[0\]: .*is too broad/,
    ],
    [
      "sdk: a resource that is known only at run time",
      { ...sdk, resources: ["arn:aws:s3:::{{context.a}}/x"] },
      /^\.resources\[0\]: .*uses a placeholder that is unknown at deployment/,
    ],
    [
      "sdk: a service whose IAM actions are not known",
      { ...sdk, service: "wickr", retry: ["Wickr.WickrException"] },
      /^\.iam: is missing: the IAM actions of wickr:putItem do not follow from its name/,
    ],
    [
      "sdk: a change in a service whose errors are not known, without retry",
      { ...sdk, service: "wickr", iam: ["wickr:PutItem"] },
      /^\.retry: is missing: the errors of wickr are not known.*write them/,
    ],
    [
      "sdk: an action whose rights depend on its arguments",
      { ...sdk, service: "s3", action: "copyObject" },
      /^\.iam: is missing/,
    ],
    [
      "sdk: a right with a wildcard",
      { ...sdk, iam: ["dynamodb:*"] },
      /^\.iam\[0\]: "dynamodb:\*" is not one exact action/,
    ],
    [
      "sdk: assuming another role",
      { ...sdk, iam: ["sts:AssumeRole"] },
      /^\.iam\[0\]: "sts:AssumeRole" assumes other roles/,
    ],
    ["sdk: passing a role", { ...sdk, iam: ["iam:PassRole"] }, /^\.iam\[0\]: "iam:PassRole" passes roles.*access rule/],
    [
      "sdk: changing IAM",
      { ...sdk, service: "iam", action: "createUser", iam: ["iam:CreateUser"], retry: ["Iam.IamException"] },
      /^\.iam\[0\]: "iam:CreateUser" changes IAM/,
    ],
    [
      "sdk: an expression",
      { ...sdk, arguments: { TableName: "{% $x %}" } },
      /^\.arguments\.TableName: contains an expression.*\{\{context\.<app>\.<member>\}\}/,
    ],
    [
      "sdk: an unknown reference",
      { ...sdk, arguments: { A: [{ B: "x{{secret}}" }] } },
      /^\.arguments\.A\[0\]\.B: unknown placeholder "\{\{secret\}\}"/,
    ],
    [
      "sdk: a reference that is code",
      { ...sdk, arguments: { A: '{{context.a"]}}' } },
      /^\.arguments\.A: unknown placeholder /,
    ],
    [
      "sdk: an invalid name of an error",
      { ...sdk, retry: ["States.ALL.x"] },
      /^\.retry\[0\]: .*is not the name of an error/,
    ],
  ] as const) {
    it(`is refused, ${what}`, () => {
      const found = problemsOf(task);
      assert.equal(found.length, 1, found.join("\n"));
      assert.match(found[0] ?? "", expected);
    });
  }

  for (const [service, action, given] of [
    ["secretsmanager", "getSecretValue", {}],
    ["secretsmanager", "batchGetSecretValue", {}],
    ["sts", "assumeRole", {}],
    ["sts", "assumeRoleWithWebIdentity", {}],
    ["kms", "decrypt", {}],
    ["kms", "generateDataKey", {}],
    ["ecr", "getAuthorizationToken", {}],
    ["iam", "createAccessKey", {}],
    ["ssm", "getParameter", { WithDecryption: true }],
    ["ssm", "getParametersByPath", { WithDecryption: "{{context.a}}" }],
  ] as const) {
    it(`is refused, sdk: ${service}:${action}, which returns a secret`, () => {
      const found = problemsOf({ ...sdk, service, action, arguments: given });
      assert.ok(
        found.some((one) => /^\.action: .*returns a secret.*history/.test(one)),
        found.join("\n"),
      );
    });
  }

  it("is accepted, a plain parameter and a rollback of another kind", () => {
    const parameter = { ...sdk, service: "ssm", action: "getParameter", arguments: { Name: "p" } };
    assert.deepEqual(problemsOf(parameter), []);
    const parsed = parseBlueprint({ name: "shop", apps: { a: { task: ecs, rollback: { task: codebuild } } } });
    assert.ok("blueprint" in parsed);
  });

  it("has its problems reported together with those of its rollback, with an example of the closest kind", () => {
    const parsed = parseBlueprint({
      name: "shop",
      apps: { a: { task: { kind: "codebiuld" }, rollback: { task: { ...sdk, resources: ["*"], iam: ["a:*"] } } } },
    });
    assert.ok("problems" in parsed);
    const [first, ...others] = parsed.problems;
    assert.match(first?.fix ?? "", /"ecs".*e\.g\. \{"kind":"codebuild"/);
    assert.deepEqual(
      others.map(({ place }) => place),
      ["apps.a.rollback.task.iam[0]", "apps.a.rollback.task.resources[0]"],
    );
  });
});
