import assert from "node:assert/strict";
import { childDefinition } from "../../../../components/definitions/child/definition";
import { blueprintOf, lambda, names, shop } from "../samples";
import { entered, output, World } from "../world";

const carts = names.app("carts");
const secretName = carts.secret("db").name;
const chain = "shop-test_carts_machine -> shop-test_carts_task";
const role = "arn:aws:sts::123456789012:assumed-role/shop-test_carts_task/run-1";

function world(blueprint = shop) {
  const made = new World(blueprint);
  const secret = made.secrets[secretName];
  assert.ok(secret);
  const rehearse = (input: object = {}, alias = carts.machine.aliasArn) =>
    made.start(alias, { rehearse: true, ...input });
  return { made, secret, rehearse };
}

/** What a rehearsal must never have done. */
function assertNothingDone(made: World): void {
  assert.deepEqual([made.payloads, made.rotations, made.messages], [[], [], []]);
}

const verdictOf = (execution: Parameters<typeof output>[0]) => {
  assert.equal(execution?.end?.status, "SUCCEEDED", execution?.end?.cause);
  return (output(execution) as { context: Record<string, unknown> }).context.carts;
};

describe("rehearsal of a child", () => {
  it("walks the chain and the secrets, asks IAM the rest, and does nothing", async () => {
    const { made, rehearse } = world();
    const execution = await rehearse({ context: { catalog: { items: 3 } } });
    assert.deepEqual(output(execution), {
      context: {
        catalog: { items: 3 },
        carts: { verdict: "proven", role, chain, secrets: [{ name: secretName, ageDays: 1, due: false }] },
      },
    });
    const asked = entered(execution).filter((state) => state.startsWith("Rehearse "));
    assert.deepEqual(entered(execution), [
      ...["VerifyRole", "Describe db", "CheckRoleAndSecrets"],
      ...asked,
      "Rehearsed",
    ]);
    assert.deepEqual(
      made.asked.map(([role]) => role),
      ["shop-test_carts_machine", "shop-test_carts_task"],
      "IAM is asked once about each role",
    );
    assertNothingDone(made);
  });

  it("tells of a secret that is due, and of one that was never rotated, and rotates neither", async () => {
    for (const [change, told] of [
      [{ lastRotated: Date.now() - 400 * 86_400_000 }, { ageDays: 400, due: true }],
      [{ lastRotated: undefined }, { ageDays: null, due: true }],
      [{ pending: "v9" }, { ageDays: 1, due: true }],
    ] as const) {
      const { made, secret, rehearse } = world();
      Object.assign(secret, change);
      const verdict = verdictOf(await rehearse()) as { verdict: string; secrets: object[] };
      assert.deepEqual([verdict.verdict, verdict.secrets], ["proven", [{ name: secretName, ...told }]]);
      assertNothingDone(made);
    }
  });

  it("says which chain is cut, without a message", async () => {
    const { made, rehearse } = world();
    made.cut.add(carts.taskRole.name);
    assert.deepEqual(verdictOf(await rehearse()), {
      verdict: "broken",
      role: null,
      chain,
      secrets: [],
      error: "States.TaskFailed",
      cause: "not authorized to assume shop-test_carts_task",
      next: "aws iam get-role --role-name shop-test_carts_task --query Role.AssumeRolePolicyDocument",
    });
    assertNothingDone(made);
  });

  it("says that the role is another", async () => {
    const { made, rehearse } = world();
    made.identity = (name) => `${name}2`;
    const verdict = verdictOf(await rehearse()) as Record<string, unknown>;
    assert.deepEqual([verdict.verdict, verdict.error], ["broken", "IdentityMismatch"]);
    assert.match(String(verdict.role), /shop-test_carts_task2/);
    assertNothingDone(made);
  });

  it("says that a secret is not there", async () => {
    const { made, rehearse } = world();
    delete made.secrets[secretName];
    const verdict = verdictOf(await rehearse()) as Record<string, unknown>;
    assert.deepEqual(
      [verdict.verdict, verdict.role, verdict.error],
      ["broken", role, "SecretsManager.ResourceNotFoundException"],
    );
    assertNothingDone(made);
  });

  const { aliasArn: alias } = carts.machine;
  for (const [whose, action, resource] of [
    ["shop-test_carts_task", "lambda:InvokeFunction", "arn:aws:lambda:eu-central-1:123456789012:function:carts-undo"],
    ["shop-test_carts_machine", "secretsmanager:RotateSecret", ":secret:shop/test/carts/db-??????"],
    ["shop-test_carts_machine", "sns:Publish", "arn:aws:sns:eu-central-1:123456789012:shop-test_failures"],
    ["shop-test_carts_machine", "kms:GenerateDataKey", "arn:aws:kms:eu-central-1:123456789012:key/*"],
  ] as const) {
    it(`says that ${whose} may not ${action}`, async () => {
      const { made, rehearse } = world();
      made.denied.add(`${whose} ${action}`);
      const verdict = verdictOf(await rehearse({}, alias)) as Record<string, unknown>;
      assert.deepEqual([verdict.verdict, verdict.role, verdict.error], ["broken", role, "PermissionMissing"]);
      assert.equal(verdict.next, `aws iam list-role-policies --role-name ${whose}`);
      assert.ok(String(verdict.cause).startsWith(`${whose} may not ${action} on `), String(verdict.cause));
      assert.ok(String(verdict.cause).endsWith(resource), String(verdict.cause));
      assertNothingDone(made);
    });
  }

  it("lists everything that is not allowed, of both roles", async () => {
    const { made, rehearse } = world();
    made.denied.add("shop-test_carts_task lambda:InvokeFunction").add("shop-test_carts_machine sns:Publish");
    const { cause } = verdictOf(await rehearse()) as { cause: string };
    const [machine, release, undo, ...others] = cause.split("; ");
    assert.match(machine ?? "", /carts_machine may not sns:Publish/);
    assert.match(release ?? "", /shop-test_carts_task may not lambda:InvokeFunction on .*:carts$/);
    assert.match(undo ?? "", /shop-test_carts_task may not lambda:InvokeFunction on .*:carts-undo$/);
    assert.deepEqual(others, []);
  });

  it("asks of a release what its rollback's task needs, and whether its machine may look itself up", async () => {
    for (const denied of [
      "shop-test_carts_task lambda:InvokeFunction arn:aws:lambda:eu-central-1:123456789012:function:carts-undo",
      "shop-test_carts_machine states:DescribeExecution arn:aws:states:eu-central-1:123456789012:execution:shop-test_carts_rollback:*",
    ]) {
      const { made, rehearse } = world();
      made.denied.add(denied);
      const { cause } = verdictOf(await rehearse()) as { cause: string };
      assert.equal(cause, denied.replace(" ", " may not ").replace(/(:\w+) arn/, "$1 on arn"));
    }
  });

  it("asks about the app's own secrets what its access rule says of them", async () => {
    const rule = [
      {
        Effect: "Allow" as const,
        Action: ["secretsmanager:GetSecretValue"],
        Resource: [carts.secret("db").iamArn, "x"],
      },
      { Effect: "Allow" as const, Action: ["dynamodb:GetItem"], Resource: ["arn:aws:dynamodb:::table/carts"] },
    ];
    const spec = shop.apps.carts ?? assert.fail();
    const { made, rehearse } = world();
    const definition = childDefinition({ names, app: "carts", spec, rule });
    made.machines.set(carts.machine.aliasArn, { definition, prefix: carts.machine.executionPrefix });
    made.denied.add("shop-test_carts_task secretsmanager:GetSecretValue");
    const { cause } = verdictOf(await rehearse()) as { cause: string };
    assert.equal(cause, `shop-test_carts_task may not secretsmanager:GetSecretValue on ${carts.secret("db").iamArn}`);
    assert.ok(!made.asked.flat(2).includes("dynamodb:GetItem"));
  });

  for (const answers of ["each", "within", "renamed"] as const) {
    it(`reads decisions whichever way IAM gives them: ${answers}`, async () => {
      const { made, rehearse } = world();
      made.answers = answers;
      const verdict = verdictOf(await rehearse()) as Record<string, unknown>;
      assert.equal(verdict.verdict, "proven", String(verdict.cause));
      made.denied.add("shop-test_carts_machine kms:Decrypt");
      made.executions.clear();
      const { cause } = verdictOf(await rehearse()) as { cause: string };
      assert.match(cause, /^shop-test_carts_machine may not kms:Decrypt on arn:aws:kms:.*:key\/\*$/);
    });
  }

  it("asks about each action alone where IAM does not take several, and finds what is denied all the same", async () => {
    const { made, rehearse } = world();
    made.refuses = (actions) => actions.length > 1;
    made.denied.add("shop-test_carts_machine sns:Publish");
    const { cause } = verdictOf(await rehearse()) as { cause: string };
    assert.match(cause, /^shop-test_carts_machine may not sns:Publish on [^;]+$/);
    assert.ok(made.asked.some(([, actions]) => actions.join() === "secretsmanager:RotateSecret"));
    assertNothingDone(made);
  });

  it("takes what IAM will not be asked at all, or says nothing about, for broken", async () => {
    const { made, rehearse } = world();
    made.refuses = (actions) => actions.includes("sns:Publish");
    const { cause } = verdictOf(await rehearse()) as { cause: string };
    assert.match(cause, /^IAM cannot be asked whether shop-test_carts_machine may sns:Publish: sns:Publish go apart$/);
    const silent = world();
    silent.made.answers = "silent";
    const told = verdictOf(await silent.rehearse()) as { verdict: string; cause: string };
    assert.equal(told.verdict, "broken");
    assert.match(told.cause, /^IAM does not say whether shop-test_carts_machine may /);
  });

  it("rehearses the rollback's own task", async () => {
    const { made, rehearse } = world();
    made.denied.add("shop-test_carts_task lambda:InvokeFunction");
    const { cause } = verdictOf(await rehearse({}, carts.rollback.aliasArn)) as { cause: string };
    assert.match(cause, /:function:carts-undo$/);
    assertNothingDone(made);
  });

  it("asks of an app without secrets nothing about secrets", async () => {
    const { made } = world();
    const execution = await made.start(names.app("orders").machine.aliasArn, { rehearse: true });
    const { orders } = (output(execution) as { context: Record<string, { verdict: string; secrets: object[] }> })
      .context;
    assert.deepEqual([orders?.verdict, orders?.secrets], ["proven", []]);
    assertNothingDone(made);
  });

  it("is asked for by true and by nothing else", async () => {
    for (const rehearse of [false, null, "true", 1]) {
      const { made } = world(blueprintOf({ carts: { task: lambda("carts"), secrets: { db: { maxAgeDays: 30 } } } }));
      await made.start(carts.machine.aliasArn, { rehearse });
      assert.equal(made.payloads.length, 1, JSON.stringify(rehearse));
    }
  });
});
