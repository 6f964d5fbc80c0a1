import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { permissionDocument } from "../../../policies/chain/lambda-permission";
import { ResourceView } from "../../../policies/kit/resource-view";
import { types } from "../../../policies/kit/types";
import { Unknown } from "../../../policies/kit/value";
import { account, provider } from "./world";

const unknown = new Unknown(undefined);

const permission = (props: object, from: object = provider) =>
  new ResourceView({
    type: types.lambdaPermission,
    name: "p",
    urn: "urn:p",
    props: props as never,
    provider: { props: from },
  } as never);

/** The one statement of a permission's document. */
function statement(props: object, name: string | undefined = "f", from: object = provider) {
  const document = permissionDocument(permission(props, from), name) as unknown as {
    Version: string;
    Statement: [Record<string, unknown>];
  };
  assert.equal(document.Version, "2012-10-17");
  assert.equal(document.Statement.length, 1);
  return document.Statement[0];
}

describe("chain, permissions of a function", () => {
  it("are one Allow on the function, as it is qualified, in the provider's account", () => {
    const { Condition, ...rest } = statement({ action: "lambda:InvokeFunction", principal: "states.amazonaws.com" });
    assert.deepEqual(rest, {
      Effect: "Allow",
      Principal: { Service: "states.amazonaws.com" },
      Action: "lambda:InvokeFunction",
      Resource: `arn:*:lambda:*:${account}:function:f`,
    });
    assert.deepEqual({ ...(Condition as object) }, {});
    assert.equal(statement({ qualifier: "live" }).Resource, `arn:*:lambda:*:${account}:function:f:live`);
    assert.equal(statement({}, "f", {}).Resource, "arn:*:lambda:*:*:function:f");
    assert.ok(statement({ qualifier: unknown }).Resource instanceof Unknown);
    assert.ok(statement({}, "").Resource === `arn:*:lambda:*:${account}:function:`);
  });

  it("are for a function that is not known where its name is not", () => {
    const document = permissionDocument(permission({}), undefined) as unknown as { Statement: [{ Resource: unknown }] };
    assert.ok(document.Statement[0].Resource instanceof Unknown);
  });

  for (const [principal, expected] of [
    ["*", "*"],
    ["states.amazonaws.com", { Service: "states.amazonaws.com" }],
    ["states.amazonaws.com.cn", { Service: "states.amazonaws.com.cn" }],
    [account, { AWS: account }],
    [`arn:aws:iam::${account}:role/a`, { AWS: `arn:aws:iam::${account}:role/a` }],
    ["arn:states.amazonaws.com", { AWS: "arn:states.amazonaws.com" }],
    ["states.amazonaws.com.example", { AWS: "states.amazonaws.com.example" }],
    [".amazonaws.com", { AWS: ".amazonaws.com" }],
  ] as const) {
    it(`name ${principal} as ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(statement({ principal }).Principal, expected);
    });
  }

  it("leave a principal open that is not known, and have none where there is none", () => {
    assert.ok(statement({ principal: unknown }).Principal instanceof Unknown);
    assert.equal(statement({}).Principal, null);
    assert.equal(statement({}).Action, null);
  });

  it("compare what they are given, and nothing else", () => {
    const { Condition } = statement({
      sourceArn: "arn:aws:states:eu-central-1:1:stateMachine:m",
      sourceAccount: "111122223333",
      principalOrgId: "o-1",
      functionUrlAuthType: "AWS_IAM",
      eventSourceToken: "t",
      invokedViaFunctionUrl: true,
    });
    assert.deepEqual(JSON.parse(JSON.stringify(Condition)), {
      ArnLike: { "aws:SourceArn": "arn:aws:states:eu-central-1:1:stateMachine:m" },
      StringEquals: {
        "aws:SourceAccount": "111122223333",
        "aws:PrincipalOrgID": "o-1",
        "lambda:FunctionUrlAuthType": "AWS_IAM",
        "lambda:EventSourceToken": "t",
      },
      Bool: { "lambda:InvokedViaFunctionUrl": true },
    });
  });
});
