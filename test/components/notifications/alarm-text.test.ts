import assert from "node:assert/strict";
import { environmentNames, scopeOf } from "../../../components/core/names";
import { alarmDescriptions, DESCRIPTION_LIMIT } from "../../../components/notifications/alarm-text";
import { unnotifiedFilter } from "../../../components/notifications/failure-rule";
import { NAMES } from "../../helpers/environment-names";

const GRANTS_LOG = "/aws/lambda/retail-dev_access_grants";

const WHAT = {
  unnotified: [
    "aws logs filter-log-events --region eu-central-1 --log-group-name /aws/vendedlogs/states/retail-dev --start-time ",
    ` --filter-pattern '${unnotifiedFilter(NAMES)}'`,
  ],
  published: ["aws sns get-topic-attributes ", "it has no action of its own"],
  silent: ["aws logs filter-log-events ", "nothing was published to retail-dev_failures within five minutes"],
  throttled: [
    "throttled StartExecution in account 111111111111 in eu-central-1",
    "its run may not have started: start it again",
    `--state-machine-arn ${NAMES.parent.arn}`,
  ],
  transitions: [
    "throttled state transitions in account 111111111111 in eu-central-1",
    "parent and children are slower",
    "--metric-name ExecutionThrottled --recently-active PT3H",
  ],
  undelivered: [
    "aws sqs receive-message ",
    "goes off again only after the queue was empty",
    `--queue-name ${NAMES.failureQueue.name} `,
  ],
  rotation: ["aws logs filter-log-events ", `--log-group-name /aws/lambda/${NAMES.rotationFunction.name} `],
  grants: [`--log-group-name ${GRANTS_LOG} `, "Sessions are denied without it"],
};

describe("alarmDescriptions", () => {
  for (const [kind, said] of Object.entries(alarmDescriptions(NAMES, GRANTS_LOG))) {
    it(`say where it happened and the command that shows more: ${kind}`, () => {
      assert.match(said, /^\[retail\/dev\] [A-Z].*\. Next: aws /);
      for (const part of WHAT[kind as keyof typeof WHAT]) {
        assert.ok(said.includes(part), said);
      }
    });
  }

  it("fit CloudWatch's limit with the longest names", () => {
    const place = { account: "111111111111", region: "ap-southeast-2" };
    const names = environmentNames(scopeOf({ blueprint: "b".repeat(40), environment: "e".repeat(20), ...place }));
    for (const said of Object.values(alarmDescriptions(names, `/aws/lambda/${"x".repeat(64)}`))) {
      assert.ok(said.length <= DESCRIPTION_LIMIT, said);
    }
  });

  it("quote the pattern for a shell: it contains no quote of that kind", () => {
    assert.ok(!unnotifiedFilter(NAMES).includes("'"));
  });
});
