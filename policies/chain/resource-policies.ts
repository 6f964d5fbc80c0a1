import { evaluate, type Policies, type Policy, type Verdict } from "../evaluator/evaluate";
import { accountIn, type Request } from "../evaluator/request";
import type { Stack } from "../kit/rule";
import {
  type AttachedPolicy,
  attachedPoliciesOf,
  bucketsOf,
  isService,
  nameInArn,
  type Service,
} from "./attached-policies";

/**
 * The policies that the stack gives to its topics, queues, secrets, buckets, tables, event buses and functions: they
 * may refuse what a role's own policies allow, and let in whom they name. Those of resources outside the stack are not
 * seen, and taken for absent in the caller's account; a bucket outside it may be in any account.
 */
export class ResourcePolicies {
  private readonly byName = new Map<string, AttachedPolicy[]>();
  /** Of resources whose name is not known. */
  private readonly nameless: readonly AttachedPolicy[];
  private readonly buckets: ReadonlyMap<string, string | undefined>;

  constructor(stack: Stack) {
    const carriers = attachedPoliciesOf(stack);
    for (const carrier of carriers) {
      const key = `${carrier.service} ${carrier.name}`;
      this.byName.set(key, [...(this.byName.get(key) ?? []), carrier]);
    }
    this.nameless = carriers.filter(({ name }) => name === undefined);
    this.buckets = bucketsOf(stack);
  }

  /** What comes of a request by a role with these policies of its own, and those of the resource. */
  judge(request: Request, own: Policies): Verdict {
    const service = request.action.split(":")[0] ?? "";
    if (service === "kms") {
      // A key's own policy has to let its account's identities in, before theirs count.
      return evaluate(request, withPolicies(own, [], "the policy of the key decides, too, and is not judged"));
    }
    if (!isService(service) || request.resource.exact === "*") {
      return evaluate(request, { ...own, ...otherAccount(request) });
    }
    return service === "s3" ? this.ofBucket(request, own) : this.of(service, request, own);
  }

  private of(service: Service, request: Request, own: Policies): Verdict {
    const name = nameInArn(service, request.resource.toString());
    const may = (carrier: AttachedPolicy) => isAccount(carrier, request);
    const exact = name === undefined || name.includes("<?>") ? undefined : name;
    const its = exact === undefined ? [] : (this.byName.get(`${service} ${exact}`) ?? []).filter(may);
    const alone =
      service === "lambda" || its.length === 0 ? evaluate(request, { ...own, ...otherAccount(request) }) : undefined;
    if (service === "lambda" && alone?.kind === "allowed") {
      // Permissions of a function only allow.
      return alone;
    }
    const verdict = alone === undefined || its.length > 0 ? evaluate(request, withPolicies(own, its)) : alone;
    const others =
      exact === undefined ? this.like(service, name) : this.nameless.filter((one) => one.service === service);
    for (const group of byName(others.filter(may))) {
      if (evaluate(request, withPolicies(own, [...its, ...group])).kind !== verdict.kind) {
        const label = group[0]?.policy.label;
        return { kind: "unknown", why: `whether "${request.resource}" is what ${label} is in is not known` };
      }
    }
    return verdict;
  }

  /**
   * A bucket's ARN names no account; of one that the stack neither makes nor attaches a policy to, the owner is not
   * known.
   */
  private ofBucket(request: Request, own: Policies): Verdict {
    const bucket = nameInArn("s3", request.resource.toString()) ?? "";
    const caller = request.caller.kind === "role" ? request.caller.account : undefined;
    const verdict = this.of("s3", { ...request, resourceAccount: this.buckets.get(bucket) ?? caller }, own);
    return verdict.kind !== "allowed" || this.buckets.has(bucket) || request.action === "s3:ListAllMyBuckets"
      ? verdict
      : { kind: "unknown", why: `whose "${request.resource}" is, and what its policy says, is not seen` };
  }

  /** Policies of resources that may bear a name of which parts (`<?>`) are not known. */
  private like(service: Service, name: string | undefined): readonly AttachedPolicy[] {
    const parts = (name ?? "<?>").split("<?>").map((part) => part.replace(/[^\w-]/g, "\\$&"));
    const pattern = new RegExp(`^${parts.join(".*")}$`);
    return [...this.byName.values()]
      .flat()
      .filter((one) => one.service === service && (one.name === undefined || pattern.test(one.name)));
  }
}

function withPolicies(own: Policies, carriers: readonly AttachedPolicy[], unseen?: string): Policies {
  const policies: readonly Policy[] = carriers.map(({ policy }) => policy);
  return { ...own, resource: { policies, trust: false, unseen } };
}

/** One resource has one name; those without any are apart. */
function byName(carriers: readonly AttachedPolicy[]): readonly (readonly AttachedPolicy[])[] {
  const groups = new Map<string, AttachedPolicy[]>();
  for (const [index, carrier] of carriers.entries()) {
    const key = carrier.name ?? `${index} `;
    groups.set(key, [...(groups.get(key) ?? []), carrier]);
  }
  return [...groups.values()];
}

/** False where a resource is known to be in another account than the one a policy is made in. */
function isAccount({ account }: AttachedPolicy, { resource }: Request): boolean {
  const own = accountIn(resource);
  return own === undefined || account === undefined || own === account;
}

function otherAccount({ resource, caller }: Request): Pick<Policies, "resource"> {
  const owner = accountIn(resource);
  const account = caller.kind === "role" ? caller.account : undefined;
  return owner !== undefined && account !== undefined && owner !== account
    ? { resource: { policies: [], trust: false, unseen: `${resource} is in another account, whose side is not seen` } }
    : {};
}
