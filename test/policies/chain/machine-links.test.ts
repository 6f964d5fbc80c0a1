import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { allow, serviceTrust } from "../samples";
import { at, links, machine, role, task } from "./world";

const DESCRIBE = task("aws-sdk:sfn:describeExecution", { ExecutionArn: "{% $states.context.Execution.Id %}" });

/** The links of a machine that describes its own execution, whose role is allowed to describe these executions. */
const described = (allowed: string, props: object = {}): readonly string[] =>
  links([
    machine(DESCRIBE, props),
    ...role("m", serviceTrust, allow("states:DescribeExecution", at("states", `execution:${allowed}`))),
  ]);
const PROVEN = [`3 states:DescribeExecution on ${at("states", "execution:m:<?>")}: proven by RolePolicy "m", policy`];

describe("chain/machine-links, an execution that describes itself", () => {
  it("is proven by a permission on the machine's executions", () => {
    assert.deepEqual(described("m:*"), PROVEN);
    assert.deepEqual(described("*"), PROVEN);
    assert.deepEqual(described("m:*", { type: "STANDARD" }), PROVEN);
    assert.deepEqual(described("m:*", { arn: at("states", "stateMachine:m") }), PROVEN);
  });

  it("is broken by a permission on the executions of another machine", () => {
    const broken = [`3 states:DescribeExecution on ${at("states", "execution:m:<?>")}: broken`];
    assert.deepEqual(described("n:*"), broken);
    assert.deepEqual(described("n:*", { arn: at("states", "stateMachine:m") }), broken);
  });

  it("is unknown where only some executions are allowed, and in an Express machine, whose executions have other ARNs", () => {
    for (const found of [described("m:a*"), described("m:*", { type: "EXPRESS" })]) {
      assert.equal(found.length, 1);
      assert.match(found[0] ?? "", /: unknown, /);
    }
  });
});
