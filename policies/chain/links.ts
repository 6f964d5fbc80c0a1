import type { Definition, State } from "../definition/model";
import { evaluate, type Policies, type Verdict } from "../evaluator/evaluate";
import type { KeyValue, Request } from "../evaluator/request";
import { MANY, Text } from "../evaluator/text";
import type { Subject } from "../kit/subject";
import { fieldsOf, textOf, Unknown } from "../kit/value";
import { valueOfArgument } from "./expression";
import { arnIn, type Home, homeOf } from "./home";
import type { Identities, Identity } from "./identities";
import type { Need } from "./need";
import { needsOf } from "./needs";
import { requestedRegion } from "./requested-region";
import type { ResourcePolicies } from "./resource-policies";

/** One question of a chain and its answer. */
export interface Link {
  /** 1: Step Functions becomes the machine's role; 2: that role becomes the task's; 3: the task's role acts. */
  readonly link: 1 | 2 | 3;
  /** The state it is for; none for the machine as a whole. */
  readonly state: State | undefined;
  /** `role "orders" -> role "orders-task"` */
  readonly way: string;
  /** Whose policies, or whose trust, were asked. */
  readonly of: string;
  readonly asked: "permission" | "trust";
  /** `sts:AssumeRole on arn:aws:iam::1:role/orders-task` */
  readonly what: string;
  readonly verdict: Verdict;
}

/** A machine with its definition, as a chain begins. */
export interface Machine {
  readonly subject: Subject;
  readonly definition: Definition;
}

/** What all machines of a stack are judged with. */
export interface World {
  readonly identities: Identities;
  readonly resourcePolicies: ResourcePolicies;
}

/** Every link of every chain of a machine, in the order of its states. */
export function linksOf({ subject, definition }: Machine, world: World): readonly Link[] {
  const home = homeOf(subject);
  const found = world.identities.named(subject.get("roleArn"), subject, "roleArn", home);
  const machineArn = arnOf(subject, home);
  if ("missing" in found) {
    return [open(1, undefined, "Step Functions -> the machine's role", "sts:AssumeRole", found.missing)];
  }
  const { role } = found;
  const place = { home, machineArn, world, jsonataByDefault: definition.body.QueryLanguage === "JSONata" };
  return [trusted(role, place), ...definition.states.flatMap((state) => ofState(state, role, place))];
}

interface Place {
  readonly home: Home;
  readonly machineArn: Text;
  readonly world: World;
  readonly jsonataByDefault: boolean;
}

function arnOf(machine: Subject, home: Home): Text {
  const known = textOf(machine.get("arn"));
  return known === undefined
    ? arnIn(
        home,
        "states",
        "stateMachine:",
        textOf(machine.get("name")) === undefined ? new Text(MANY) : (textOf(machine.get("name")) ?? ""),
      )
    : new Text(known);
}

const states = "states.amazonaws.com";

/** Link 1: the machine's role lets Step Functions in, for this machine. */
function trusted(role: Identity, { home, machineArn }: Place): Link {
  const request: Request = {
    caller: { kind: "service", name: states },
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
    what: `sts:AssumeRole for ${states} and ${machineArn}`,
    verdict: evaluate(request, { resource: { ...role.trust, trust: true } }),
  };
}

/** Links 2 and 3 of a Task. */
function ofState(state: State, machineRole: Identity, place: Place): readonly Link[] {
  if (state.type !== "Task" && state.type !== "Map") {
    return [];
  }
  const jsonata =
    state.body.QueryLanguage === undefined ? place.jsonataByDefault : state.body.QueryLanguage === "JSONata";
  const credentials = state.body.Credentials;
  if (credentials === undefined || credentials === null) {
    return acts(state, machineRole, place, jsonata, true);
  }
  const fields = fieldsOf(credentials);
  const arn = valueOfArgument(fields.RoleArn ?? null, jsonata);
  const exact = arn.exact;
  const way = (to: string) => `${machineRole.label} -> ${to}`;
  if (exact === undefined) {
    const why =
      fields.RoleArn instanceof Unknown || credentials instanceof Unknown
        ? "is not known yet"
        : "is computed in the run";
    return [open(2, state, way("the task's role"), "sts:AssumeRole", `Credentials.RoleArn ${why}`)];
  }
  const request = chaining(machineRole, exact, place);
  const may: Link = {
    link: 2,
    state,
    way: way(`role "${exact.split("/").at(-1)}"`),
    of: machineRole.label,
    asked: "permission",
    what: `sts:AssumeRole on ${exact}`,
    verdict: evaluate(request, identityOf(machineRole)),
  };
  const found = place.world.identities.byArn(exact, place.home);
  if ("missing" in found) {
    return [
      may,
      open(
        2,
        state,
        may.way,
        `sts:AssumeRole on ${exact}`,
        `${found.missing}: neither its trust nor what it may do is seen`,
      ),
    ];
  }
  const admits: Link = {
    ...may,
    way: way(found.role.label),
    of: found.role.label,
    asked: "trust",
    what: `sts:AssumeRole for ${machineRole.label}`,
    verdict: evaluate(request, { resource: { ...found.role.trust, trust: true } }),
  };
  return [{ ...may, way: way(found.role.label) }, admits, ...acts(state, found.role, place, jsonata, false)];
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

/** Link 3: the role that a Task runs as may do what the Task does. */
function acts(state: State, role: Identity, place: Place, jsonata: boolean, ownRole: boolean): readonly Link[] {
  const { machineArn, world } = place;
  const home = { ...place.home, account: role.caller.account ?? place.home.account };
  const needed = needsOf(state, { home, machineArn, jsonata, ownRole });
  if (needed.kind === "unknown") {
    return [open(3, state, `${role.label} -> the task`, "what the task does", needed.why)];
  }
  return needed.needs.map((need) => {
    const request = acting(role, need, home);
    return {
      link: 3,
      state,
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

function identityOf({ identity, boundary }: Identity): Policies {
  return { identity, boundary };
}

function open(link: 1 | 2 | 3, state: State | undefined, way: string, what: string, why: string): Link {
  return { link, state, way, of: "", asked: "permission", what, verdict: { kind: "unknown", why } };
}
