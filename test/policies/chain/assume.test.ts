import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { types } from "../../../policies/kit/types";
import { Unknown } from "../../../policies/kit/value";
import type { Sample } from "../judge";
import { allow, document } from "../samples";
import { account, at, links, provider, role, roleArn, stackOf, task, trusting } from "./world";

const unknown = new Unknown(undefined);
const invoke = task("lambda:invoke", { FunctionName: "f" }, { Credentials: { RoleArn: roleArn("t") } });
const assume = allow("sts:AssumeRole", roleArn("t"));
const onFunction = allow("lambda:InvokeFunction", at("lambda", "function:f"));
const trustingAccount = { Effect: "Allow", Principal: { AWS: account }, Action: "sts:AssumeRole" };
const deny = { ...assume, Effect: "Deny" };

const asked = `2 sts:AssumeRole on ${roleArn("t")}`;
const admits = '2 sts:AssumeRole for role "m"';

/** The links of the role's change alone: what may the machine's role, and does the other trust it. */
const second = (permissions: readonly object[], ...others: readonly Sample[]) =>
  links(stackOf(invoke, permissions, ...others)).filter((line) => line.startsWith("2 "));

/** The machine's role with a boundary of these statements. */
const bounded = (samples: readonly Sample[], ...statements: readonly object[]): readonly Sample[] => [
  ...samples.map((each) =>
    each.type === types.role && each.name === "m"
      ? { ...each, props: { ...(each.props as object), permissionsBoundary: `arn:aws:iam::${account}:policy/bound` } }
      : each,
  ),
  { type: types.policy, name: "bound", props: { name: "bound", policy: document(...statements) }, provider },
];
const secondOf = (samples: readonly Sample[]) => links(samples).filter((line) => line.startsWith("2 "));

describe("chain, a machine's role becomes a task's", () => {
  for (const [title, permissions, trust, expected] of [
    [
      "allowed and trusted",
      [assume],
      trusting("m"),
      [`${asked}: proven by RolePolicy "m", policy`, `${admits}: proven by Role "t", assumeRolePolicy`],
    ],
    [
      "allowed, and trusted with its account",
      [assume],
      trustingAccount,
      [`${asked}: proven by RolePolicy "m", policy`, `${admits}: proven by Role "t", assumeRolePolicy`],
    ],
    [
      "named by the trust, which is enough in one account",
      [],
      trusting("m"),
      [`${asked}: proven by Role "t", assumeRolePolicy`, `${admits}: proven by Role "t", assumeRolePolicy`],
    ],
    [
      "trusted with its account, which is not",
      [],
      trustingAccount,
      [`${asked}: broken`, `${admits}: proven by Role "t", assumeRolePolicy`],
    ],
    [
      "allowed and not trusted",
      [assume],
      trusting("x"),
      [`${asked}: proven by RolePolicy "m", policy`, `${admits}: broken`],
    ],
    [
      "denied, whoever trusts it",
      [assume, deny],
      trusting("m"),
      [`${asked}: broken by RolePolicy "m", policy`, `${admits}: proven by Role "t", assumeRolePolicy`],
    ],
    [
      "denied by the trust",
      [assume],
      { ...trusting("m"), Effect: "Deny" },
      [`${asked}: proven by RolePolicy "m", policy`, `${admits}: broken by Role "t", assumeRolePolicy`],
    ],
    [
      "trusted as this machine, with its ARN as external id",
      [assume],
      { ...trusting("m"), Condition: { StringEquals: { "sts:ExternalId": at("states", "stateMachine:m") } } },
      [`${asked}: proven by RolePolicy "m", policy`, `${admits}: proven by Role "t", assumeRolePolicy`],
    ],
    [
      "trusted as another machine",
      [assume],
      { ...trusting("m"), Condition: { StringEquals: { "sts:ExternalId": at("states", "stateMachine:other") } } },
      [`${asked}: proven by RolePolicy "m", policy`, `${admits}: broken`],
    ],
    [
      "trusted over TLS alone",
      [assume],
      { ...trusting("m"), Condition: { Bool: { "aws:SecureTransport": "true" } } },
      [`${asked}: proven by RolePolicy "m", policy`, `${admits}: proven by Role "t", assumeRolePolicy`],
    ],
    [
      "trusted where nobody knows",
      [],
      { ...trusting("m"), Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } },
      [
        `${asked}: unknown, Role "t", assumeRolePolicy, Statement 1: the condition operator IpAddress is not known`,
        `${admits}: unknown, Role "t", assumeRolePolicy, Statement 1: the condition operator IpAddress is not known`,
      ],
    ],
    [
      "allowed where nobody knows",
      [{ ...assume, Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } }],
      trustingAccount,
      [
        `${asked}: unknown, RolePolicy "m", policy, Statement 1: the condition operator IpAddress is not known`,
        `${admits}: proven by Role "t", assumeRolePolicy`,
      ],
    ],
  ] as const) {
    it(title, () => {
      assert.deepEqual(second(permissions, ...role("t", trust, onFunction)), expected);
    });
  }

  it("within its boundary, which also bounds what a trust gives", () => {
    const stack = (...permissions: readonly object[]) =>
      stackOf(invoke, permissions, ...role("t", trusting("m"), onFunction));
    const proven = `${admits}: proven by Role "t", assumeRolePolicy`;
    assert.deepEqual(secondOf(bounded(stack(assume), assume)), [`${asked}: proven by RolePolicy "m", policy`, proven]);
    assert.deepEqual(secondOf(bounded(stack(assume), onFunction)), [`${asked}: broken`, proven]);
    assert.deepEqual(secondOf(bounded(stack(), onFunction)), [`${asked}: broken`, proven]);
    assert.deepEqual(secondOf(bounded(stack(), deny)), [`${asked}: broken by Policy "bound", policy`, proven]);
  });

  it("is said once of a role that is not in the stack, unless the machine's lacks the permission, too", () => {
    const why = `role ${roleArn("t")} is not in this stack: neither its trust nor what it may do is seen`;
    assert.deepEqual(second([assume]), [`${asked}: proven by RolePolicy "m", policy`, `${asked}: unknown, ${why}`]);
    assert.deepEqual(second([deny]), [`${asked}: broken by RolePolicy "m", policy`, `${asked}: unknown, ${why}`]);
    assert.deepEqual(second([]), [`${asked}: unknown, ${why}`]);
  });

  it("goes on to the role that it leads to", () => {
    assert.deepEqual(
      links(stackOf(invoke, [assume], ...role("t", trusting("m"), onFunction))).at(-1),
      `3 lambda:InvokeFunction on ${at("lambda", "function:f")}: proven by RolePolicy "t", policy`,
    );
  });

  it("says of a policy that is not known yet that it is not", () => {
    const [own, granted] = role("m", trusting("m"), assume);
    assert.ok(own && granted);
    const open: Sample = { ...granted, props: { ...(granted.props as object), policy: unknown } };
    const samples = stackOf(invoke, [assume], ...role("t", trustingAccount, onFunction)).map((each) =>
      each.type === types.rolePolicy && each.name === "m" ? open : each,
    );
    assert.equal(secondOf(samples)[0], `${asked}: unknown, RolePolicy "m", policy is not known yet`);
  });
});
