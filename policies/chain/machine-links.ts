import type { State } from "../definition/model";
import { callOf } from "../definition/tasks";
import { evaluate } from "../evaluator/evaluate";
import type { KeyValue, Request } from "../evaluator/request";
import { MANY, PART, Text } from "../evaluator/text";
import type { ResourceView } from "../kit/resource-view";
import { textOf, type Value } from "../kit/value";
import { assumes } from "./assume";
import { credentialsOf } from "./credentials";
import { valueOfArgument } from "./expression";
import { arnIn, type Home, homeOf } from "./home";
import type { Identity } from "./identities";
import { identityOf, type Link, type Machine, misnamed, open, type Place, type World } from "./link";
import { itemsOf } from "./map-items";
import { requestedRegion } from "./needs/requested-region";
import { needsOf } from "./needs/state-needs";
import type { Need } from "./needs/types";

/** Every link of every chain of a machine, in the order of its states. */
export function linksOf({ subject, definition }: Machine, world: World): readonly Link[] {
  const home = homeOf(subject);
  const found = world.identities.named(subject.get("roleArn"), subject, "roleArn", home);
  const arns = arnsOf(subject, home);
  if ("missing" in found) {
    return [open(1, undefined, "Step Functions -> the machine's role", "sts:AssumeRole", found.missing)];
  }
  if ("misnamed" in found) {
    const way = `Step Functions -> ${found.misnamed.label}`;
    return [misnamed(1, undefined, way, `sts:AssumeRole on ${textOf(subject.get("roleArn"))}`, found.misnamed)];
  }
  const { role } = found;
  const place = { home, ...arns, world };
  return [trusted(role, place), ...definition.states.flatMap((state) => ofState(state, role, place))];
}

interface Arns {
  readonly machineArn: Text;
  /** Of the execution that runs; undefined for an Express machine, whose executions have other ARNs. */
  readonly executionArn: Text | undefined;
}

function arnsOf(machine: ResourceView, home: Home): Arns {
  const known = textOf(machine.get("arn"));
  const name = textOf(machine.get("name")) ?? new Text(MANY);
  const [, start, ownName] = /^(arn:[^:]*:states:[^:]*:[^:]*:)stateMachine:([^:]+)$/.exec(known ?? "") ?? [];
  const type = machine.get("type") ?? "STANDARD";
  const execution =
    start === undefined || ownName === undefined
      ? arnIn(home, "states", "execution:", name, ":", new Text(PART))
      : new Text(`${start}execution:${ownName}:`, PART);
  return {
    machineArn: known === undefined ? arnIn(home, "states", "stateMachine:", name) : new Text(known),
    executionArn: type === "STANDARD" ? execution : undefined,
  };
}

const STATES = "states.amazonaws.com";
/** https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#connect-http-task-permissions */
const HTTP_CREDENTIALS =
  "AWS documents the rights of http:invoke for the machine's role and does not say that Credentials apply";

/** Link 1: the machine's role lets Step Functions in, for this machine. */
function trusted(role: Identity, { home, machineArn }: Place): Link {
  const request: Request = {
    caller: { kind: "service", name: STATES, region: home.region },
    action: "sts:AssumeRole",
    resource: role.caller.arn,
    context: new Map<string, KeyValue>([
      ["aws:sourcearn", machineArn],
      ["aws:sourceaccount", home.account === undefined ? new Text(MANY) : new Text(home.account)],
      ["sts:externalid", "absent"],
    ]),
  };
  return {
    link: 1,
    state: undefined,
    way: `Step Functions -> ${role.label}`,
    of: role.label,
    asked: "trust",
    what: `sts:AssumeRole for ${STATES} and ${machineArn}`,
    verdict: evaluate(request, { resource: { ...role.trust, trust: true } }),
  };
}

/** Links 2 and 3 of a state. */
function ofState(state: State, machineRole: Identity, place: Place): readonly Link[] {
  if (state.type !== "Task" && state.type !== "Map") {
    return [];
  }
  const credentials = credentialsOf(state);
  if (credentials === "none") {
    return acts(state, machineRole, place, true);
  }
  if ("why" in credentials) {
    return [open(2, state, `${machineRole.label} -> the task's role`, "sts:AssumeRole", credentials.why)];
  }
  const { links, role } = assumes(state, machineRole, credentials.arn, place);
  if (callOf(state)?.service === "http") {
    return [...links, open(3, state, `${machineRole.label} -> the task`, "what the task does", HTTP_CREDENTIALS)];
  }
  return role === undefined ? links : [...links, ...acts(state, role, place, false)];
}

/** Link 3: the role that a Task runs as may do what the Task does. */
function acts(state: State, role: Identity, place: Place, ownRole: boolean): readonly Link[] {
  const { machineArn, executionArn, world } = place;
  const home = { ...place.home, account: role.caller.account ?? place.home.account };
  const found = new Map<string, { need: Need; items: string[] }>();
  const items = itemsOf(state) ?? [undefined];
  for (const item of items) {
    const textOfArgument = (value: Value | undefined) => valueOfArgument(value, state.jsonata, { item, executionArn });
    const needed = needsOf(state, { home, machineArn, textOfArgument, ownRole });
    if (needed.kind === "unknown") {
      return [open(3, state, `${role.label} -> the task`, "what the task does", needed.why)];
    }
    for (const need of needed.needs) {
      const key = JSON.stringify([
        need.action,
        String(need.resource),
        need.context?.map(([name, one]) => `${name} ${one}`),
      ]);
      const same = found.get(key) ?? { need, items: [] };
      found.set(key, same);
      same.items.push(item?.label ?? "");
    }
  }
  return [...found.values()].map(({ need, items: its }) => {
    const request = acting(role, need, home);
    return {
      link: 3,
      state,
      ...(its.length < items.length ? { items: its } : {}),
      way: `${role.label} -> ${need.action}`,
      of: role.label,
      asked: "permission",
      what: `${need.action} on ${need.resource}`,
      verdict: world.resourcePolicies.judge(request, identityOf(role)),
    };
  });
}

function acting(role: Identity, need: Need, home: Home): Request {
  const { action, resource, context = [] } = need;
  const region = requestedRegion(need, home);
  return {
    caller: role.caller,
    action,
    resource,
    context: new Map<string, KeyValue>([
      ["aws:securetransport", new Text("true")],
      ...(region === undefined ? [] : ([["aws:requestedregion", region]] as const)),
      ...context,
    ]),
  };
}
