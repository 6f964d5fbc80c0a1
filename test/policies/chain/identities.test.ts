import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { type Found, Identities, type Identity } from "../../../policies/chain/identities";
import { UnknownBecause } from "../../../policies/evaluator/truth";
import { types } from "../../../policies/kit/types";
import { Unknown } from "../../../policies/kit/value";
import type { Sample } from "../judge";
import { account, provider, roleArn, stackFrom } from "./world";

const unknown = new Unknown(undefined);
const home = { partition: "aws", region: "eu-central-1", account };
const other = "444455556666";
const anywhere = { region: "eu-central-1" };
const policyArn = (name: string) => `arn:aws:iam::${account}:policy/${name}`;

const role = (name: string, props: object = {}, more: Partial<Sample> = {}): Sample => ({
  type: types.role,
  name,
  props: { name, ...props },
  provider,
  ...more,
});
const policy = (name: string, props: object = {}, more: Partial<Sample> = {}): Sample => ({
  type: types.policy,
  name,
  props: { name, policy: "{}", ...props },
  provider,
  ...more,
});
const machine = (props: object, from?: Sample["from"]): Sample => ({
  type: types.machine,
  name: "m",
  props,
  provider,
  ...(from === undefined ? {} : { from }),
});

function shown(found: Found): string {
  if ("missing" in found) {
    return found.missing;
  }
  if ("misnamed" in found) {
    return `misnamed ${found.misnamed.caller.arn}`;
  }
  return `${found.role.label}, ${found.role.caller.arn}`;
}

const byArn = (arn: string, ...samples: readonly Sample[]) =>
  shown(new Identities(stackFrom(samples)).byArn(arn, home));

/** The one role `a` of these resources. */
function identity(...samples: readonly Sample[]): Identity {
  const stack = stackFrom(samples);
  const [first] = stack.ofType(types.role).filter(({ name }) => name === "a");
  assert.ok(first);
  return new Identities(stack).of(first);
}

/** Labels of the policies that a role has, and why there may be more. */
function has(...samples: readonly Sample[]): readonly string[] {
  const { policies, unseen } = identity(...samples).identity;
  return [...policies.map(({ label }) => label), ...(unseen === undefined ? [] : [`? ${unseen}`])];
}

const attachment = (props: object, from?: Sample["from"]): Sample => ({
  type: types.rolePolicyAttachment,
  name: "at",
  props,
  ...(from === undefined ? {} : { from }),
});

describe("chain, roles of a stack", () => {
  it("are found by ARN, with their path, in their account", () => {
    assert.equal(byArn(roleArn("a"), role("a"), role("b")), `role "a", ${roleArn("a")}`);
    assert.equal(byArn(roleArn("t/a"), role("a", { path: "/t/" })), `role "a", ${roleArn("t/a")}`);
    assert.equal(byArn(roleArn("t/u/a"), role("a", { path: "/t/u/" })), `role "a", ${roleArn("t/u/a")}`);
    assert.equal(byArn(roleArn("t/a"), role("a", { path: unknown })), `role "a", ${roleArn("t/a")}`);
    assert.equal(byArn(roleArn("a"), role("x", { name: "a" }, { provider: anywhere })), `role "a", ${roleArn("a")}`);
    assert.equal(byArn(roleArn("c"), role("a")), `role ${roleArn("c")} is not in this stack`);
    assert.equal(byArn("a", role("a")), "role a is not in this stack");
    assert.equal(byArn(roleArn("a")), `role ${roleArn("a")} is not in this stack`);
    assert.equal(
      byArn(`arn:aws:iam::${other}:role/a`, role("a")),
      `role arn:aws:iam::${other}:role/a is not in this stack`,
    );
  });

  it("are misnamed where the account has that name under another path", () => {
    assert.equal(byArn(roleArn("a"), role("a", { path: "/t/" })), `misnamed ${roleArn("t/a")}`);
    assert.equal(byArn(roleArn("a"), role("a", { arn: roleArn("t/a") })), `misnamed ${roleArn("t/a")}`);
    // Of a role whose account is not known another account's may have the name.
    assert.equal(
      byArn(roleArn("a"), role("a", { path: "/t/" }, { provider: anywhere })),
      `role ${roleArn("a")} is not in this stack`,
    );
  });

  it("are not distinguished where several may be meant, and are where their ARNs are known", () => {
    const twins = [role("x", { name: "a" }, { provider: anywhere }), role("y", { name: "a" }, { provider: anywhere })];
    assert.equal(byArn(roleArn("a"), ...twins), `several roles of this stack may be ${roleArn("a")}`);
    const known = [role("x", { name: "a", arn: roleArn("a") }), role("y", { name: "a", arn: roleArn("t/a") })];
    assert.equal(byArn(roleArn("t/a"), ...known), `role "a", ${roleArn("t/a")}`);
  });

  it("are found by what a property was computed from", () => {
    const named = (value: unknown, from: readonly string[], ...samples: readonly Sample[]) => {
      const stack = stackFrom([...samples, machine({ roleArn: value }, { roleArn: from })]);
      const [subject] = stack.ofType(types.machine);
      assert.ok(subject);
      return shown(new Identities(stack).named(subject.get("roleArn"), subject, "roleArn", home));
    };
    assert.equal(named(unknown, ["a"], role("a"), role("b")), `role "a", ${roleArn("a")}`);
    assert.equal(named(unknown, ["a", "p"], role("a"), policy("p")), `role "a", ${roleArn("a")}`);
    assert.equal(named(unknown, ["a", "b"], role("a"), role("b")), "roleArn is not known yet");
    assert.equal(named(unknown, [], role("a")), "roleArn is not known yet");
    assert.equal(named(roleArn("a"), [], role("a")), `role "a", ${roleArn("a")}`);
    assert.equal(named(undefined, [], role("a")), "roleArn names no role");
    assert.equal(named({}, [], role("a")), "roleArn names no role");
  });

  it("have an ARN with what is known of it", () => {
    const arn = (props: object, from: object = provider) =>
      `${identity(role("a", props, { provider: from })).caller.arn}`;
    assert.equal(arn({}), `arn:<?>:iam::${account}:role/a`);
    assert.equal(arn({ path: "/t/" }), `arn:<?>:iam::${account}:role/t/a`);
    assert.equal(arn({ path: unknown }), `arn:<?>:iam::${account}:role<?>a`);
    assert.equal(arn({ name: unknown }), `arn:<?>:iam::${account}:role/<?>`);
    assert.equal(arn({}, anywhere), "arn:<?>:iam::<?>:role/a");
    assert.equal(arn({ arn: roleArn("t/a") }, anywhere), roleArn("t/a"));
    assert.equal(identity(role("a", { arn: roleArn("t/a") }, { provider: anywhere })).caller.account, account);
    assert.equal(identity(role("a", { name: unknown })).label, 'role "a"');
  });

  it("have their tags and the default ones of their provider", () => {
    const tags = (own: unknown, defaultTags?: unknown) => {
      const found = identity(role("a", { tags: own }, { provider: { ...provider, defaultTags } })).caller.tags;
      return found instanceof UnknownBecause
        ? found.why
        : Object.fromEntries(
            [...found].map(([key, value]) => [key, value instanceof UnknownBecause ? `? ${value.why}` : value]),
          );
    };
    assert.deepEqual(tags({ team: "a" }), { team: "a" });
    assert.deepEqual(tags(undefined), {});
    assert.deepEqual(tags({ team: "a" }, { tags: { team: "b", owner: "c" } }), { team: "a", owner: "c" });
    assert.deepEqual(tags(undefined, JSON.stringify({ tags: { owner: "c" } })), { owner: "c" });
    assert.deepEqual(tags({ team: unknown }), { team: '? Role "a", tags.team is not known yet' });
    assert.equal(tags(unknown), 'Role "a", tags is not known yet');
    const open = 'the default tags of the provider of Role "a" are not known';
    assert.equal(tags({}, unknown), open);
    assert.equal(tags({}, "{"), open);
    assert.equal(tags({}, { tags: unknown }), open);
  });
});

describe("chain, policies of a role", () => {
  it("are its own, inline and managed", () => {
    const inlinePolicies = [{ name: "x", policy: "{}" }, { name: "empty" }, { name: "y", policy: unknown }];
    assert.deepEqual(has(role("a", { inlinePolicies })), [
      'Role "a", inlinePolicies[0]',
      'Role "a", inlinePolicies[2]',
    ]);
    assert.deepEqual(has(role("a", { inlinePolicies: unknown })), ['? Role "a", inlinePolicies is not known yet']);
    assert.deepEqual(has(role("a", { managedPolicyArns: [policyArn("p")] }), policy("p"), policy("q")), [
      'Policy "p", policy',
    ]);
    assert.deepEqual(has(role("a", { managedPolicyArns: [policyArn("r")] }), policy("p")), [
      `? policy ${policyArn("r")} is not in this stack`,
    ]);
    assert.deepEqual(has(role("a", { managedPolicyArns: unknown }), policy("p")), [
      '? Role "a", managedPolicyArns is not known yet',
    ]);
    assert.deepEqual(
      has(
        role("a", { managedPolicyArns: [unknown] }, { from: { managedPolicyArns: ["p"] } }),
        policy("p"),
        policy("q"),
      ),
      ['Policy "p", policy'],
    );
    assert.deepEqual(
      has(
        role("a", { managedPolicyArns: [unknown] }, { from: { managedPolicyArns: ["p", "q"] } }),
        policy("p"),
        policy("q"),
      ),
      ['? Role "a", managedPolicyArns is not known yet'],
    );
    assert.deepEqual(has(role("a", { managedPolicyArns: ["arn:aws:iam::aws:policy/p"] }), policy("p")), [
      "? policy arn:aws:iam::aws:policy/p is not in this stack",
    ]);
    const twins = [
      policy("x", { name: "p" }, { provider: anywhere }),
      policy("y", { name: "p" }, { provider: anywhere }),
    ];
    assert.deepEqual(has(role("a", { managedPolicyArns: [policyArn("p")] }), ...twins), [
      `? several policies of this stack may be ${policyArn("p")}`,
    ]);
  });

  it("are attached by name, by ARN or by what was computed from it", () => {
    const inline = (props: object, from?: Sample["from"]): Sample => ({
      ...attachment(props, from),
      type: types.rolePolicy,
    });
    const own = ['RolePolicy "at", policy'];
    assert.deepEqual(has(role("a"), role("b"), inline({ role: "a", policy: "{}" })), own);
    assert.deepEqual(has(role("a"), role("b"), inline({ role: "b", policy: "{}" })), []);
    assert.deepEqual(has(role("a"), inline({ role: roleArn("t/a"), policy: "{}" })), own);
    assert.deepEqual(has(role("a"), role("b"), inline({ role: unknown, policy: "{}" }, { role: ["a"] })), own);
    const may = 'RolePolicy "at" may belong to it';
    assert.deepEqual(has(role("a"), role("b"), inline({ role: unknown, policy: "{}" }, { role: ["a", "b"] })), [
      `? ${may}`,
    ]);
    assert.deepEqual(has(role("a"), inline({ role: unknown, policy: "{}" })), [`? ${may}: its role is not known yet`]);
    assert.deepEqual(has(role("a"), policy("p"), attachment({ role: "a", policyArn: policyArn("p") })), [
      'Policy "p", policy',
    ]);
    assert.deepEqual(has(role("a"), policy("p"), attachment({ role: "a", policyArn: unknown }, { policyArn: ["p"] })), [
      'Policy "p", policy',
    ]);
    assert.deepEqual(has(role("a"), policy("p"), attachment({ role: "a", policyArn: unknown })), [
      '? RolePolicyAttachment "at", policyArn is not known yet',
    ]);
  });

  it("are attached to several roles at once", () => {
    const all = (props: object): Sample => ({
      ...attachment({ policyArn: policyArn("p"), ...props }),
      type: types.policyAttachment,
    });
    assert.deepEqual(has(role("a"), role("b"), policy("p"), all({ roles: ["b", "a"] })), ['Policy "p", policy']);
    assert.deepEqual(has(role("a"), policy("p"), all({ users: ["u"] })), []);
    assert.deepEqual(has(role("a"), policy("p"), all({ roles: unknown })), [
      '? PolicyAttachment "at" may belong to it: its roles is not known yet',
    ]);
  });

  it("are bounded by a policy of the stack, or one that is not seen", () => {
    const bounded = (permissionsBoundary: unknown) => {
      const { boundary } = identity(role("a", { permissionsBoundary }), policy("p"));
      return boundary === undefined ? "none" : (boundary.unseen ?? boundary.policies.map(({ label }) => label).join());
    };
    assert.equal(bounded(undefined), "none");
    assert.equal(bounded(policyArn("p")), 'Policy "p", policy');
    assert.equal(bounded(policyArn("q")), `policy ${policyArn("q")} is not in this stack`);
    assert.equal(bounded(unknown), 'Role "a", permissionsBoundary is not known yet');
  });
});
