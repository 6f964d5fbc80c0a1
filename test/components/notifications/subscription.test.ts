import assert from "node:assert/strict";
import { subscriptionSchema } from "../../../components/notifications/subscription";

describe("subscriptions", () => {
  for (const subscription of [
    { protocol: "email", endpoint: "on-call@example.com" },
    { protocol: "https", endpoint: "https://example.com/hook?x=1" },
    { protocol: "sqs", endpoint: "arn:aws:sqs:eu-central-1:111111111111:on-call" },
  ]) {
    it(`take ${subscription.endpoint}`, () => assert.deepEqual(subscriptionSchema.parse(subscription), subscription));
  }

  for (const [what, subscription, message] of [
    ["http", { protocol: "http", endpoint: "http://example.com" }, /http is refused: it is not encrypted/],
    [
      "clear text under the name of https",
      { protocol: "https", endpoint: "http://example.com" },
      /is not an https:\/\/ URL/,
    ],
    ["an address that is none", { protocol: "email", endpoint: "on-call" }, /is not an e-mail address/],
    ["a queue's name", { protocol: "sqs", endpoint: "on-call" }, /is not the ARN of a queue/],
  ] as const) {
    it(`refuse ${what}`, () =>
      assert.match(subscriptionSchema.safeParse(subscription).error?.issues[0]?.message ?? "", message));
  }
});
