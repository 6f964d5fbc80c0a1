import assert from "node:assert/strict";
import { machineTrust, roleTrust, serviceTrust } from "../../../../components/iam/trust/aws";

const ARN = "arn:aws:states:eu-central-1:111111111111:stateMachine:retail-dev_orders";

describe("trust in a service", () => {
  it("is bound to the account and to exactly the machines, their versions and their aliases", () => {
    const trust = serviceTrust({
      service: "states.amazonaws.com",
      account: "111111111111",
      sourceArns: [`${ARN}_rollback`, ARN],
    });
    assert.deepEqual(trust, {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "states.amazonaws.com" },
          Action: ["sts:AssumeRole"],
          Condition: {
            ArnLike: { "aws:SourceArn": [ARN, `${ARN}:*`, `${ARN}_rollback`, `${ARN}_rollback:*`] },
            StringEquals: { "aws:SourceAccount": "111111111111" },
          },
        },
      ],
    });
  });

  it("has no source ARN where none is given", () => {
    const [statement] = serviceTrust({ service: "lambda.amazonaws.com", account: "111111111111" }).Statement;
    assert.deepEqual(statement?.Condition, { StringEquals: { "aws:SourceAccount": "111111111111" } });
  });

  for (const [what, args, message] of [
    ["an account that is not a number", { account: "*" }, /account "\*" is not 12 digits/],
    ["an empty list of sources", { sourceArns: [] }, /at least one source ARN/],
    ["a wildcard in a source", { sourceArns: [`${ARN}*`] }, /has a wildcard; write the exact ARN/],
  ] as const) {
    it(`refuses ${what}`, () => {
      assert.throws(() => serviceTrust({ service: "states.amazonaws.com", account: "111111111111", ...args }), message);
    });
  }

  it("lets Step Functions assume a machine role, as JSON", () => {
    const expected = serviceTrust({ service: "states.amazonaws.com", account: "111111111111", sourceArns: [ARN] });
    assert.deepEqual(JSON.parse(machineTrust("111111111111", [ARN])), expected);
  });
});

describe("trust in a role", () => {
  it("names exactly that role", () => {
    const arn = "arn:aws:iam::111111111111:role/retail-dev_orders_machine";
    assert.deepEqual(roleTrust(arn), {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: arn }, Action: ["sts:AssumeRole"] }],
    });
  });

  for (const arn of [
    "*",
    "arn:aws:iam::111111111111:root",
    "arn:aws:iam::111111111111:role/*",
    "arn:aws:iam::111111111111:user/joe",
    "arn:aws:iam:::role/x",
    "retail-dev_orders_machine",
  ]) {
    it(`refuses ${arn}`, () => assert.throws(() => roleTrust(arn), /is not the ARN of one role/));
  }
});
