import assert from "node:assert/strict";
import { parseLine } from "../../../cli/parse";
import { OPTIONS, rollbackRequest } from "../../../cli/rollback/request";
import { environmentNames, scopeOf } from "../../../components/core/names";
import {
  failureMessage,
  failurePattern,
  PATTERN_LIMIT,
  TEMPLATE_LIMIT,
} from "../../../components/notifications/failure-rule";
import { NAMES as names } from "../../helpers/environment-names";

const MACHINE = "arn:aws:states:eu-central-1:111111111111:stateMachine:retail-dev";

describe("failure rule", () => {
  it("matches failed executions without a notification of their own", () => {
    assert.deepEqual(JSON.parse(failurePattern(names)), {
      source: ["aws.states"],
      "detail-type": ["Step Functions Execution Status Change"],
      detail: {
        status: ["FAILED", "TIMED_OUT", "ABORTED"],
        stateMachineArn: [MACHINE, { prefix: `${MACHINE}_` }],
        cause: [{ "anything-but": { prefix: "[notified] " } }, null, { exists: false }],
        input: [
          { "anything-but": { wildcard: "*AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID*" } },
          null,
          { exists: false },
        ],
      },
    });
  });

  it("fits EventBridge's limits with the longest names", () => {
    const long = environmentNames(
      scopeOf({
        blueprint: "b".repeat(40),
        environment: "e".repeat(20),
        account: "111111111111",
        region: "us-gov-west-1",
      }),
    );
    assert.ok(failurePattern(long).length <= PATTERN_LIMIT);
    assert.ok(failureMessage(long).inputTemplate.length <= TEMPLATE_LIMIT);
  });

  it("matches every machine's ARN, of the app with the longest name too", () => {
    for (const { arn } of [
      names.app("a").machine,
      names.app("a".repeat(40)).machine,
      names.app("a".repeat(40)).rollback,
    ]) {
      assert.ok(arn.startsWith(`${MACHINE}_`), arn);
    }
  });

  it("has a message that uses exactly the paths it reads, each line quoted", () => {
    const { inputPaths, inputTemplate } = failureMessage(names);
    const used = new Set([...inputTemplate.matchAll(/<(\w+)>/g)].map(([, name]) => name));
    assert.deepEqual(used, new Set(Object.keys(inputPaths)));
    for (const line of inputTemplate.split("\n")) {
      assert.match(line, /^"[^"]+"$/);
    }
  });

  it("names the version and the commands that run again or roll back", () => {
    const { inputPaths, inputTemplate } = failureMessage(names);
    const lines = inputTemplate.split("\n");
    assert.equal(inputPaths.version, "$.detail.stateMachineVersionArn");
    assert.equal(inputPaths.alias, "$.detail.stateMachineAliasArn");
    assert.ok(lines.includes('"Version: <version>"'));
    assert.ok(
      lines.includes(
        '"Then run again: aws stepfunctions describe-execution --region eu-central-1 --query input --output text --execution-arn <execution> | aws stepfunctions start-execution --region eu-central-1 --state-machine-arn <alias> --input file:///dev/stdin"',
      ),
    );
    assert.ok(lines.includes('"Or, if the version is the cause: npm run -s rollback -- --stack dev --all --list"'));
    const line = parseLine(["--stack", "dev", "--all", "--list"], { options: OPTIONS });
    assert.ok("values" in line);
    const listing = { stack: "dev", app: undefined, move: undefined };
    assert.deepEqual(rollbackRequest(line.values, new Date()), listing);
  });

  it("links to the console of its partition and region", () => {
    const hosts = {
      "eu-central-1": "eu-central-1.console.aws.amazon.com",
      "us-gov-west-1": "console.amazonaws-us-gov.com",
      "cn-north-1": "console.amazonaws.cn",
    };
    for (const [region, host] of Object.entries(hosts)) {
      const scope = scopeOf({ blueprint: "retail", environment: "dev", account: "111111111111", region });
      const { inputTemplate } = failureMessage(environmentNames(scope));
      assert.ok(
        inputTemplate.includes(
          `"Console: https://${host}/states/home?region=${region}#/v2/executions/details/<execution>"`,
        ),
        inputTemplate,
      );
      for (const start of [
        "Next, for state and cause",
        "Or, if one app timed out or was aborted on its own, redrive it",
      ]) {
        assert.match(
          inputTemplate,
          new RegExp(`"${start}: aws [^"]* --region ${region} [^"]*--execution-arn <execution>"`),
        );
      }
    }
  });
});
