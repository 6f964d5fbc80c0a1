import type { Definition, State } from "../definition/model";
import type { Policies, Verdict } from "../evaluator/evaluate";
import type { Text } from "../evaluator/text";
import type { ResourceView } from "../kit/resource-view";
import type { Home } from "./home";
import type { Identities, Identity } from "./identities";
import type { ResourcePolicies } from "./resource-policies";

/** The role of that name has another path, so that AWS finds none by the ARN. */
export interface Misnamed {
  readonly kind: "denied";
  readonly how: "misnamed";
  /** The ARN that it has. */
  readonly arn: Text;
}

/** One question of a chain and its answer. */
export interface Link {
  /** 1: Step Functions becomes the machine's role; 2: that role becomes the task's; 3: the task's role acts. */
  readonly link: 1 | 2 | 3;
  /** The state it is for; none for the machine as a whole. */
  readonly state: State | undefined;
  /**
   * Labels of the items of a Map that it is for; none where it is the same for all, or the state is in no Map with
   * literal Items.
   */
  readonly items?: readonly string[];
  /** `role "orders" -> role "orders-task"` */
  readonly way: string;
  /** Whose policies, or whose trust, were evaluated. */
  readonly of: string;
  readonly asked: "permission" | "trust";
  /** `sts:AssumeRole on arn:aws:iam::1:role/orders-task` */
  readonly what: string;
  readonly verdict: Verdict | Misnamed;
}

/** A machine with its definition, as a chain begins. */
export interface Machine {
  readonly subject: ResourceView;
  readonly definition: Definition;
}

/** What all machines of a stack are judged with. */
export interface World {
  readonly identities: Identities;
  readonly resourcePolicies: ResourcePolicies;
}

/** Where the links of a machine are judged. */
export interface Place {
  readonly home: Home;
  readonly machineArn: Text;
  /** The ARN of the execution itself, whose name is not known; undefined for an Express machine. */
  readonly executionArn: Text | undefined;
  readonly world: World;
}

export function identityOf({ identity, boundary }: Identity): Policies {
  return { identity, boundary };
}

/** A link of which nothing can be said. */
export function open(link: 1 | 2 | 3, state: State | undefined, way: string, what: string, why: string): Link {
  return { link, state, way, of: "", asked: "permission", what, verdict: { kind: "unknown", why } };
}

/** A link that is broken by the ARN that names a role. */
export function misnamed(link: 1 | 2, state: State | undefined, way: string, what: string, role: Identity): Link {
  const verdict: Misnamed = { kind: "denied", how: "misnamed", arn: role.caller.arn };
  return { link, state, way, of: role.label, asked: "permission", what, verdict };
}
