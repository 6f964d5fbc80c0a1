import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { arnIn, globalArnIn, homeOf } from "../../../policies/chain/home";
import { homeOf as homeIn } from "../../../policies/kit/identity";
import { ResourceView } from "../../../policies/kit/resource-view";

const machine = (props: object, provider?: object) =>
  new ResourceView({
    type: "aws:sfn/stateMachine:StateMachine",
    name: "m",
    urn: "m",
    props,
    ...(provider === undefined ? {} : { provider: { props: provider } }),
  });

describe("chain, where a machine runs", () => {
  it("is known by its own ARN first", () => {
    const props = { arn: "arn:aws-cn:states:cn-north-1:111122223333:stateMachine:a", roleArn: "arn:aws:iam::1:role/x" };
    assert.deepEqual(homeOf(machine(props, { region: "eu-central-1" })), {
      partition: "aws-cn",
      region: "cn-north-1",
      account: "111122223333",
    });
  });

  it("is known by its role and its provider", () => {
    const props = { roleArn: "arn:aws-us-gov:iam::111122223333:role/x" };
    assert.deepEqual(homeOf(machine(props, { region: "us-gov-west-1" })), {
      partition: "aws-us-gov",
      region: "us-gov-west-1",
      account: "111122223333",
    });
  });

  it("is known by the one account that the provider may work in", () => {
    const of = (allowedAccountIds: unknown) => homeOf(machine({}, { allowedAccountIds, region: "eu-west-1" })).account;
    assert.equal(of('["111122223333"]'), "111122223333");
    assert.equal(of(["111122223333"]), "111122223333");
    assert.equal(of('["111122223333","444455556666"]'), undefined);
    assert.equal(of("[x"), undefined);
    assert.equal(of(undefined), undefined);
  });

  it("is in the region that the program gives it, and in none that is known while that is not", () => {
    const of = (props: object, from: Readonly<Record<string, []>> = {}) => {
      const provider = { props: { region: "eu-west-1" } };
      const subject = new ResourceView({ type: "t", name: "m", urn: "m", props, provider, propertyDependencies: from });
      return homeIn(subject).region;
    };
    const later = {
      get region(): never {
        throw new Error("not yet");
      },
    };
    assert.equal(of({}), "eu-west-1");
    assert.equal(of({ region: "us-east-1" }), "us-east-1");
    assert.equal(of(later), "eu-west-1");
    assert.equal(of(later, { region: [] }), undefined);
  });

  it("names the partition of a region that it knows", () => {
    const of = (region: string) => homeOf(machine({}, { region })).partition;
    assert.deepEqual(["eu-west-1", "cn-north-1", "us-gov-east-1", "us-iso-east-1", "local"].map(of), [
      "aws",
      "aws-cn",
      "aws-us-gov",
      undefined,
      undefined,
    ]);
  });

  it("leaves open in an ARN what is not known", () => {
    const home = { partition: "aws", region: undefined, account: undefined };
    assert.equal(String(arnIn(home, "sqs", "a")), "arn:aws:sqs:<?>:<?>:a");
    assert.equal(String(globalArnIn(home, "iam", "role/a")), "arn:aws:iam::<?>:role/a");
  });
});
