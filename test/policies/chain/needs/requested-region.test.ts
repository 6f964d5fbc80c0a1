import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { requestedRegion } from "../../../../policies/chain/needs/requested-region";
import { Text } from "../../../../policies/evaluator/text";
import { UnknownBecause } from "../../../../policies/evaluator/truth";
import { allow } from "../../samples";
import { links, stackOf, task } from "../world";

const home = { partition: "aws", region: "eu-central-1", account: undefined };

function regionOf(action: string, resource = "*", of: Parameters<typeof requestedRegion>[1] = home): string {
  const region = requestedRegion({ action, resource: new Text(resource) }, of);
  return region instanceof UnknownBecause ? `unknown: ${region.why}` : String(region);
}

describe("chain, the region that is called", () => {
  it("is the machine's", () => {
    assert.equal(regionOf("sns:Publish", "arn:aws:sns:eu-central-1:1:t"), "eu-central-1");
    assert.equal(regionOf("s3:PutObject", "arn:aws:s3:::b"), "eu-central-1");
    assert.equal(regionOf("sns:Publish", "*", { ...home, region: undefined }), "undefined");
  });

  it("is us-east-1 for the services whose one endpoint is there, in that partition", () => {
    for (const service of ["iam", "cloudfront", "route53", "support"]) {
      assert.equal(regionOf(`${service}:Get`), "us-east-1");
    }
    assert.match(regionOf("iam:Get", "*", { ...home, partition: "aws-cn" }), /^unknown: .* for iam, a global service/);
    assert.match(regionOf("iam:Get", "*", { ...home, partition: undefined }), /^unknown: /);
  });

  it("is not known for other global services, and for a resource elsewhere", () => {
    for (const service of ["sts", "organizations", "globalaccelerator", "budgets", "waf"]) {
      assert.match(
        regionOf(`${service}:Get`),
        new RegExp(`^unknown: .* for ${service}, a global service, is not known$`),
      );
    }
    assert.equal(
      regionOf("sns:Publish", "arn:aws:sns:eu-west-1:1:t"),
      'unknown: whether aws:RequestedRegion is eu-central-1 or eu-west-1, as in "arn:aws:sns:eu-west-1:1:t", is not known',
    );
  });

  it("decides in a deny on other regions", () => {
    const within = (...regions: readonly string[]) => ({
      ...allow("*", "*", { Condition: { StringNotEquals: { "aws:RequestedRegion": regions } } }),
      Effect: "Deny",
    });
    const judged = (integration: string, ...regions: readonly string[]) =>
      links(stackOf(task(integration, {}), [allow("*", "*"), within(...regions)]))[0]?.replace(/^.*?: (\w+).*/, "$1");
    assert.equal(judged("aws-sdk:iam:getRole", "us-east-1"), "proven");
    assert.equal(judged("aws-sdk:iam:getRole", "eu-central-1"), "broken");
    assert.equal(judged("aws-sdk:organizations:listRoots", "eu-central-1"), "unknown");
    assert.equal(judged("aws-sdk:ec2:describeInstances", "eu-central-1"), "proven");
    assert.equal(judged("aws-sdk:ec2:describeInstances", "us-east-1"), "broken");
  });
});
