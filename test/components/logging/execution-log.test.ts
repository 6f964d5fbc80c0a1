import assert from "node:assert/strict";
import { ExecutionLog } from "../../../components/logging/execution-log";
import { NAMES, TAGS } from "../../helpers/environment-names";
import { record } from "../../helpers/mocks";

describe("ExecutionLog", () => {
  it("is encrypted and retained, and only log delivery of this account writes to it", async () => {
    const { get } = await record(
      () =>
        new ExecutionLog("log", {
          logGroup: NAMES.logGroup,
          deliveryPolicyName: "retail-dev",
          location: NAMES.scope,
          keyArn: "arn:key",
          retentionDays: 365,
          tags: TAGS,
        }),
    );
    assert.deepEqual(get("aws:cloudwatch/logGroup:LogGroup", "log").inputs, {
      name: "/aws/vendedlogs/states/retail-dev",
      kmsKeyId: "arn:key",
      retentionInDays: 365,
      tags: TAGS,
    });
    const { policyName, policyDocument } = get("aws:cloudwatch/logResourcePolicy:LogResourcePolicy", "log").inputs;
    assert.equal(policyName, "retail-dev");
    assert.deepEqual(JSON.parse(String(policyDocument)), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "delivery.logs.amazonaws.com" },
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: ["arn:aws:logs:eu-central-1:111111111111:log-group:/aws/vendedlogs/states/retail-dev:log-stream:*"],
          Condition: {
            ArnLike: { "aws:SourceArn": "arn:aws:logs:eu-central-1:111111111111:*" },
            StringEquals: { "aws:SourceAccount": "111111111111" },
          },
        },
      ],
    });
  });
});
