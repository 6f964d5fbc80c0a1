import type { Policy, PolicySet } from "../evaluator/evaluate";
import type { Caller } from "../evaluator/request";
import { MANY, Text } from "../evaluator/text";
import { UnknownBecause } from "../evaluator/truth";
import { accountOf } from "../kit/identity";
import { parseObject } from "../kit/parse";
import type { ResourceView } from "../kit/resource-view";
import type { Stack } from "../kit/rule";
import { types } from "../kit/types";
import { fieldsOf, isPresent, listOf, textOf, Unknown, type Value } from "../kit/value";
import { globalArnIn, type Home } from "./home";

/** A role of the stack with everything of the stack that decides what it may do and who may become it. */
export interface Identity {
  readonly subject: ResourceView;
  /** `role "orders-task"`: by its name in AWS where that is known. */
  readonly label: string;
  readonly caller: Caller & { readonly kind: "role" };
  readonly identity: PolicySet;
  readonly boundary: PolicySet | undefined;
  readonly trust: PolicySet;
}

/** A role that a value names: of this stack; one of this stack that has another path; or why it cannot be judged. */
export type Found = { readonly role: Identity } | { readonly misnamed: Identity } | { readonly missing: string };

const ROLE_ARN = /^arn:([^:]*):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/;
const POLICY_ARN = /^arn:[^:]*:iam::(\d{12}|aws):policy\/(?:.*\/)?([^/]+)$/;

/**
 * The roles of a stack, found by ARN or by what the engine recorded that a property was computed from. What a role has
 * is read once. What is attached outside the stack is not seen.
 */
export class Identities {
  private readonly byName = new Map<string, ResourceView[]>();
  private readonly byUrn = new Map<string, ResourceView>();
  private readonly policiesByName = new Map<string, ResourceView[]>();
  private readonly policiesByUrn = new Map<string, ResourceView>();
  private readonly attached = new Map<string, { policies: Policy[]; unseen: string[] }>();
  /** Attachments of which it is not known to which role they belong. */
  private readonly stray: string[] = [];
  private readonly read = new Map<string, Identity>();

  constructor(stack: Stack) {
    for (const role of stack.ofType(types.role)) {
      this.byUrn.set(role.urn, role);
      push(this.byName, textOf(role.get("name")) ?? "", role);
    }
    for (const policy of stack.ofType(types.policy)) {
      this.policiesByUrn.set(policy.urn, policy);
      push(this.policiesByName, textOf(policy.get("name")) ?? "", policy);
    }
    for (const one of stack.ofType(types.rolePolicy, types.rolePolicyAttachment, types.policyAttachment)) {
      this.attach(one);
    }
  }

  /** The role that a property of a resource names; `home`: where that resource is. */
  named(value: Value | undefined, from: ResourceView, property: string, home: Home): Found {
    if (value instanceof Unknown) {
      const sources = from.dependenciesOf(property).filter((urn) => this.byUrn.has(urn));
      const role = sources.length === 1 ? this.byUrn.get(sources[0] ?? "") : undefined;
      return role === undefined ? { missing: `${property} is not known yet` } : { role: this.identity(role, home) };
    }
    const arn = textOf(value);
    if (arn === undefined) {
      return { missing: `${property} names no role` };
    }
    return this.byArn(arn, home);
  }

  byArn(arn: string, home: Home): Found {
    const [, , account, name = ""] = ROLE_ARN.exec(arn) ?? [];
    const roles = (this.byName.get(name) ?? []).filter((role) => isOf(role, arn, account));
    const [role] = roles;
    if (role === undefined) {
      const other = this.elsewhere(name, account);
      return other === undefined
        ? { missing: `role ${arn} is not in this stack` }
        : { misnamed: this.identity(other, { ...home, account }) };
    }
    if (roles.length > 1) {
      return { missing: `several roles of this stack may be ${arn}` };
    }
    return { role: this.identity(role, home, arn) };
  }

  /** The role of a name that is certainly in an account, in which no other can have it, whatever its path. */
  private elsewhere(name: string, account: string | undefined): ResourceView | undefined {
    return (this.byName.get(name) ?? []).find(
      (role) =>
        account !== undefined && (ROLE_ARN.exec(textOf(role.get("arn")) ?? "")?.[2] ?? accountOf(role)) === account,
    );
  }

  /** A role of the stack by itself, wherever it is. */
  of(role: ResourceView): Identity {
    return this.identity(role, { partition: undefined, region: undefined, account: undefined });
  }

  private identity(role: ResourceView, home: Home, arn?: string): Identity {
    const made = this.read.get(`${role.urn} ${arn}`);
    if (made !== undefined) {
      return made;
    }
    const own = textOf(role.get("arn")) ?? arn;
    const account = ROLE_ARN.exec(own ?? "")?.[2] ?? accountOf(role) ?? home.account;
    const identity: Identity = {
      subject: role,
      label: `role "${textOf(role.get("name")) ?? role.name}"`,
      caller: {
        kind: "role",
        arn: own === undefined ? built(role, { ...home, account }) : new Text(own),
        account,
        tags: tagsOf(role),
      },
      identity: this.permissions(role),
      boundary: this.boundary(role),
      trust: {
        policies: [{ label: `${role.label}, assumeRolePolicy`, document: parsed(role.get("assumeRolePolicy")) }],
      },
    };
    this.read.set(`${role.urn} ${arn}`, identity);
    return identity;
  }

  private permissions(role: ResourceView): PolicySet {
    const attached = this.attached.get(role.urn) ?? { policies: [], unseen: [] };
    const inline = role.get("inlinePolicies");
    const managed = role.get("managedPolicyArns");
    const unseen = [...attached.unseen, ...this.stray];
    const policies = [...attached.policies];
    if (inline instanceof Unknown) {
      unseen.push(`${role.label}, inlinePolicies is not known yet`);
    }
    for (const [index, each] of (inline instanceof Unknown ? [] : listOf(inline)).entries()) {
      const document = each instanceof Unknown ? each : fieldsOf(each).policy;
      if (isPresent(document)) {
        policies.push({ label: `${role.label}, inlinePolicies[${index}]`, document: parsed(document) });
      }
    }
    for (const arn of managed instanceof Unknown ? [managed] : listOf(managed)) {
      add({ policies, unseen }, this.managed(arn, role, "managedPolicyArns"));
    }
    return { policies, unseen: unseen[0] };
  }

  private boundary(role: ResourceView): PolicySet | undefined {
    const arn = role.get("permissionsBoundary");
    if (!isPresent(arn)) {
      return undefined;
    }
    const found = this.managed(arn, role, "permissionsBoundary");
    return typeof found === "string" ? { policies: [], unseen: found } : { policies: [found] };
  }

  /** A managed policy of the stack, or why it is not seen. */
  private managed(arn: Value, from: ResourceView, property: string): Policy | string {
    if (arn instanceof Unknown) {
      const sources = from.dependenciesOf(property).filter((urn) => this.policiesByUrn.has(urn));
      const policy = sources.length === 1 ? this.policiesByUrn.get(sources[0] ?? "") : undefined;
      return policy === undefined ? `${from.label}, ${property} is not known yet` : asPolicy(policy);
    }
    const text = textOf(arn) ?? "";
    const [, account, name = ""] = POLICY_ARN.exec(text) ?? [];
    const policies = (this.policiesByName.get(name) ?? []).filter((policy) => isOf(policy, text, account));
    const [policy] = policies;
    if (policy === undefined || account === "aws") {
      return `policy ${text} is not in this stack`;
    }
    return policies.length > 1 ? `several policies of this stack may be ${text}` : asPolicy(policy);
  }

  private attach(one: ResourceView): void {
    const property = one.type === types.policyAttachment ? "roles" : "role";
    const value = one.get(property);
    if (one.type === types.policyAttachment && !isPresent(value)) {
      return;
    }
    const what =
      one.type === types.rolePolicy
        ? { label: `${one.label}, policy`, document: parsed(one.get("policy")) }
        : this.managed(one.get("policyArn") ?? null, one, "policyArn");
    for (const each of value instanceof Unknown ? [value] : listOf(value)) {
      const roles = this.rolesOf(each, one, property);
      if (roles === undefined) {
        this.stray.push(`${one.label} may belong to it: its ${property} is not known yet`);
      }
      for (const role of roles ?? []) {
        const attached = this.attached.get(role.urn) ?? { policies: [], unseen: [] };
        this.attached.set(role.urn, attached);
        // Of several roles that it may belong to, each may have it and may not.
        add(attached, (roles?.length ?? 0) > 1 ? `${one.label} may belong to it` : what);
      }
    }
  }

  /** Roles that an attachment may belong to; undefined where nothing is known of it. */
  private rolesOf(value: Value, from: ResourceView, property: string): readonly ResourceView[] | undefined {
    if (value instanceof Unknown) {
      const sources = from.dependenciesOf(property).flatMap((urn) => this.byUrn.get(urn) ?? []);
      return sources.length === 0 ? undefined : sources;
    }
    const text = textOf(value) ?? "";
    return this.byName.get(ROLE_ARN.exec(text)?.[3] ?? text) ?? [];
  }
}

function push(map: Map<string, ResourceView[]>, key: string, subject: ResourceView): void {
  map.set(key, [...(map.get(key) ?? []), subject]);
}

function add(to: { policies: Policy[]; unseen: string[] }, what: Policy | string): void {
  if (typeof what === "string") {
    to.unseen.push(what);
  } else {
    to.policies.push(what);
  }
}

function asPolicy(policy: ResourceView): Policy {
  return { label: `${policy.label}, policy`, document: parsed(policy.get("policy")) };
}

/** Read once, for it is judged once for each thing that its role does. */
function parsed(document: Value | undefined): Value | undefined {
  const read = parseObject(document);
  return read.kind === "document" ? read.fields : document;
}

/** False where a resource that bears a name is known to be another than the one of the ARN. */
function isOf(subject: ResourceView, arn: string, account: string | undefined): boolean {
  const own = textOf(subject.get("arn"));
  const home = accountOf(subject);
  return own === undefined ? (home === undefined || home === account) && isAt(subject, arn) : own === arn;
}

/** False where the path in an ARN is another than the resource's. */
function isAt(subject: ResourceView, arn: string): boolean {
  const path = subject.get("path");
  const given = /^[^/]*(\/(?:.*\/)?)[^/]+$/.exec(arn)?.[1];
  return path instanceof Unknown || (textOf(path) ?? "/") === given;
}

function built(role: ResourceView, home: Home): Text {
  const name = textOf(role.get("name"));
  const path = role.get("path");
  const at = path instanceof Unknown ? MANY : (textOf(path) ?? "/");
  return globalArnIn(home, "iam", new Text("role", at, name ?? MANY));
}

/** The role's tags and its provider's; a service that assumes a role for a state machine adds none. */
function tagsOf(role: ResourceView): ReadonlyMap<string, string | UnknownBecause> | UnknownBecause {
  const tags = role.get("tags");
  if (tags instanceof Unknown) {
    return new UnknownBecause(`${role.label}, tags is not known yet`);
  }
  const defaults = parseObject(role.provider.defaultTags);
  const inherited = defaults.kind === "document" ? parseObject(defaults.fields.tags) : defaults;
  if (inherited.kind === "unknown" || inherited.kind === "malformed") {
    return new UnknownBecause(`the default tags of the provider of ${role.label} are not known`);
  }
  const all = { ...(inherited.kind === "document" ? inherited.fields : {}), ...fieldsOf(tags) };
  return new Map(
    Object.entries(all).map(([key, value]): [string, string | UnknownBecause] => [
      key,
      textOf(value) ?? new UnknownBecause(`${role.label}, tags.${key} is not known yet`),
    ]),
  );
}
