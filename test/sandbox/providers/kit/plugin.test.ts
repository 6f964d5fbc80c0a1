import assert from "node:assert/strict";
import { UNKNOWN } from "../../../../sandbox/providers/kit/values";
import { FAKE_TYPE, fakePlugin, secretOf, urnOf } from "../fake-package";

const URN = urnOf("thing");
const POLICY = '{"Statement":[{"Effect":"Allow","Action":"a:b"}]}';

describe("previews of a provider", () => {
  it("of a create: inputs and defaults are known, the rest is not", async () => {
    const { plugin, service } = await fakePlugin();
    const { id, outputs } = await plugin.create(URN, { name: "a", policy: UNKNOWN }, true);
    assert.equal(id, "");
    assert.deepEqual(outputs, { name: "a", policy: UNKNOWN, size: 1, arn: UNKNOWN, revision: UNKNOWN });
    assert.deepEqual(service.log, []);
  });

  it("of an update: only what the change moves becomes unknown", async () => {
    const { plugin } = await fakePlugin();
    const before = { name: "a", size: 2, arn: "arn:a", revision: "r1" };
    const sized = await plugin.update(URN, "a", { name: "a", size: 2 }, before, { name: "a", size: 3 }, true);
    assert.deepEqual(sized, { ...before, size: 3 });
    const moved = await plugin.update(URN, "a", { name: "a", size: 2 }, before, { name: "a", policy: POLICY }, true);
    assert.deepEqual(moved, { name: "a", size: 1, policy: POLICY, arn: "arn:a", revision: UNKNOWN });
  });
});

describe("life of a resource in a provider", () => {
  it("keeps the program's own spelling where the service has another", async () => {
    const { plugin, service } = await fakePlugin();
    await plugin.create(URN, { name: "a", policy: POLICY }, false);
    service.objects.set("a", {
      inputs: { name: "a", policy: JSON.stringify(JSON.parse(POLICY), null, 2) },
      marker: "",
    });
    const found = await plugin.read(URN, "a", { name: "a", policy: POLICY }, {});
    assert.equal(found?.inputs.policy, POLICY);
    assert.equal(found?.outputs.policy, POLICY);
  });

  it("reports drift, also of what the program left to a default", async () => {
    const { plugin, service } = await fakePlugin();
    await plugin.create(URN, { name: "a" }, false);
    service.objects.set("a", { inputs: { name: "a", size: 5 }, marker: "" });
    assert.deepEqual((await plugin.read(URN, "a", { name: "a" }, {}))?.inputs, { name: "a", size: 5 });
  });

  it("reports a resource that is gone", async () => {
    const { plugin } = await fakePlugin();
    assert.equal(await plugin.read(URN, "a", { name: "a" }, {}), undefined);
  });

  it("fills in the inputs of an import by the id alone", async () => {
    const { plugin, service } = await fakePlugin();
    service.objects.set("a", { inputs: { name: "a", size: 1, policy: POLICY }, marker: "" });
    const found = await plugin.read(URN, "a", undefined, {});
    assert.deepEqual(found?.inputs, { name: "a", policy: POLICY });
  });

  it("hides outputs of secret inputs and removes secrets from errors", async () => {
    const { plugin } = await fakePlugin();
    const { outputs } = await plugin.create(URN, { name: "a", policy: secretOf(POLICY) }, false);
    assert.deepEqual(outputs.policy, secretOf(POLICY));
    await assert.rejects(plugin.create(urnOf("other"), { name: "b", policy: secretOf("refused") }, false), {
      message: `create ${FAKE_TYPE}: the policy [secret] is [secret]`,
    });
  });
});

describe("create that meets an existing object", () => {
  const news = { name: "a", size: 2 };

  it("adopts what the same resource made and the state does not know, and completes it", async () => {
    const first = await fakePlugin();
    await first.plugin.create(URN, { name: "a" }, false);
    const { plugin, service } = await fakePlugin();
    const left = first.service.objects.get("a");
    assert.ok(left);
    service.objects.set("a", left);
    const { id, outputs } = await plugin.create(URN, news, false);
    assert.deepEqual([id, outputs.size, service.log], ["a", 2, ["update a size"]]);
  });

  it("refuses what another resource made", async () => {
    const { plugin, service } = await fakePlugin();
    await plugin.create(urnOf("another"), { name: "a" }, false);
    await assert.rejects(plugin.create(URN, news, false), /AlreadyExists: fake:index\/thing:Thing a is there already/);
    assert.deepEqual(service.objects.get("a")?.inputs, { name: "a" });
  });

  it("refuses what the state knows, so that a replacement cannot adopt what it replaces", async () => {
    const { plugin } = await fakePlugin();
    await plugin.create(URN, { name: "a" }, false);
    await assert.rejects(plugin.create(URN, news, false), /AlreadyExists/);
  });

  it("adopts an object without a mark only if it is exactly the wanted one", async () => {
    const { plugin, service } = await fakePlugin();
    service.objects.set("a", { inputs: { name: "a", size: 3 }, marker: "" });
    await assert.rejects(plugin.create(URN, news, false), /AlreadyExists/);
    service.objects.set("a", { inputs: { name: "a", size: 2 }, marker: "" });
    assert.equal((await plugin.create(URN, news, false)).id, "a");
    assert.deepEqual(service.log, []);
  });
});
