import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { stackOf } from "../../../policies/kit/policy";
import { linkTo, nameIn, names, type Reference } from "../../../policies/kit/references";
import { ResourceView } from "../../../policies/kit/resource-view";
import { Unknown, type Value } from "../../../policies/kit/value";

const unknown = new Unknown(new Error("not yet"));
const subject = (type: string, props: unknown, from: Readonly<Record<string, readonly string[]>> = {}) =>
  new ResourceView({
    type,
    name: "x",
    urn: `urn::${type}`,
    props,
    propertyDependencies: Object.fromEntries(
      Object.entries(from).map(([property, urns]) => [property, urns.map((urn) => ({ urn }))]),
    ),
  });

describe("kit/links", () => {
  const nameless: readonly (readonly [string, string])[] = [
    ["arn:aws:iam::111122223333:role/orders", "orders"],
    ["arn:aws:cloudwatch:eu-central-1:111122223333:alarm:orders", "orders"],
    ["arn:aws:events:eu-central-1:111122223333:rule/orders", "orders"],
    ["arn:aws:events:eu-central-1:111122223333:rule/bus/orders", "bus/orders"],
    ["arn:aws:x:::other/role/orders", "other/role/orders"],
    ["arn:aws:sns:eu-central-1:111122223333:orders", "orders"],
    ["arn:aws:secretsmanager:eu-central-1:111122223333:secret:orders/db-AbC1eF", "orders/db"],
    ["arn:aws:secretsmanager:eu-central-1:111122223333:secret:a-AbC1e", "a-AbC1e"],
    ["arn:aws:secretsmanager:eu-central-1:111122223333:secret:a-AbC_eF", "a-AbC_eF"],
    ["arn:aws:x:eu-central-1:111122223333:of:secret:a-AbCdEf", "a-AbCdEf"],
    ["arn:aws:secretsmanager:eu-central-1:111122223333:secret:a-AbCdEf:x", "x"],
    ["https://sqs.eu-central-1.amazonaws.com/111122223333/orders", "orders"],
    ["http://sqs/orders", "orders"],
    ["see https://sqs/orders", "see https://sqs/orders"],
    ["orders", "orders"],
    ["role/orders", "role/orders"],
    ["", ""],
  ];
  for (const [text, name] of nameless) {
    it(`takes "${name}" for the name in "${text}"`, () => assert.equal(nameIn(text), name));
  }

  const topic = subject("topic", {
    arn: "arn:aws:sns:eu-central-1:111122223333:t-1",
    id: "the id",
    url: "the url",
    name: "orders",
    keyId: "the key",
  });
  const bare = subject("topic", {});
  const queue = subject("queue", {
    name: "orders",
    url: "https://sqs.eu-central-1.amazonaws.com/111122223333/orders",
  });
  const answers: readonly (readonly [Value | undefined, ResourceView, Reference])[] = [
    ["arn:aws:sns:eu-central-1:111122223333:t-1", topic, "yes"],
    ["https://sqs.eu-central-1.amazonaws.com/111122223333/orders", queue, "yes"],
    ["https://eu-central-1.queue.amazonaws.com/111122223333/orders", queue, "yes"],
    ["https://us-east-1.queue.amazonaws.com/111122223333/orders", queue, "no"],
    ["https://sqs.eu-central-1.amazonaws.com/444455556666/orders", queue, "no"],
    ["https://eu-central-1.queue.amazonaws.com/111122223333/carts", queue, "no"],
    ["https://orders.example/orders", queue, "no"],
    ["the id", topic, "yes"],
    ["the url", topic, "yes"],
    ["orders", topic, "yes"],
    ["the key", topic, "yes"],
    ["arn:aws:sns:eu-central-1:111122223333:orders", topic, "no"],
    ["arn:aws:sns:us-east-1:111122223333:t-1", topic, "no"],
    ["arn:aws:sns:eu-central-1:999988887777:t-1", topic, "no"],
    ["arn:aws:sns:eu-central-1:111122223333:other", topic, "no"],
    ["other", topic, "no"],
    ["", topic, "no"],
    [undefined, topic, "no"],
    [7, topic, "no"],
    ["orders", bare, "no"],
    ["", bare, "no"],
    ["undefined", bare, "no"],
  ];
  for (const [value, to, link] of answers) {
    it(`answers ${link} for ${JSON.stringify(value)} and ${to === bare ? "a resource that says nothing" : "a resource"}`, () =>
      assert.equal(names(subject("rule", {}), "target", to, value), link));
  }

  it("follows, while a value is not known, what it was computed from", () => {
    const from = (urns: readonly string[]) => subject("rule", {}, { target: urns });
    assert.equal(names(from([topic.urn]), "target", topic, unknown), "yes");
    assert.equal(names(from(["urn::else", topic.urn]), "target", topic, unknown), "yes");
    assert.equal(names(from(["urn:pulumi:s::p::topic::else"]), "target", topic, unknown), "no");
    assert.equal(names(from(["urn:pulumi:s::p::topicPolicy::policy"]), "target", topic, unknown), "unknown");
    assert.equal(
      names(from(["urn:pulumi:s::p::app$topic::a", "urn:pulumi:s::p::x::b"]), "target", topic, unknown),
      "unknown",
    );
    assert.equal(names(from([]), "target", topic, unknown), "unknown");
  });

  it("tells two of a name apart by the region of their providers, and by the ARN of the one that names", () => {
    const at = (region: string, props: object) =>
      new ResourceView({ type: "secret", name: "x", urn: "u", props, provider: { props: { region } } });
    const secret = at("eu-west-1", { name: "db" });
    const arn = (region: string, name: string) => `arn:aws:secretsmanager:${region}:111122223333:secret:${name}`;
    const made = at("eu-west-1", { name: "db", arn: arn("eu-west-1", "db-AbCdEf") });
    const answers: readonly (readonly [string, string, ResourceView, Reference])[] = [
      ["eu-west-1", "db", secret, "yes"],
      ["us-east-1", "db", secret, "no"],
      ["us-east-1", arn("eu-west-1", "db-AbCdEf"), secret, "yes"],
      ["eu-west-1", arn("us-east-1", "db-AbCdEf"), secret, "no"],
      ["eu-west-1", "db", made, "yes"],
      ["us-east-1", "db", made, "no"],
      ["eu-west-1", arn("eu-west-1", "db"), made, "yes"],
      ["eu-west-1", arn("eu-west-1", "db-XyZxYz"), made, "no"],
      ["eu-west-1", arn("us-east-1", "db-AbCdEf"), made, "no"],
      ["eu-west-1", arn("eu-west-1", "db-AbCdEf").replace("1111", "9999"), made, "no"],
    ];
    for (const [region, value, to, link] of answers) {
      assert.equal(names(at(region, {}), "secretId", to, value), link, `${region} ${value}`);
    }
  });

  it("tells two of a name apart by the accounts of their providers", () => {
    const at = (account: string, props: object) => {
      const provider = { props: { region: "eu-west-1", allowedAccountIds: JSON.stringify([account]) } };
      return new ResourceView({ type: "secret", name: "x", urn: "u", props, provider });
    };
    const secret = at("111122223333", { name: "db" });
    const arn = (account: string) => `arn:aws:secretsmanager:eu-west-1:${account}:secret:db-AbCdEf`;
    assert.equal(names(at("111122223333", {}), "secretId", secret, "db"), "yes");
    assert.equal(names(at("999988887777", {}), "secretId", secret, "db"), "no");
    assert.equal(names(at("999988887777", {}), "secretId", secret, arn("111122223333")), "yes");
    assert.equal(names(at("111122223333", {}), "secretId", secret, arn("999988887777")), "no");
  });

  it("takes a secret's partial ARN where its own name ends like what AWS adds", () => {
    const arn = (name: string) => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}`;
    const secret = subject("secret", { name: "db-master" });
    assert.equal(names(subject("rotation", {}), "secretId", secret, arn("db-master")), "yes");
    assert.equal(names(subject("rotation", {}), "secretId", secret, arn("db-master-AbCdEf")), "yes");
    assert.equal(names(subject("rotation", {}), "secretId", secret, arn("master")), "no");
    assert.equal(
      names(subject("rotation", {}), "secretId", subject("secret", { name: "db" }), arn("db-master")),
      "yes",
    );
  });

  it("cannot say whether a text is a name that is not known yet", () => {
    const later = subject("topic", {
      get name(): never {
        throw new Error("not yet");
      },
      arn: "arn:aws:sns:r:1:x",
    });
    assert.equal(names(subject("rule", {}), "target", later, "orders"), "unknown");
    assert.equal(names(subject("rule", {}), "target", later, "arn:aws:sns:r:1:x"), "yes");
    const stack = stackOf([subject("rule", { target: "orders" }), later]);
    const read = (from: ResourceView) => [{ property: "target", value: from.get("target") }];
    assert.deepEqual(linkTo(stack, ["rule"], later, read), { linked: [], unknown: later.get("name") });
  });

  it("gathers the resources that name another, and the first value that leaves it open", () => {
    const rule = (target: unknown) => subject("rule", { target });
    const known = rule("orders");
    const other = rule("other");
    const stack = stackOf([known, other, subject("alarm", { target: "orders" }), topic]);
    const read = (from: ResourceView) => [{ property: "target", value: from.get("target") }];
    assert.deepEqual(linkTo(stack, ["rule"], topic, read), { linked: [known], unknown: undefined });
    const open = linkTo(stack, ["rule"], topic, (from) => [
      { property: "target", value: from === other ? unknown : from.get("target") },
      { property: "target", value: new Unknown(new Error("second")) },
      { property: "target", value: null },
    ]);
    assert.deepEqual(open.linked, [known]);
    assert.ok(open.unknown instanceof Unknown);
  });
});
