import assert from "node:assert/strict";
import {
  consoleHost,
  oktaEnvironmentType,
  partitionOf,
  samlSignIn,
  serviceDomain,
} from "../../../components/core/partition";

describe("partition", () => {
  for (const [region, partition, domain, signIn, host, okta] of [
    [
      "eu-west-1",
      "aws",
      "amazonaws.com",
      "https://signin.aws.amazon.com/saml",
      "eu-west-1.console.aws.amazon.com",
      "aws.amazon",
    ],
    [
      "cn-north-1",
      "aws-cn",
      "amazonaws.com.cn",
      "https://signin.amazonaws.cn/saml",
      "console.amazonaws.cn",
      "aws.china",
    ],
    [
      "us-gov-west-1",
      "aws-us-gov",
      "amazonaws.com",
      "https://signin.amazonaws-us-gov.com/saml",
      "console.amazonaws-us-gov.com",
      "aws.govcloud",
    ],
  ] as const) {
    it(`of ${region} is ${partition}, with its own domains`, () => {
      assert.equal(partitionOf(region), partition);
      assert.equal(serviceDomain(partition), domain);
      assert.equal(samlSignIn(partition), signIn);
      assert.equal(consoleHost(partition, region), host);
      assert.equal(oktaEnvironmentType(partition), okta);
    });
  }

  it("refuses a partition that is not known, names of Object's members too", () => {
    for (const partition of ["aws-moon", "constructor"]) {
      assert.throws(
        () => serviceDomain(partition),
        new RegExp(`Partition "${partition}" must be one of aws, aws-cn, aws-us-gov`),
      );
    }
  });
});
