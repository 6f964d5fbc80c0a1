import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { PolicyStatement } from "../../../../components/core/policy-document";
import { managedRule, NEEDS } from "../../../../components/iam/integrations";
import { at, machine, needs, states } from "./task-needs";

const SCOPE = { blueprint: "shop", environment: "test", account: "111122223333", region: "eu-central-1" };
const SECRET = at("secretsmanager", "secret:orders-AbCdEf");
const FUNCTION = at("lambda", "function:orders");
const CONNECTION = at("events", "connection/orders/1");
const CLUSTER = at("ecs", "cluster/orders");
const DEFINITION = at("ecs", "task-definition/orders:1");
const PASSED = "arn:aws:iam::111122223333:role/orders-ecs";
const EXECUTION = at("states", "execution:orders:1");

/** A call of one integration: its arguments, and what the table of the components says that it needs. */
interface Call {
  readonly args: object;
  readonly table: readonly PolicyStatement[];
  /** What the table grants and the pack does not require, and why. */
  readonly more?: Readonly<Record<string, string>>;
}

const CALLS: Readonly<Record<string, Call>> = {
  "aws-sdk:sts:getCallerIdentity": { args: {}, table: NEEDS["aws-sdk:sts:getCallerIdentity"]() },
  "aws-sdk:secretsmanager:describeSecret": {
    args: { SecretId: SECRET },
    table: NEEDS["aws-sdk:secretsmanager:describeSecret"](SECRET),
  },
  "aws-sdk:secretsmanager:rotateSecret": {
    args: { SecretId: SECRET },
    table: NEEDS["aws-sdk:secretsmanager:rotateSecret"](SECRET, FUNCTION),
    more: { "lambda:InvokeFunction": "the arguments do not name the function that rotates" },
  },
  "aws-sdk:sfn:describeExecution": {
    args: { ExecutionArn: EXECUTION },
    table: NEEDS["aws-sdk:sfn:describeExecution"](EXECUTION),
  },
  "states:startExecution": {
    args: { StateMachineArn: `${at("states", "stateMachine:carts")}:live` },
    table: NEEDS["states:startExecution"](at("states", "stateMachine:carts"), "live"),
  },
  "states:startExecution.sync:2": {
    args: { StateMachineArn: `${at("states", "stateMachine:carts")}:live` },
    table: NEEDS["states:startExecution.sync:2"](
      at("states", "stateMachine:carts"),
      "live",
      at("states", "execution:carts:*"),
    ),
  },
  "sns:publish": { args: { TopicArn: at("sns", "t") }, table: NEEDS["sns:publish"](at("sns", "t")) },
  "aws-sdk:s3:putObject": {
    args: { Bucket: "records", Key: "runs/1.json" },
    table: NEEDS["aws-sdk:s3:putObject"]("arn:aws:s3:::records/runs/1.json"),
  },
  "sqs:sendMessage": {
    args: { QueueUrl: "https://sqs.eu-central-1.amazonaws.com/111122223333/q" },
    table: NEEDS["sqs:sendMessage"](at("sqs", "q")),
  },
  "lambda:invoke": { args: { FunctionName: FUNCTION }, table: NEEDS["lambda:invoke"](FUNCTION) },
  "codebuild:startBuild.sync": {
    args: { ProjectName: "p" },
    table: NEEDS["codebuild:startBuild.sync"](at("codebuild", "project/p")),
  },
  "glue:startJobRun.sync": {
    args: { JobName: "j" },
    table: NEEDS["glue:startJobRun.sync"](at("glue", "job/j")),
    more: { "glue:GetJobRuns": "AWS's template has it; a run that is known is followed by GetJobRun" },
  },
  "ecs:runTask.sync": {
    args: { Cluster: CLUSTER, TaskDefinition: DEFINITION, Overrides: { TaskRoleArn: PASSED } },
    table: NEEDS["ecs:runTask.sync"](CLUSTER, DEFINITION, [PASSED]),
  },
  "http:invoke": {
    args: { ApiEndpoint: "https://a", Method: "GET", Authentication: { ConnectionArn: CONNECTION } },
    table: NEEDS["http:invoke"]({
      machineArn: machine,
      endpoint: "https://a",
      method: "GET",
      connectionArn: CONNECTION,
      secretArn: at("secretsmanager", "secret:events!connection/orders/*"),
    }),
  },
};

/** Entries of the table that are no call by themselves: link 2 of a chain, and actions that a blueprint names. */
const NO_CALL = ["credentials", "aws-sdk"];

/** `action resource`; a `*` in the table is what the pack does not know. */
function pairs(statements: readonly PolicyStatement[], left: Readonly<Record<string, string>> = {}): string[] {
  return statements
    .flatMap(({ Action = [], Resource = [] }) =>
      Action.flatMap((action) => Resource.map((on) => [action, on] as const)),
    )
    .filter(([action]) => !(action in left))
    .map(([action, on]) => `${action} ${on.replaceAll("*", "<?>")}`)
    .sort();
}

describe("chain, the needs of the pack and the table of the components", () => {
  it("are compared for every integration of the table", () => {
    assert.deepEqual([...Object.keys(CALLS), ...NO_CALL].sort(), Object.keys(NEEDS).sort());
  });

  for (const [integration, { args, table, more }] of Object.entries(CALLS)) {
    it(`are the same for ${integration}`, () => {
      const rule = managedRule(states(integration), { ...SCOPE, partition: "aws" } as Parameters<
        typeof managedRule
      >[1]);
      const required = needs(states(integration), args).map((line) => line.split(" ").slice(0, 2).join(" "));
      assert.deepEqual([...required].sort(), pairs([...table, ...rule], more));
      const granted = new Set(table.flatMap(({ Action = [] }) => Action));
      assert.deepEqual(
        Object.keys(more ?? {}).filter((action) => !granted.has(action)),
        [],
      );
    });
  }
});
