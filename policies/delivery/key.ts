import type { PolicySet } from "../evaluator/evaluate";
import { linkTo, names } from "../kit/references";
import type { ResourceView } from "../kit/resource-view";
import type { Stack } from "../kit/rule";
import { types } from "../kit/types";
import { isPresent, jsonOf, textOf, Unknown, type Value } from "../kit/value";

/** The key that a topic or a queue is encrypted with, and who may use it. */
export interface GuardingKey {
  /** The resource that carries the key's policy, or names a key that is not in the stack. */
  readonly subject: ResourceView;
  /** `key "orders"`, or what is written. */
  readonly label: string;
  readonly policies: PolicySet;
}

/** Without a policy of its own a key's access is left to the account's IAM, which services are no part of. */
const DEFAULT: PolicySet = { policies: [] };

/** The key of a topic or a queue; undefined where there is none. */
export function keyOf(stack: Stack, encrypted: ResourceView): GuardingKey | undefined {
  const value = encrypted.get("kmsMasterKeyId");
  if (!isPresent(value)) {
    return undefined;
  }
  if (/(^|:)alias\/aws\//.test(textOf(value) ?? "")) {
    return { subject: encrypted, label: `AWS's own key ${jsonOf(value)}`, policies: DEFAULT };
  }
  const [key, ...others] = keysNamed(stack, encrypted, "kmsMasterKeyId", value);
  if (key === undefined || others.length > 0) {
    const unseen = `the policy of the key ${value instanceof Unknown ? "" : jsonOf(value)} of ${encrypted.label} is not seen`;
    return { subject: encrypted, label: "its key", policies: { policies: [], unseen } };
  }
  return ofKey(stack, key);
}

/** Keys that a property names, by themselves or through an alias. */
function keysNamed(stack: Stack, from: ResourceView, property: string, value: Value): readonly ResourceView[] {
  const direct = stack.ofType(types.key).filter((key) => names(from, property, key, value) === "yes");
  if (direct.length > 0) {
    return direct;
  }
  const aliases = stack.ofType(types.keyAlias).filter((alias) => names(from, property, alias, value) === "yes");
  return aliases.flatMap((alias) => {
    const target = alias.get("targetKeyId");
    return stack
      .ofType(types.key)
      .filter((key) => isPresent(target) && names(alias, "targetKeyId", key, target) === "yes");
  });
}

function ofKey(stack: Stack, key: ResourceView): GuardingKey {
  const label = `key "${key.name}"`;
  const { linked, unknown } = linkTo(stack, [types.keyPolicy], key, (policy) => [
    { property: "keyId", value: policy.get("keyId") },
  ]);
  const own = key.get("policy");
  const given = own instanceof Unknown ? key.isInput("policy") : isPresent(own);
  const carriers = linked.length > 0 ? linked : given ? [key] : [];
  const [carrier] = carriers;
  if (carrier === undefined) {
    const unseen = unknown === undefined ? undefined : `which policy ${label} has is not known yet`;
    return { subject: key, label, policies: unseen === undefined ? DEFAULT : { policies: [], unseen } };
  }
  return {
    subject: carrier,
    label,
    policies: {
      policies: carriers.map((each) => ({ label: `${each.label}, policy`, document: each.get("policy") })),
      unseen: carriers.length > 1 ? `${label} has several policies, of which one counts` : undefined,
    },
  };
}
