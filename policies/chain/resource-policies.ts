import type { Policies, Policy } from "../evaluator/evaluate";
import { accountIn } from "../evaluator/request";
import type { Text } from "../evaluator/text";
import { nameIn } from "../kit/links";
import type { Stack } from "../kit/rule";
import type { Subject } from "../kit/subject";
import { types } from "../kit/types";
import { isPresent, textOf, Unknown } from "../kit/value";

/** Kinds of resources that carry policies of their own, and where those stand in a stack. */
const kinds = [
  { service: "sns", owner: types.topic, policy: types.topicPolicy, link: "arn" },
  { service: "sqs", owner: types.queue, policy: types.queuePolicy, link: "queueUrl" },
  { service: "secretsmanager", owner: types.secret, policy: types.secretPolicy, link: "secretArn" },
] as const;

/**
 * The policies that the stack gives to its topics, queues and secrets: they may refuse what a role's own policies allow, and let in whom
 * they name. Those of resources outside the stack are not seen, and taken for absent in the caller's account.
 */
export class ResourcePolicies {
  readonly #byName = new Map<string, Policy[]>();

  constructor(stack: Stack) {
    for (const kind of kinds) {
      const owners = new Map(stack.ofType(kind.owner).map((owner) => [owner.urn, owner]));
      const replaced = new Set<string | undefined>();
      for (const policy of stack.ofType(kind.policy)) {
        const value = policy.get(kind.link);
        const sources = policy.dependenciesOf(kind.link).flatMap((urn) => owners.get(urn) ?? []);
        const names = value instanceof Unknown ? sources.map(nameOf) : [nameIn(textOf(value) ?? "")];
        for (const name of new Set(names)) {
          this.#add(kind.service, name, policy);
          replaced.add(name);
        }
      }
      // There is one policy to a resource: one attached takes the place of its own, which at a preview is AWS's default and not known.
      for (const owner of owners.values()) {
        if (!replaced.has(nameOf(owner))) {
          this.#add(kind.service, nameOf(owner), owner);
        }
      }
    }
  }

  #add(service: string, name: string | undefined, carrier: Subject): void {
    const document = carrier.get("policy");
    if (name === undefined || name === "" || !isPresent(document)) {
      return;
    }
    const key = `${service} ${name}`;
    const policy = { label: `${carrier.label}, policy`, document };
    this.#byName.set(key, [...(this.#byName.get(key) ?? []), policy]);
  }

  /** The part that a resource's own policies take in a request by a role of an account. */
  of(resource: Text, account: string | undefined): Pick<Policies, "resource"> {
    const exact = resource.exact;
    const service = exact?.split(":")[2] ?? "";
    const policies = exact === undefined ? [] : (this.#byName.get(`${service} ${nameIn(exact)}`) ?? []);
    if (policies.length > 0) {
      return { resource: { policies, trust: false } };
    }
    const owner = accountIn(resource);
    return owner !== undefined && account !== undefined && owner !== account
      ? {
          resource: { policies: [], trust: false, unseen: `${resource} is in another account, whose side is not seen` },
        }
      : {};
  }
}

function nameOf(owner: Subject): string | undefined {
  return textOf(owner.get("name"));
}
