import assert from "node:assert/strict";
import { names, shop } from "../samples";
import { entered, output, World } from "../world";

const { aliasArn } = names.app("carts").machine;
const role = "arn:aws:sts::123456789012:assumed-role/shop-test_carts_task/run-1";
const rehearse = (made: World, input: object = {}) => made.start(aliasArn, { rehearse: true, ...input });

describe("child workflow, rehearsal", () => {
  it("verifies the role, reads the secrets' ages and changes nothing", async () => {
    const made = new World(shop);
    const secret = made.secrets["shop/test/carts/db"];
    assert.ok(secret);
    secret.lastRotated = Date.now() - 400 * 86_400_000;
    const execution = await rehearse(made, { context: { before: 1 } });
    assert.deepEqual(entered(execution), ["Verify role", "Describe db", "Check db", "Rehearsed"]);
    assert.deepEqual(output(execution), {
      context: {
        before: 1,
        carts: {
          verdict: "proven",
          role,
          secrets: [{ name: "shop/test/carts/db", ageDays: 400, due: true, pending: null }],
        },
      },
    });
    assert.deepEqual([made.rotations, made.payloads, made.messages], [[], [], []]);
  });

  it("tells that a secret was never rotated", async () => {
    const made = new World(shop);
    delete made.secrets["shop/test/carts/db"]?.lastRotated;
    const { context } = output(await rehearse(made)) as { context: { carts: { secrets: unknown } } };
    assert.deepEqual(context.carts.secrets, [{ name: "shop/test/carts/db", ageDays: null, due: true, pending: null }]);
  });

  it("ends well with the verdict broken, without a message, where the role chain is cut", async () => {
    const made = new World(shop);
    made.cut.add("shop-test_carts_task");
    const execution = await rehearse(made);
    assert.equal(entered(execution).at(-1), "Rehearsal failed");
    assert.deepEqual(output(execution), {
      context: {
        carts: {
          verdict: "broken",
          role: null,
          secrets: [],
          app: "carts",
          state: "Verify role",
          error: "States.TaskFailed",
          cause: "not authorized to assume shop-test_carts_task",
          execution: execution.arn,
        },
      },
    });
    assert.deepEqual(made.messages, []);
  });

  it("names the identity that answered where it is another", async () => {
    const made = new World(shop);
    made.identity = () => "other";
    const { context } = output(await rehearse(made)) as { context: { carts: Record<string, unknown> } };
    assert.equal(context.carts.error, "IdentityMismatch");
    assert.equal(context.carts.role, "arn:aws:sts::123456789012:assumed-role/other/run-1");
  });

  it("is broken where a secret is missing", async () => {
    const made = new World(shop);
    delete made.secrets["shop/test/carts/db"];
    const { context } = output(await rehearse(made)) as { context: { carts: Record<string, unknown> } };
    assert.deepEqual([context.carts.verdict, context.carts.state], ["broken", "Describe db"]);
  });

  for (const value of ["true", 1, [true], null]) {
    it(`is only asked for by the boolean true, not by ${JSON.stringify(value)}`, async () => {
      const made = new World(shop);
      await made.start(aliasArn, { rehearse: value });
      assert.equal(made.payloads.length, 1);
    });
  }
});
