import assert from "node:assert/strict";
import { ResourceNotFoundException, SecretsManagerServiceException } from "@aws-sdk/client-secrets-manager";
import { awsFailure, isRefusal } from "../../../../../sandbox/aws/interpreter/tasks/aws-failure";

const NAMES = { prefix: "SecretsManager", unlisted: "SecretsManagerException" };
const $metadata = { httpStatusCode: 400, requestId: "r-1" };

describe("awsFailure", () => {
  it("names an error that the API lists by its own name", () => {
    const { error, reason } = awsFailure(new ResourceNotFoundException({ $metadata, message: "not there" }), NAMES);
    assert.equal(error, "SecretsManager.ResourceNotFoundException");
    assert.equal(reason, "not there (Service: SecretsManager, Status Code: 400, Request ID: r-1)");
  });

  it("names any other, a refusal by IAM above all, by the service", () => {
    const refusal = new SecretsManagerServiceException({
      name: "AccessDeniedException",
      $fault: "client",
      $metadata,
      message: "not authorized",
    });
    assert.equal(awsFailure(refusal, NAMES).error, "SecretsManager.SecretsManagerException");
    assert.equal(isRefusal(refusal), true);
  });

  it("names a call without an answer SdkClientException", () => {
    const { error, reason } = awsFailure(new Error("connect ECONNREFUSED"), NAMES);
    assert.deepEqual([error, reason], ["SecretsManager.SdkClientException", "connect ECONNREFUSED"]);
    assert.equal(isRefusal(new Error("x")), false);
  });
});
