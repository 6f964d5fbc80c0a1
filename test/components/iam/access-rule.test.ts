import assert from "node:assert/strict";
import fc from "fast-check";
import { parseAccessRule } from "../../../components/iam/access-rule";
import { NAMES } from "../../helpers/environment-names";

const SCOPE = NAMES.scope;
const TABLE = "arn:{{partition}}:dynamodb:{{region}}:{{account}}:table/{{blueprint}}-{{environment}}-carts";

const rule = (change: Record<string, unknown>) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "dynamodb:PutItem", Resource: TABLE, ...change }],
});
const problemsOf = (value: unknown) => parseAccessRule("orders.json", value, SCOPE).problems;

describe("access rule", () => {
  it("is a policy document with its placeholders filled in", () => {
    const parsed = parseAccessRule(
      "orders.json",
      rule({ Condition: { StringEquals: { "aws:PrincipalAccount": "{{account}}" } } }),
      SCOPE,
    );
    assert.deepEqual(parsed, {
      problems: [],
      document: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: ["dynamodb:PutItem"],
            Resource: ["arn:aws:dynamodb:eu-central-1:111111111111:table/retail-dev-carts"],
            Condition: { StringEquals: { "aws:PrincipalAccount": "111111111111" } },
          },
        ],
      },
    });
  });

  const pass = { Action: "iam:PassRole", Resource: "arn:aws:iam::{{account}}:role/retail-batch" };
  const to = (operator: string, service: string | string[], key = "iam:PassedToService") => ({
    ...pass,
    Condition: { [operator]: { [key]: service } },
  });

  for (const statement of [
    to("StringEquals", "ecs-tasks.amazonaws.com"),
    to("StringLike", ["ecs-tasks.amazonaws.com", "glue.amazonaws.com"], "iam:passedtoservice"),
    { ...pass, Effect: "Deny" },
  ]) {
    it(`accepts a role passed by ${JSON.stringify(statement)}`, () =>
      assert.deepEqual(problemsOf(rule(statement)), []));
  }

  for (const [what, statement, message] of [
    ["without a condition", pass, /passes the role to any service/],
    ["in another case", { ...pass, Action: ["s3:GetObject", "iam:passrole"] }, /to any service/],
    ["by another key", to("StringEquals", "x", "aws:PrincipalAccount"), /to any service/],
    ["to all services but one", to("StringNotEquals", "glue.amazonaws.com"), /to any service/],
    ["where the key may be absent", to("StringEqualsIfExists", "glue.amazonaws.com"), /to any service/],
    ["where one of several may differ", to("ForAllValues:StringEquals", "glue.amazonaws.com"), /to any service/],
    ["to services by wildcard", to("StringLike", ["glue.amazonaws.com", "*"]), /"\*" leaves the service open/],
  ] as const) {
    it(`refuses a role passed ${what}, naming the place and the fix`, () => {
      const [problem, ...others] = problemsOf(rule(statement));
      assert.deepEqual(others, []);
      assert.equal(problem?.place, "orders.json: Statement[0].Condition");
      assert.match(problem?.message ?? "", message);
      assert.match(problem?.fix ?? "", /"iam:PassedToService": "<service>"/);
    });
  }

  it("accepts wildcards in a Deny", () => {
    assert.deepEqual(problemsOf(rule({ Effect: "Deny", Action: "s3:*", Resource: "*" })), []);
  });

  for (const resource of [
    "arn:aws:s3:::retail-carts/*",
    "arn:aws:sns:eu-central-1:111111111111:retail-*",
    `${TABLE}/index/*`,
  ]) {
    it(`accepts the bounded wildcard of ${resource}`, () =>
      assert.deepEqual(problemsOf(rule({ Resource: resource })), []));
  }

  for (const [what, change, message] of [
    ["a wildcard action", { Action: "dynamodb:*" }, /"dynamodb:\*" is not one exact action/],
    ["a partly wild action", { Action: "dynamodb:Put*" }, /is not one exact action/],
    ["every action", { Action: "*" }, /is not one exact action/],
    ["every resource", { Resource: "*" }, /is too broad/],
    ["every table", { Resource: "arn:aws:dynamodb:eu-central-1:111111111111:table/*" }, /is too broad/],
    ["every bucket", { Resource: "arn:aws:s3:::*" }, /is too broad/],
    ["every account", { Resource: "arn:aws:dynamodb:eu-central-1:*:table/carts" }, /is too broad/],
    ["every region", { Resource: "arn:aws:dynamodb:*:111111111111:table/carts" }, /is too broad/],
    ["a change of IAM", { Action: "iam:CreateRole" }, /changes IAM/],
    ["a new key policy", { Action: "kms:PutKeyPolicy" }, /administers keys/],
    ["another role", { Action: "sts:AssumeRole" }, /assumes other roles/],
    ["an unknown placeholder", { Resource: `${TABLE}-{{colour}}` }, /unknown placeholder "\{\{colour\}\}"/],
    ["NotAction", { NotAction: "dynamodb:PutItem" }, /NotAction/],
    ["a principal", { Principal: "*" }, /Principal/],
    ["another effect", { Effect: "Maybe" }, /"Maybe" is not Allow or Deny/],
  ] as const) {
    it(`refuses ${what}, naming the place`, () => {
      const problems = problemsOf(rule(change));
      assert.equal(problems.length, 1);
      assert.match(problems[0]?.message ?? "", message);
      assert.match(problems[0]?.place ?? "", /^orders\.json: Statement\[0\]/);
    });
  }

  for (const Action of [
    ["states:SendTaskSuccess", "states:SendTaskFailure", "states:SendTaskHeartbeat"],
    "cloudwatch:PutMetricData",
    "xray:PutTraceSegments",
    "ecr:GetAuthorizationToken",
  ]) {
    it(`accepts every resource for ${[Action].flat().join(", ")}, which AWS cannot bound`, () =>
      assert.deepEqual(problemsOf(rule({ Action, Resource: "*" })), []));
  }

  for (const Action of [
    ["states:SendTaskSuccess", "states:StartExecution"],
    ["xray:PutTraceSegments", "xray:PutTraceSegmentsV2"],
    "logs:PutDestinationPolicyV2",
    "xray:PutEncryptionConfig",
  ]) {
    it(`refuses every resource for ${[Action].flat().join(", ")}`, () =>
      assert.deepEqual(
        problemsOf(rule({ Action, Resource: "*" })).map(({ message }) => message),
        ['"*" is too broad.'],
      ));
  }

  it("says which action or service was meant, together with every other problem", () => {
    const problems = problemsOf({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: ["dynamodb:PutItm", "sfn:StartExecution"], Resource: TABLE },
        { Effect: "Allow", Action: "s3:GetObject", Resource: "*" },
      ],
    });
    assert.deepEqual(
      problems.map(({ place, message }) => `${place}: ${message}`),
      [
        'orders.json: Statement[0].Action: unknown action "dynamodb:PutItm".',
        'orders.json: Statement[0].Action: unknown action "sfn:StartExecution".',
        'orders.json: Statement[1].Resource: "*" is too broad.',
      ],
    );
    assert.match(problems[0]?.fix ?? "", /^did you mean "dynamodb:PutItem"\?/);
    assert.match(problems[1]?.fix ?? "", /^did you mean "states:StartExecution"\?/);
  });

  for (const action of ["dynamodb:PutItemV2", "quantum:Entangle", "dynamodb:FrobnicateTable"]) {
    it(`accepts ${action}, which may be newer than the table`, () => {
      const { document, problems } = parseAccessRule("orders.json", rule({ Action: action }), SCOPE);
      assert.deepEqual([document?.Statement.length, problems], [1, []]);
    });
  }

  it("accepts an action in any case", () => {
    assert.deepEqual(problemsOf(rule({ Action: "dynamodb:putitem" })), []);
  });

  it("reports all problems together", () => {
    const value = {
      Version: "2012-10-17",
      Statement: [rule({ Action: "*" }), rule({ Resource: "*" })].flatMap((r) => r.Statement),
    };
    assert.deepEqual(
      problemsOf(value).map(({ place }) => place),
      ["orders.json: Statement[0].Action", "orders.json: Statement[1].Resource"],
    );
  });

  it("never throws, whatever the value", () => {
    fc.assert(fc.property(fc.anything(), (value) => void parseAccessRule("x.json", value, SCOPE)));
  });
});
