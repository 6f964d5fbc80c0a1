import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EmbeddedAws } from "../../sandbox/aws";
import { isConfigSecret, keepSecret, secretTexts } from "../../stacks/secret-settings";
import { ACCOUNT, REGION, startTestCloud } from "../helpers/embedded-aws";
import { type ProviderStack, providerStack } from "../helpers/provider-stack";

const ENDPOINT = "hooks-4711@on-call.example.com";
const OWNER = "team-under-cover";
const SUBSCRIPTIONS = "app-of-apps:subscriptions";

const settings: Record<string, string> = {
  [SUBSCRIPTIONS]: JSON.stringify([{ protocol: "email", endpoint: ENDPOINT }]),
  "app-of-apps:owner": OWNER,
  "app-of-apps:values": '{"release-subnet": "subnet-0a1b2c3d"}',
};
const source = { get: (key: string) => settings[key], keys: () => Object.keys(settings) };

describe("texts of secret settings", () => {
  it("are all texts of the settings that are secret, without words that are chosen from a few", () => {
    assert.deepEqual(
      secretTexts(source, () => true),
      [OWNER, ENDPOINT, "subnet-0a1b2c3d"],
    );
    assert.deepEqual(
      secretTexts(source, (key) => key === SUBSCRIPTIONS),
      [ENDPOINT],
    );
    assert.deepEqual(
      secretTexts(source, () => false),
      [],
    );
  });
});

describe("secret settings on the real engine", function () {
  this.timeout(120_000);
  let cloud: EmbeddedAws;
  let stack: ProviderStack;

  before(async () => {
    cloud = await startTestCloud();
    stack = await providerStack({
      config: {
        "aws:region": REGION,
        "aws:allowedAccountIds": JSON.stringify([ACCOUNT]),
        "app-of-apps:owner": OWNER,
        [SUBSCRIPTIONS]: { value: settings[SUBSCRIPTIONS] ?? "", secret: true },
      },
      env: cloud.env,
    });
  });
  after(async () => {
    await stack?.close();
    await cloud?.stop();
  });

  it("are secrets in preview and state wherever they go, and neighbours stay readable", async () => {
    const program = async () => {
      const config = pulumi.runtime.allConfig();
      keepSecret(secretTexts({ get: (key) => config[key], keys: () => Object.keys(config) }, isConfigSecret));
      const [{ endpoint, protocol }] = JSON.parse(config[SUBSCRIPTIONS] ?? "[]");
      const tags = { owner: config["app-of-apps:owner"] ?? "" };
      const topic = new aws.sns.Topic("topic", { name: "probe_topic", displayName: `for ${endpoint}`, tags });
      const queue = new aws.sqs.Queue("queue", { name: "probe_queue", tags });
      new aws.sns.TopicSubscription("subscription", { topic: topic.arn, protocol, endpoint });
      new aws.sqs.QueuePolicy("queue", {
        queueUrl: queue.url,
        policy: pulumi.interpolate`{"Version": "2012-10-17", "Id": "${endpoint}", "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "${queue.arn}"}]}`,
      });
    };
    await stack.preview(program);
    assert.match(stack.printed(), /endpoint *: \[secret\]/);
    assert.match(stack.printed(), /displayName *: \[secret\]/);
    await stack.up(program);
    const state = await stack.state();
    for (const text of [stack.printed(), state]) {
      assert.ok(!text.includes(ENDPOINT), "the endpoint can be read");
      assert.ok(text.includes(OWNER) && text.includes("probe_topic"));
    }
    assert.match(state, /"ciphertext"/);
    await stack.destroy();
  });
});
