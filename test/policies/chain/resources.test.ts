import assert from "node:assert/strict";
import { describe, it } from "mocha";
import * as resources from "../../../policies/chain/resources";
import { MANY, Text } from "../../../policies/evaluator/text";
import { at, home } from "./needs/task-needs";

const unknown = new Text(MANY);
const text = (written: string | Text | undefined): Text | undefined =>
  typeof written === "string" ? new Text(written) : written;

const kinds = {
  parameter: resources.parameterArn,
  secret: resources.secretArn,
  queue: resources.queueArn,
  bus: resources.busArn,
  cluster: resources.clusterArn,
  taskDefinition: resources.taskDefinitionArn,
  table: resources.tableArn,
  project: resources.projectArn,
  job: resources.jobArn,
};

/** Each: what kind of thing, how an argument names it, its ARN. */
const table: readonly (readonly [kind: keyof typeof kinds, written: string | Text | undefined, arn: string])[] = [
  ["parameter", "flag", at("ssm", "parameter/flag")],
  ["parameter", "/shop/flag", at("ssm", "parameter/shop/flag")],
  ["parameter", "arn:aws:ssm:eu-west-1:1:parameter/flag", "arn:aws:ssm:eu-west-1:1:parameter/flag"],
  ["parameter", new Text(MANY, "flag"), "<?>"],
  ["parameter", new Text("shop-", MANY), at("ssm", "parameter/shop-<?>")],
  ["parameter", "", "<?>"],
  ["parameter", undefined, "<?>"],
  ["parameter", "arnold", at("ssm", "parameter/arnold")],
  ["secret", "a", at("secretsmanager", "secret:a-??????")],
  ["secret", at("secretsmanager", "secret:a"), at("secretsmanager", "secret:a-??????")],
  ["secret", at("secretsmanager", "secret:a-AbC123"), at("secretsmanager", "secret:a-AbC123")],
  ["secret", at("secretsmanager", "secret:a-AbC12"), at("secretsmanager", "secret:a-AbC12-??????")],
  ["secret", at("secretsmanager", "secret:a-AbC123-b"), at("secretsmanager", "secret:a-AbC123-b-??????")],
  ["secret", at("ssm", "secret:a"), at("ssm", "secret:a")],
  ["secret", `${at("secretsmanager", "secret:")}`, at("secretsmanager", "secret:")],
  ["secret", undefined, "<?>"],
  ["queue", "https://sqs.us-east-1.amazonaws.com/444455556666/q", "arn:aws:sqs:us-east-1:444455556666:q"],
  ["queue", "http://localhost:4566/444455556666/q", "arn:aws:sqs:eu-central-1:444455556666:q"],
  ["queue", "http://sqs.us-east-1.localhost/444455556666/q", "arn:aws:sqs:us-east-1:444455556666:q"],
  [
    "queue",
    "https://vpce.sqs.us-east-1.vpce.amazonaws.com/444455556666/q",
    at("sqs", "q").replace("111122223333", "444455556666"),
  ],
  ["queue", "https://sqs.us-east-1.amazonaws.com/44445555666/q", "<?>"],
  ["queue", "https://sqs.us-east-1.amazonaws.com/444455556666/", "<?>"],
  ["queue", "x-https://sqs.us-east-1.amazonaws.com/444455556666/q", "<?>"],
  ["queue", "orders", "<?>"],
  ["queue", new Text("https://sqs.us-east-1.amazonaws.com/444455556666/", MANY), "<?>"],
  ["queue", undefined, "<?>"],
  ["bus", undefined, at("events", "event-bus/default")],
  ["bus", "shop", at("events", "event-bus/shop")],
  ["bus", at("events", "event-bus/shop"), at("events", "event-bus/shop")],
  ["bus", unknown, "<?>"],
  ["cluster", undefined, at("ecs", "cluster/default")],
  ["cluster", "releases", at("ecs", "cluster/releases")],
  ["cluster", at("ecs", "cluster/releases"), at("ecs", "cluster/releases")],
  ["taskDefinition", "orders", at("ecs", "task-definition/orders:<?>")],
  ["taskDefinition", "orders:12", at("ecs", "task-definition/orders:12")],
  ["taskDefinition", "orders:12x", at("ecs", "task-definition/orders:12x:<?>")],
  ["taskDefinition", "orders:x", at("ecs", "task-definition/orders:x:<?>")],
  ["taskDefinition", new Text("orders:", MANY), at("ecs", "task-definition/orders:<?>")],
  ["taskDefinition", undefined, "<?>"],
  ["table", "t", at("dynamodb", "table/t")],
  ["project", "p", at("codebuild", "project/p")],
  ["job", "j", at("glue", "job/j")],
];

describe("chain, ARNs of what is acted upon", () => {
  for (const [kind, written, expected] of table) {
    it(`${kind} ${written ?? "that is not named"}: ${expected}`, () => {
      assert.equal(`${kinds[kind](home, text(written))}`, expected);
    });
  }

  it("function, with its version or alias", () => {
    for (const [written, qualifier, expected] of [
      ["f", undefined, at("lambda", "function:f")],
      ["f:live", undefined, at("lambda", "function:f:live")],
      ["function:f", undefined, at("lambda", "function:f")],
      ["444455556666:function:f", undefined, "arn:aws:lambda:eu-central-1:444455556666:function:f"],
      ["x444455556666:function:f", undefined, at("lambda", "function:x444455556666:function:f")],
      ["f", "live", at("lambda", "function:f:live")],
      ["f:live", "live", at("lambda", "function:f:live")],
      ["f:live", "next", "<?>"],
      ["f:live", unknown, at("lambda", "function:f:live")],
      [new Text("f:live", MANY), "next", at("lambda", "function:f:live<?>")],
      [undefined, undefined, "<?>"],
    ] as const) {
      assert.equal(
        `${resources.functionArn(home, text(written), text(qualifier))}`,
        expected,
        `${written} ${qualifier}`,
      );
    }
  });

  it("function, where neither partition nor region is known", () => {
    const nowhere = { partition: undefined, region: undefined, account: undefined };
    const of = (written: string) => `${resources.functionArn(nowhere, new Text(written))}`;
    assert.equal(of("444455556666:function:f"), "arn:<?>:lambda:<?>:444455556666:function:f");
    assert.equal(of("f"), "arn:<?>:lambda:<?>:<?>:function:f");
  });

  it("index of a table", () => {
    assert.equal(`${resources.queriedArn(home, new Text("t"), undefined)}`, at("dynamodb", "table/t"));
    assert.equal(`${resources.queriedArn(home, new Text("t"), new Text("i"))}`, at("dynamodb", "table/t/index/i"));
  });

  it("topic, target or phone", () => {
    const of = (args: Readonly<Record<string, string>>) => `${resources.topicArn((name) => text(args[name]))}`;
    assert.equal(of({ TopicArn: "a", TargetArn: "b" }), "a");
    assert.equal(of({ TargetArn: "b", PhoneNumber: "+1" }), "b");
    assert.equal(of({ PhoneNumber: "+1" }), "*");
    assert.equal(of({}), "<?>");
  });

  it("state machine, apart from its alias or version", () => {
    const machine = at("states", "stateMachine:orders");
    for (const [written, expected, qualifier] of [
      [machine, machine, undefined],
      [`${machine}:live`, machine, "live"],
      [`${machine}:7`, machine, "7"],
      [`x${machine}`, `x${machine}`, "open"],
      [at("states", "execution:orders:one"), at("states", "execution:orders:one"), "open"],
      [new Text(`${machine}:`, MANY), `${machine}:<?>`, "open"],
      [undefined, "<?>", "open"],
    ] as const) {
      const found = resources.machineArn(text(written));
      assert.equal(`${found.arn}`, expected);
      assert.equal(found.qualifier === undefined ? undefined : `${found.qualifier}`, qualifier, expected);
    }
  });
});
