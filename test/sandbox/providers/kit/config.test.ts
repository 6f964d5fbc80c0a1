import assert from "node:assert/strict";
import { checkAwsConfig, connectAws } from "../../../../sandbox/providers/aws/connection";
import { awsPackage } from "../../../../sandbox/providers/aws/package";
import { decodeConfig } from "../../../../sandbox/providers/kit/config";
import { Plugin } from "../../../../sandbox/providers/kit/plugin";
import { connectOkta } from "../../../../sandbox/providers/okta/api";

describe("provider configuration", () => {
  it("decodes by declared shape and leaves the engine's own options out", () => {
    const text = {
      accessKey: "123456789012",
      allowedAccountIds: '["123456789012"]',
      defaultTags: '{"tags":{"a":"b"}}',
      maxRetries: "3",
      skipCredentialsValidation: "true",
      version: "7.48.0",
    };
    assert.deepEqual(decodeConfig(text, awsPackage.declarations.config), {
      accessKey: "123456789012",
      allowedAccountIds: ["123456789012"],
      defaultTags: { tags: { a: "b" } },
      maxRetries: 3,
      skipCredentialsValidation: true,
    });
  });

  it("refuses unknown keys and wrong types by name", () => {
    const faults = new Plugin(awsPackage).checkConfig({ regoin: "us-east-1", allowedAccountIds: "123456789012" });
    assert.deepEqual(faults.map((fault) => fault.property).sort(), ["allowedAccountIds", "regoin"]);
  });

  it("refuses ways in that the embedded cloud does not have", () => {
    assert.deepEqual(
      checkAwsConfig({ assumeRoles: [], region: "us-east-1" }).map((fault) => fault.property),
      ["assumeRoles"],
    );
  });

  it("accepts endpoints with its own address and no others", () => {
    const before = process.env.AWS_ENDPOINT_URL;
    try {
      process.env.AWS_ENDPOINT_URL = "http://127.0.0.1:4566";
      assert.deepEqual(checkAwsConfig({ endpoints: [{ sfn: "http://127.0.0.1:4566" }] }), []);
      const [fault] = checkAwsConfig({ endpoints: [{ sfn: "http://127.0.0.1:4566", sts: "https://sts.example" }] });
      assert.equal(fault?.property, "endpoints");
      assert.match(fault?.reason ?? "", /sts\.example/);
    } finally {
      if (before === undefined) {
        delete process.env.AWS_ENDPOINT_URL;
      } else {
        process.env.AWS_ENDPOINT_URL = before;
      }
    }
  });

  it("never reaches out of this machine", async () => {
    const before = { ...process.env };
    try {
      process.env.AWS_ENDPOINT_URL = "https://sts.amazonaws.com";
      await assert.rejects(connectAws({ region: "us-east-1" }), /names sts\.amazonaws\.com, which is not this machine/);
      delete process.env.AWS_ENDPOINT_URL;
      await assert.rejects(connectAws({ region: "us-east-1" }), /AWS_ENDPOINT_URL is not set/);
      process.env.OKTA_EMBEDDED_URL = "https://example.okta.com";
      const config = { orgName: "example", baseUrl: "okta.com", apiToken: "x" };
      await assert.rejects(connectOkta(config), /names example\.okta\.com, which is not this machine/);
      await assert.rejects(connectOkta({ orgName: "example", baseUrl: "okta.com" }), /okta:apiToken is missing/);
    } finally {
      process.env = before;
    }
  });
});
