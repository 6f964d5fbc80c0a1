import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { environmentNames, scopeOf } from "../../components/core/names";
import type { PolicyDocument } from "../../components/core/policy-document";
import { keyPolicy } from "../../components/encryption/key-policy";
import { alarmArns } from "../../components/notifications/alarm-names";
import { topicPolicy } from "../../components/notifications/topic-policy";
import { rotationLogGroupArn } from "../../components/secrets/rotation-permissions";
import { SETTINGS } from "../../stacks/settings";

const PAGE = readFileSync(join(__dirname, "..", "..", "docs", "adoption.md"), "utf8");
const place = { blueprint: "retail", environment: "prod", account: "111111111111", region: "eu-central-1" };
const names = environmentNames({
  ...scopeOf(place),
  failureTopicArn: "arn:aws:sns:eu-central-1:111111111111:failures",
});

/** What services need of a policy; the page says the rest in words. */
const ofServices = ({ Statement }: PolicyDocument) => Statement.filter(({ Principal = {} }) => "Service" in Principal);

describe("the page of what a company has already", () => {
  const blocks = [...PAGE.matchAll(/```json\n([\s\S]*?)\n```/g)].map(([, json = ""]) => JSON.parse(json));

  it("lists what the environment needs of an existing key's policy", () => {
    const logGroupArns = [names.logGroup.arn, rotationLogGroupArn(names)];
    assert.deepEqual(blocks[0], ofServices(keyPolicy({ names, logGroupArns, alarmArns: alarmArns(names) })));
  });

  it("lists what the environment needs of an existing topic's policy", () => {
    const { account } = names.scope;
    const arns = { account, topicArn: names.failureTopic.arn, ruleArn: names.failureRule.arn };
    assert.deepEqual(blocks[1], ofServices(topicPolicy({ ...arns, alarmArns: alarmArns(names) })));
  });

  it("names settings that exist, with values that they accept", () => {
    const [, yaml = ""] = /```yaml\n([\s\S]*?)\n```/.exec(PAGE) ?? [];
    const lines = [...yaml.matchAll(/^ {2}(app-of-apps:\w+):(?: (\S+))?$/gm)];
    assert.equal(lines.length, 6);
    for (const [, key, value] of lines) {
      const setting = Object.values(SETTINGS).find((one) => one.key === key);
      assert.ok(setting?.schema.safeParse(value ?? { "cost-center": "4711" }).success, key);
    }
  });
});
