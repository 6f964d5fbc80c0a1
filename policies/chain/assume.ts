import type { State } from "../definition/model";
import { evaluate, type PolicySet, type Verdict } from "../evaluator/evaluate";
import type { KeyValue, Request } from "../evaluator/request";
import { Text } from "../evaluator/text";
import type { Identity } from "./identities";
import { identityOf, type Link, misnamed, open, type Place } from "./link";

/** Link 2, and the role that it leads to where that is in the stack. */
export interface Assumed {
  readonly links: readonly Link[];
  readonly role: Identity | undefined;
}

/** Link 2: the machine's role becomes the role of a Task. */
export function assumes(state: State, machineRole: Identity, arn: string, place: Place): Assumed {
  const request = chaining(machineRole, arn, place);
  const what = `sts:AssumeRole on ${arn}`;
  const way = (to: string) => `${machineRole.label} -> ${to}`;
  const found = place.world.identities.byArn(arn, place.home);
  if ("misnamed" in found) {
    const to = way(found.misnamed.label);
    return { links: [misnamed(2, state, to, what, found.misnamed)], role: undefined };
  }
  const may = (to: string, trust: PolicySet): Link => ({
    link: 2,
    state,
    way: way(to),
    of: machineRole.label,
    asked: "permission",
    what,
    verdict: permitted(request, machineRole, trust),
  });
  if ("missing" in found) {
    const why = `${found.missing}: neither its trust nor what it may do is seen`;
    const permission = may(`role "${arn.split("/").at(-1)}"`, { policies: [], unseen: why });
    const rest = open(2, state, permission.way, what, why);
    // Unknown for the same reason, it is said once.
    return { links: permission.verdict.kind === "unknown" ? [rest] : [permission, rest], role: undefined };
  }
  const { role } = found;
  const admits: Link = {
    link: 2,
    state,
    way: way(role.label),
    of: role.label,
    asked: "trust",
    what: `sts:AssumeRole for ${machineRole.label}`,
    verdict: evaluate(request, { resource: { ...role.trust, trust: true } }),
  };
  return { links: [may(role.label, role.trust), admits], role };
}

/**
 * By its own policies; or, in one account, by a trust that names it itself.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
function permitted(request: Request, machineRole: Identity, trust: PolicySet): Verdict {
  const own = evaluate(request, identityOf(machineRole));
  const lacks = own.kind === "denied" && own.how === "implicit" && own.lacking === "identity";
  if (own.kind === "allowed" || (own.kind === "denied" && !lacks)) {
    return own;
  }
  const together = evaluate(request, { ...identityOf(machineRole), resource: { ...trust, trust: true } });
  const bounded = together.kind === "denied" && together.how === "implicit" && together.lacking === "boundary";
  return together.kind === "allowed" || bounded || (lacks && together.kind === "unknown") ? together : own;
}

/**
 * Step Functions assumes the role of a Task under the machine's role and names the machine as external id.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html
 */
function chaining(machineRole: Identity, roleArn: string, { machineArn }: Place): Request {
  return {
    caller: machineRole.caller,
    action: "sts:AssumeRole",
    resource: new Text(roleArn),
    context: new Map<string, KeyValue>([
      ["sts:externalid", machineArn],
      ["aws:securetransport", new Text("true")],
    ]),
  };
}
